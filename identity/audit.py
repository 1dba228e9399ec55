"""The append-only record of what happened to whom: opaque ids and fingerprints, never personal data."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from identity.tables import audit_events


class AuditKind(str, Enum):
    CODE_REQUESTED = "code_requested"
    CODE_REFUSED = "code_refused"
    SMS_FAILED = "sms_failed"
    CODE_WRONG = "code_wrong"
    LOCKED = "locked"
    VERIFIED = "verified"
    IDENTITY_WRONG = "identity_wrong"
    CITIZEN_SELECTED = "citizen_selected"
    SESSION_ENDED = "session_ended"


def record_event(
    connection: Connection, at: datetime, conversation_id: str, kind: AuditKind, subject: str = ""
) -> None:
    """Adds one event within the caller's transaction; `subject` is a fingerprint or an opaque id."""
    event = {
        "id": uuid4().hex,
        "at": at,
        "conversation_id": conversation_id,
        "kind": kind.value,
        "subject": subject,
    }
    connection.execute(insert(audit_events).values(event))
