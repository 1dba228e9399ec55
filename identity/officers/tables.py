"""Tables of officers, on the metadata of `identity`. Tokens are stored as keyed fingerprints only."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from identity.tables import HASH, ID, metadata
from storage.types import UtcDateTime
from storage.vault import Encrypted


class SessionStage:
    PASSWORD = "password"  # noqa: S105 - a stage of logging in
    FULL = "full"


officers = Table(
    "officers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Encrypted, nullable=False),
    Column("name_hash", HASH, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(255), nullable=False),  # Argon2id with its parameters and salt
    Column("totp_secret", Encrypted, nullable=False),
    Column("totp_step", BigInteger, nullable=False),  # of the newest code taken; older ones are refused
    Column("created_at", UtcDateTime, nullable=False),
    Column("enrolled_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
)

officer_sessions = Table(
    "officer_sessions",
    metadata,
    Column("id", HASH, primary_key=True),
    Column("officer_id", ForeignKey("officers.id"), nullable=False, index=True),
    Column("stage", String(16), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

officer_attempts = Table(
    "officer_attempts",
    metadata,
    Column("subject", HASH, primary_key=True),
    Column("tries", Integer, nullable=False),  # since the last success or lock
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("locked_until", UtcDateTime),
)

officer_browsers = Table(
    "officer_browsers",
    metadata,
    Column("id", HASH, primary_key=True),
    Column("officer_id", ForeignKey("officers.id"), nullable=False, index=True),
    Column("used_at", UtcDateTime, nullable=False),
)

officer_drafts = Table(
    "officer_drafts",
    metadata,
    Column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("path", String(64), nullable=False),
    Column("fields", Encrypted, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
