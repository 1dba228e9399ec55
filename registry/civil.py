"""The civil registry (Dukcapil): it confirms what we ask and tells nothing of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Protocol

from registry.errors import CivilRegistryUnavailable
from registry.names import same_name


class CivilAnswer(Enum):
    CONFIRMED = "confirmed"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class CivilRegistry(Protocol):
    def confirm(self, nik: str, birth_date: date, full_name: str) -> CivilAnswer:
        """Whether this NIK and birth date belong to somebody of this name (compared after normalising).

        Raises CivilRegistryUnavailable when there is no answer.
        """


class NoCivilRegistry:
    """Where none is connected: every question stays open, so officers decide. Implements `CivilRegistry`."""

    def confirm(self, nik: str, birth_date: date, full_name: str) -> CivilAnswer:
        raise CivilRegistryUnavailable("no civil registry is connected")


@dataclass(frozen=True)
class CivilRecord:
    nik: str = field(repr=False)
    birth_date: date = field(repr=False)
    full_name: str = field(repr=False)


class DemoCivilRegistry:
    """A civil registry of the invented citizens; implements `CivilRegistry`."""

    def __init__(self, records: Iterable[CivilRecord]) -> None:
        self._by_nik = {record.nik: record for record in records}

    @classmethod
    def from_file(cls, demo_citizens: Path) -> DemoCivilRegistry:
        """Reads what `python -m registry.demo` wrote; raises CivilRegistryUnavailable when it is absent."""
        try:
            entries = json.loads(demo_citizens.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise CivilRegistryUnavailable("no demo citizens; run python -m registry.demo") from error
        return cls(
            CivilRecord(entry["nik"], date.fromisoformat(entry["birth_date"]), entry["civil_name"])
            for entry in entries
            if entry["civil_name"]
        )

    def confirm(self, nik: str, birth_date: date, full_name: str) -> CivilAnswer:
        record = self._by_nik.get(nik)
        if record is None or record.birth_date != birth_date:
            return CivilAnswer.UNKNOWN
        return CivilAnswer.CONFIRMED if same_name(record.full_name, full_name) else CivilAnswer.DIFFERENT


@dataclass(frozen=True)
class DemoCivilFile:
    """A demo civil registry whose list is read at every question: it may be written after we started."""

    demo_citizens: Path

    def confirm(self, nik: str, birth_date: date, full_name: str) -> CivilAnswer:
        return DemoCivilRegistry.from_file(self.demo_citizens).confirm(nik, birth_date, full_name)
