"""What a citizen is told about a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class NoticeKind(str, Enum):
    NAME_CORRECTED = "name_corrected"
    RECORD_CORRECTED = "record_corrected"
    CERTIFICATE_ISSUED = "certificate_issued"
    PERSON_REMOVED = "person_removed"  # a stranger, from the account
    PHONE_CHANGE_HELD = "phone_change_held"  # to both conversations; the owner of the old number can still stop it
    PHONE_CHANGE_PAUSED = "phone_change_paused"  # undone, or no longer possible: officers look again
    PHONE_CHANGE_STOPPED = "phone_change_stopped"  # by the owner of the old number
    PHONE_CHANGED = "phone_changed"
    REFUSED = "refused"
    ASKED_BACK = "asked_back"
    SOLVED = "solved"


@dataclass(frozen=True)
class Notice:
    """`reason`: value of a `RefusalReason` or a `Question`; `certificate_ids`: new ones, by dose."""

    id: str
    case_number: str
    conversation_id: str
    kind: NoticeKind
    reason: str | None
    certificate_ids: tuple[str, ...]
    created_at: dt.datetime
    sent_at: dt.datetime | None = None
