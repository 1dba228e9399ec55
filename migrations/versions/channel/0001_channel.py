"""Citizens of the channel, their messages in and out, option tokens, media and delivery reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "channel_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wa_user",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("wa_hash", sa.String(length=64), nullable=False),
        sa.Column("wa_id", Encrypted(), nullable=False),
        sa.Column("phone_number_id", sa.String(length=64), nullable=False),
        sa.Column("last_inbound_at", UtcDateTime(), nullable=True),
        sa.Column("slowed_at", UtcDateTime(), nullable=True),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("wa_hash"),
    )
    op.create_table(
        "wa_inbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("phone_number_id", sa.String(length=64), nullable=False),
        sa.Column("wamid_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", Encrypted(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("phone_number_id", "wamid_hash", name="uq_wa_inbox_wamid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wa_inbox_received", "wa_inbox", ["user_key", "received_at"])
    op.create_index("ix_wa_inbox_state", "wa_inbox", ["state", "seq"])
    op.create_index("ix_wa_inbox_user", "wa_inbox", ["user_key", "state", "seq"])
    op.create_table(
        "wa_outbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", Encrypted(), nullable=True),
        sa.Column("document_reference", sa.String(length=128), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=64), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("wamid_hash", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wa_outbox_accepted", "wa_outbox", ["user_key", "accepted_at"])
    op.create_index("ix_wa_outbox_state", "wa_outbox", ["state", "seq"])
    op.create_index("ix_wa_outbox_user", "wa_outbox", ["user_key", "state", "seq"])
    op.create_index(op.f("ix_wa_outbox_wamid_hash"), "wa_outbox", ["wamid_hash"])
    op.create_table(
        "wa_token",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payload", Encrypted(), nullable=False),
        sa.Column("title", Encrypted(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index(op.f("ix_wa_token_expires_at"), "wa_token", ["expires_at"])
    op.create_index("ix_wa_token_turn", "wa_token", ["user_key", "turn_id", "position"])
    op.create_table(
        "wa_media",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("mime_type", sa.String(length=128), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", Encrypted(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_wa_media_received_at"), "wa_media", ["received_at"])
    op.create_table(
        "wa_status",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("outbox_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("outbox_id", "status", "at", name="uq_wa_status"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("wa_status")
    op.drop_table("wa_media")
    op.drop_table("wa_token")
    op.drop_table("wa_outbox")
    op.drop_table("wa_inbox")
    op.drop_table("wa_user")
