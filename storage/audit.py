"""The append-only record of what happened to whom: opaque ids and fingerprints, never personal data."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from storage.tables import audit_events


def record_event(
    connection: Connection,
    at: datetime,
    conversation_id: str,
    kind: Enum,
    subject: str = "",
    *,
    actor: str | None = None,
) -> None:
    """Adds one event within the caller's transaction; `subject` is a fingerprint or an opaque id.

    `actor`: id of the officer who did it, if one did.
    """
    event = {
        "id": uuid4().hex,
        "at": at,
        "conversation_id": conversation_id,
        "kind": kind.value,
        "subject": subject,
        "actor": actor,
    }
    connection.execute(insert(audit_events).values(event))
