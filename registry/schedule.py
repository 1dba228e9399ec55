"""The dated vaccination schedule of `schedule.yml`, typed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("schedule.yml")
_BETWEEN_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class VaccineRule:
    """`interval_days`: least days between two doses of the primary series; `booster_decided`: after this series."""

    name: str
    primary_doses: int
    interval_days: int
    minimum_age: int
    booster_decided: bool


@dataclass(frozen=True)
class Schedule:
    """The rules of one day, `as_of`. Ages in years."""

    as_of: dt.date
    minimum_age: int
    booster_minimum_age: int
    booster_months: int
    _by_spelling: dict[str, VaccineRule]

    def rule(self, vaccine: str) -> VaccineRule | None:
        """The rule of a vaccine as records write it; None when the schedule does not know it."""
        return self._by_spelling.get(_spelling(vaccine))


@lru_cache(maxsize=1)
def current_schedule() -> Schedule:
    """The schedule of the file beside this module; read once."""
    return load_schedule(FILE)


def load_schedule(file: Path) -> Schedule:
    """Raises KeyError or ValueError when the file is incomplete or gives one spelling to two vaccines."""
    content = YAML(typ="safe").load(file)
    by_spelling: dict[str, VaccineRule] = {}
    for name, entry in content["vaccines"].items():
        rule = _rule(name, entry)
        for spelling in {_spelling(written) for written in [name, *entry.get("also_written", ())]}:
            if by_spelling.setdefault(spelling, rule) is not rule:
                raise ValueError(f"{file.name}: {spelling!r} stands for two vaccines")
    return Schedule(
        as_of=content["as_of"],
        minimum_age=content["minimum_age"],
        booster_minimum_age=content["booster"]["minimum_age"],
        booster_months=content["booster"]["months_after_primary"],
        _by_spelling=by_spelling,
    )


def _rule(name: str, entry: dict[str, Any]) -> VaccineRule:
    return VaccineRule(
        name=name,
        primary_doses=entry["primary_doses"],
        interval_days=entry["interval_days"],
        minimum_age=entry["minimum_age"],
        booster_decided={"decided": True, "not_decided": False}[entry["booster"]],
    )


def _spelling(vaccine: str) -> str:
    return _BETWEEN_LETTERS.sub("", vaccine).casefold()
