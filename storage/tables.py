"""Tables of the registry store that several subjects write: commands that were carried out, and the audit trail."""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, String, Table

from storage.types import UtcDateTime
from storage.vault import Encrypted

metadata = MetaData()

commands = Table(
    "commands",
    metadata,
    Column("command_id", String(200), primary_key=True),
    Column("outcome", Encrypted, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("conversation_id", String(64), nullable=False),  # empty when nobody wrote, e.g. an officer decided
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),  # fingerprint or opaque id of what it is about
    Column("actor", String(64)),  # id of the officer, if one acted
)
Index("ix_audit_events_subject", audit_events.c.subject)
