"""What the registry knows, as plain frozen records. Personal values are kept out of `repr`, hence out of logs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum


class Sex(str, Enum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True)
class Citizen:
    id: str
    full_name: str = field(repr=False)
    nik: str = field(repr=False)
    birth_date: dt.date = field(repr=False)
    sex: Sex = field(repr=False)


@dataclass(frozen=True)
class Vaccination:
    """One dose. `date` is the day in Indonesia; `certificate_id` is the valid certificate's, if any."""

    id: str
    dose: int
    vaccine: str = field(repr=False)
    batch: str = field(repr=False)
    date: dt.date = field(repr=False)
    facility: str = field(repr=False)
    certificate_id: str | None


@dataclass(frozen=True)
class CertificateRecord:
    """Everything a certificate says, and whether it still holds. The full NIK stays in the registry."""

    id: str
    number: str
    citizen_id: str
    full_name: str = field(repr=False)
    masked_nik: str = field(repr=False)
    birth_date: dt.date = field(repr=False)
    dose: int
    vaccine: str = field(repr=False)
    batch: str = field(repr=False)
    date: dt.date = field(repr=False)
    facility: str = field(repr=False)
    issued_at: dt.datetime
    superseded_by: str | None
    revoked_at: dt.datetime | None

    @property
    def superseded(self) -> bool:
        return self.superseded_by is not None

    @property
    def revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def valid(self) -> bool:
        return not (self.superseded or self.revoked)


@dataclass(frozen=True)
class Identified:
    """Phone, NIK and name belong together."""

    citizen: Citizen


@dataclass(frozen=True)
class NearMiss:
    """Phone and NIK belong together and the name nearly does: worth one "check the spelling"."""


@dataclass(frozen=True)
class NoMatch:
    """Anything else; deliberately without a hint what was wrong."""


Identification = Identified | NearMiss | NoMatch
