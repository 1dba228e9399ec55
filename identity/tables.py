"""Tables of `identity`. Nothing in them tells whether a number is registered.

Phone numbers stand sealed; beside them only their keyed fingerprint (`phone_hash`). `conversation_id` is opaque.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table

from storage.types import UtcDateTime
from storage.vault import Encrypted

metadata = MetaData()

ID = String(32)
CONVERSATION = String(64)
HASH = String(64)


class ChallengeState:
    LIVE = "live"
    USED = "used"
    EXHAUSTED = "exhausted"  # tried too often
    REPLACED = "replaced"  # by a newer code for the same pair
    UNDELIVERED = "undelivered"  # the SMS was not taken; does not count


otp_challenges = Table(
    "otp_challenges",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", CONVERSATION, nullable=False),
    Column("phone_hash", HASH, nullable=False),
    Column("phone", Encrypted, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("trusted", Boolean, nullable=False),  # the sender had verified this number before
    Column("created_at", UtcDateTime, nullable=False),
    Column("resend_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("replaced_by", ID),
    Column("purpose", String(16), nullable=False, server_default="sign_in"),
)
_live = otp_challenges.c.state == ChallengeState.LIVE
Index(
    "uq_otp_challenges_one_live",
    otp_challenges.c.conversation_id,
    otp_challenges.c.phone_hash,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)
Index("ix_otp_challenges_sender", otp_challenges.c.conversation_id, otp_challenges.c.created_at)
Index("ix_otp_challenges_number", otp_challenges.c.phone_hash, otp_challenges.c.created_at)

otp_failures = Table(
    "otp_failures",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", CONVERSATION, nullable=False),
    Column("phone_hash", HASH, nullable=False),
    Column("trusted", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_otp_failures_sender", "conversation_id", "at"),
    Index("ix_otp_failures_number", "phone_hash", "at"),
)

otp_subjects = Table(
    "otp_subjects",
    metadata,
    Column("subject", String(160), primary_key=True),
    Column("rank", Integer, nullable=False),  # rows are locked in this order, so that nobody waits in a circle
    Column("locked_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
)

trusted_senders = Table(
    "trusted_senders",
    metadata,
    Column("conversation_id", CONVERSATION, primary_key=True),
    Column("phone_hash", HASH, primary_key=True),
    Column("verified_at", UtcDateTime, nullable=False),
)

verified_sessions = Table(
    "verified_sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", CONVERSATION, nullable=False, index=True),
    Column("phone_hash", HASH, nullable=False),
    Column("phone", Encrypted, nullable=False),
    Column("citizen_id", String(64)),
    Column("identity_failures", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

proved_numbers = Table(
    "proved_numbers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", CONVERSATION, nullable=False, index=True),
    Column("phone", Encrypted, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", CONVERSATION, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("value", Encrypted, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

sms_queue = Table(
    "sms_queue",
    metadata,
    Column("id", ID, primary_key=True),
    Column("challenge_id", ID, nullable=False, index=True),  # of a notice: an id of its own
    Column("phone", Encrypted, nullable=False),
    Column("body", Encrypted, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),  # until then somebody else is delivering it
    Column("expires_at", UtcDateTime, nullable=False),
)

sms_circuit = Table(
    "sms_circuit",
    metadata,
    Column("gateway", String(32), primary_key=True),
    Column("failures", Integer, nullable=False),  # in a row
    Column("open_until", UtcDateTime),
)
