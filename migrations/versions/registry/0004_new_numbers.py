"""Codes that prove a number nobody has registered yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "registry_0004"
down_revision = "registry_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place on SQLite too: copying the table would lose the condition of its unique index.
    purpose = sa.Column("purpose", sa.String(length=16), server_default="sign_in", nullable=False)
    op.add_column("otp_challenges", purpose)
    op.create_table(
        "proved_numbers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("phone", Encrypted(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_proved_numbers_conversation_id"), "proved_numbers", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("proved_numbers")
    op.drop_column("otp_challenges", "purpose")
