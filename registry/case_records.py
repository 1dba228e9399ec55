"""Corrections, reports and phone changes: what may be asked and how it may end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from registry.name_check import NameDifference, NameProblem


class CorrectionKind(str, Enum):
    NAME = "name"
    PHONE = "phone"  # a lost number, which an officer decides


class ReportKind(str, Enum):
    MISSING_CERTIFICATE = "missing_certificate"
    WRONG_RECORD = "wrong_record"
    OTHER = "other"


class Queue(str, Enum):
    """Who must act: the facility that gave the dose, or the platform that issues certificates."""

    FACILITY = "facility"
    PLATFORM = "platform"


class CaseState(str, Enum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"  # for the citizen's answer
    APPROVED = "approved"  # decided; takes effect when the hold is over
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # overtaken by something the citizen did


@dataclass(frozen=True)
class CaseStatus:
    """What its owner may know of a case."""

    case_number: str
    kind: CorrectionKind | ReportKind
    state: CaseState
    opened_at: dt.datetime
    updated_at: dt.datetime
    closed_at: dt.datetime | None
    citizen_id: str | None = None
    attachments: int = 0
    reason: str | None = None
    """Of its latest decision: a `RefusalReason` when refused, a `Question` when waiting for the citizen."""

    @property
    def open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True)
class NameOk:
    """The name may be asked for. `new` as it will be printed: `titles_left_out` if the text had any."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    differences: tuple[NameDifference, ...]
    titles_left_out: bool = False


@dataclass(frozen=True)
class SameName:
    """The certificate says this already, but for capitals, spaces and titles that are not printed."""

    titles_left_out: bool = False


@dataclass(frozen=True)
class NameRefused:
    """The text cannot be a name."""

    reason: NameProblem


NameCheck = NameOk | SameName | NameRefused


@dataclass(frozen=True)
class NameCorrected:
    """The name is changed; certificates by dose, none where no dose had a valid one."""

    certificate_ids: tuple[str, ...]
    superseded_ids: tuple[str, ...]


@dataclass(frozen=True)
class CorrectionPending:
    """An officer decides. `already_open`: there was such a request, which now has the new value."""

    case_number: str
    already_open: bool = False


NameCorrection = NameCorrected | CorrectionPending | SameName | NameRefused


@dataclass(frozen=True)
class ReportOpened:
    """`already_open`: there was such a report, to which the details were added."""

    case_number: str
    already_open: bool = False


@dataclass(frozen=True)
class CertificateIssued:
    """`already_there`: the dose had a valid certificate before."""

    certificate_id: str
    already_there: bool = False


class IssueProblem(str, Enum):
    UNKNOWN_DOSE = "unknown_dose"
    REVOKED = "revoked"  # somebody took the certificate back; an officer decides
    FUTURE_DATE = "future_date"


@dataclass(frozen=True)
class CertificateRefused:
    reason: IssueProblem


CertificateIssue = CertificateIssued | CertificateRefused


@dataclass(frozen=True)
class PhoneChanged:
    account_id: str


@dataclass(frozen=True)
class NumberTaken:
    """Another account has the new number."""


@dataclass(frozen=True)
class UnknownAccount:
    """No account has the old number."""


@dataclass(frozen=True)
class SameNumber:
    """Old and new number are one."""


PhoneChange = PhoneChanged | NumberTaken | UnknownAccount | SameNumber
