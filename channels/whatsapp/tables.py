"""Tables of the channel. Ids of people and of Meta's messages are keyed hashes or sealed, never in clear."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from storage.types import UtcDateTime
from storage.vault import Encrypted

metadata = MetaData()

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")

wa_user = Table(
    "wa_user",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("wa_hash", String(64), nullable=False, unique=True),
    Column("wa_id", Encrypted, nullable=False),
    Column("phone_number_id", String(64), nullable=False),
    Column("last_inbound_at", UtcDateTime),
    Column("slowed_at", UtcDateTime),
    Column("officer_until", UtcDateTime),  # an officer has the conversation until then, unless they write again
    Column("lease_owner", String(64)),
    Column("lease_until", UtcDateTime),
    Column("fence", Integer, nullable=False, default=0, server_default="0"),
)

wa_inbox = Table(
    "wa_inbox",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("user_key", String(32), nullable=False),
    Column("phone_number_id", String(64), nullable=False),
    Column("wamid_hash", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", Encrypted),  # removed once the turn has committed
    Column("state", String(8), nullable=False),  # waiting, taken, done, dead, skipped
    Column("attempts", Integer, nullable=False, default=0),
    Column("fence", Integer, nullable=False, default=0),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    UniqueConstraint("phone_number_id", "wamid_hash", name="uq_wa_inbox_wamid"),
    Index("ix_wa_inbox_state", "state", "seq"),
    Index("ix_wa_inbox_user", "user_key", "state", "seq"),
    Index("ix_wa_inbox_received", "user_key", "received_at"),
    sqlite_autoincrement=True,
)

wa_outbox = Table(
    "wa_outbox",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("user_key", String(32), nullable=False),
    Column("turn_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", Encrypted),  # Graph JSON without `to`
    Column("document_reference", String(128)),
    Column("state", String(8), nullable=False),  # waiting, sending, unknown, accepted, dead, held
    Column("attempts", Integer, nullable=False, default=0),
    Column("sender", String(64)),
    Column("due_at", UtcDateTime, nullable=False),
    Column("wamid_hash", String(64), index=True),
    Column("status", String(16)),
    Column("error_code", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("accepted_at", UtcDateTime),
    Index("ix_wa_outbox_state", "state", "seq"),
    Index("ix_wa_outbox_user", "user_key", "state", "seq"),
    Index("ix_wa_outbox_accepted", "user_key", "accepted_at"),
    sqlite_autoincrement=True,
)

wa_token = Table(
    "wa_token",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("user_key", String(32), nullable=False),
    Column("turn_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("payload", Encrypted, nullable=False),
    Column("title", Encrypted, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Index("ix_wa_token_turn", "user_key", "turn_id", "position"),
)

wa_media = Table(  # files that citizens sent, kept for the turn that uses them
    "wa_media",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_key", String(32), nullable=False),
    Column("turn_id", String(64), nullable=False),
    Column("mime_type", String(128), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Encrypted, nullable=False),
    Column("received_at", UtcDateTime, nullable=False, index=True),
)

wa_status = Table(  # every report of Meta on a message of ours, in the order of arrival
    "wa_status",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("outbox_id", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("error_code", Integer),
    UniqueConstraint("outbox_id", "status", "at", name="uq_wa_status"),
    sqlite_autoincrement=True,
)

wa_unclear = Table(  # messages that were not understood, without identifiers
    "wa_unclear",
    metadata,
    Column("id", String(32), primary_key=True),  # of the turn
    Column("user_key", String(32), nullable=False, index=True),
    Column("text", Encrypted, nullable=False),
    Column("guesses", Text, nullable=False),
    Column("chosen", String(64)),
    Column("at", UtcDateTime, nullable=False, index=True),
)

wa_notice = Table(  # news that the citizen did not ask for; being here means that its text is in the outbox
    "wa_notice",
    metadata,
    Column("id", String(48), primary_key=True),  # given by whoever has the news
    Column("user_key", String(32), nullable=False),
    Column("template", String(64), nullable=False),  # response that stands in for the text outside the 24 h window
    Column("case_number", String(24), nullable=False),
    Column("template_at", UtcDateTime),
    Column("opened_at", UtcDateTime),  # when the text, held until then, went out
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

wa_handover = Table(  # a conversation that an officer has, or had
    "wa_handover",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_key", String(32), nullable=False, index=True),
    Column("case_number", String(24), nullable=False, index=True),
    Column("officer", String(64), nullable=False),
    Column("since", UtcDateTime, nullable=False, index=True),
    Column("ended_at", UtcDateTime),
    Column("ending", String(16)),  # citizen, officer, timed_out
    Index("ix_wa_handover_running", "ended_at", "user_key"),
)

wa_handover_line = Table(  # what was said meanwhile, for the officer
    "wa_handover_line",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("handover_id", String(32), nullable=False),
    Column("author", String(8), nullable=False),  # citizen, officer
    Column("content", Encrypted, nullable=False),  # kind, text and media id
    Column("at", UtcDateTime, nullable=False, index=True),
    Index("ix_wa_handover_line_handover", "handover_id", "seq"),
    sqlite_autoincrement=True,
)
