"""Cases as officers see them, and what they decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from registry.case_records import CaseState, CorrectionKind, Queue, ReportKind


class OfficerRole(str, Enum):
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Officer:
    id: str
    role: OfficerRole


class RefusalReason(str, Enum):
    NOT_IN_CIVIL_REGISTRY = "not_in_civil_registry"
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_UNREADABLE = "evidence_unreadable"
    FACILITY_DENIES = "facility_denies"
    NOT_THE_OWNER = "not_the_owner"
    DUPLICATE = "duplicate"


class Question(str, Enum):
    CARD_PHOTO = "card_photo"
    IDENTITY_CARD_PHOTO = "identity_card_photo"
    DATE_AND_PLACE = "date_and_place"
    CLEARER_PHOTO = "clearer_photo"


@dataclass(frozen=True)
class QueueFilter:
    kind: CorrectionKind | ReportKind | None = None
    queue: Queue | None = None
    state: CaseState | None = None
    overdue: bool = False
    number: str = ""


@dataclass(frozen=True)
class CaseSummary:
    number: str
    kind: CorrectionKind | ReportKind
    queue: Queue
    state: CaseState
    opened_at: dt.datetime
    due_at: dt.datetime
    overdue: bool
    attachments: int
    statements: int


@dataclass(frozen=True)
class PersonOnRecord:
    full_name: str = field(repr=False)
    masked_nik: str
    birth_date: dt.date = field(repr=False)
    sex: str = field(repr=False)


@dataclass(frozen=True)
class AccountMember:
    """Another person registered with the same number; `doses`: how many are on record."""

    citizen_id: str
    full_name: str = field(repr=False)
    masked_nik: str
    birth_date: dt.date = field(repr=False)
    doses: int


@dataclass(frozen=True)
class DoseOnRecord:
    dose: int
    vaccine: str
    batch: str
    date: dt.date
    facility: str
    certificate_number: str | None


@dataclass(frozen=True)
class Asked:
    old: str | None = field(repr=False)
    new: str | None = field(repr=False)
    details: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class AttachmentSummary:
    id: str
    mime_type: str
    size: int
    created_at: dt.datetime


@dataclass(frozen=True)
class Statement:
    text: str = field(repr=False)
    at: dt.datetime


@dataclass(frozen=True)
class CaseEvent:
    kind: str
    at: dt.datetime
    by: str | None


@dataclass(frozen=True)
class CaseFile:
    """`entered`: by the first officer while a second is awaited. `phone`: the E.164 number that hears how it ends.

    `account`: who else is registered with the citizen's number, where the case is about somebody else's data.
    """

    summary: CaseSummary
    version: int
    person: PersonOnRecord | None
    doses: tuple[DoseOnRecord, ...]
    asked: Asked
    civil_answer: str | None
    attachments: tuple[AttachmentSummary, ...]
    statements: tuple[Statement, ...]
    events: tuple[CaseEvent, ...]
    awaiting_second: str | None
    effective_at: dt.datetime | None
    phone: str | None = field(repr=False)
    account: tuple[AccountMember, ...] = ()
    entered: RecordCorrection | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RecordCorrection:
    """What the officer enters for the record: of the person, or of the dose with the number `dose`.

    `remove_dose`: that dose is another person's and leaves the record. `remove_person`: id of a citizen whom the
    number's owner does not know, and who leaves the account.
    """

    dose: int | None = None
    vaccine: str | None = field(default=None, repr=False)
    batch: str | None = field(default=None, repr=False)
    facility: str | None = field(default=None, repr=False)
    sex: str | None = field(default=None, repr=False)
    nik: str | None = field(default=None, repr=False)
    date: dt.date | None = field(default=None, repr=False)
    birth_date: dt.date | None = field(default=None, repr=False)
    full_name: str | None = field(default=None, repr=False)
    remove_dose: bool = False
    remove_person: str | None = None


@dataclass(frozen=True)
class Decided:
    state: CaseState
    effective_at: dt.datetime | None


@dataclass(frozen=True)
class DayFigures:
    day: dt.date
    opened: int
    decided: int


@dataclass(frozen=True)
class Figures:
    opened_today: int
    decided_today: int
    median_age_hours: float | None
    by_kind: dict[str, int]
    open: int
    overdue: int
    days: tuple[DayFigures, ...]
