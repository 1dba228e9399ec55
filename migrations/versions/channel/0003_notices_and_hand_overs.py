"""News that citizens did not ask for, and conversations that officers have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "channel_0003"
down_revision = "channel_0002"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("wa_user", sa.Column("officer_until", UtcDateTime(), nullable=True))
    op.create_table(
        "wa_notice",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("template_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wa_notice_created_at", "wa_notice", ["created_at"])
    op.create_table(
        "wa_handover",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("case_number", sa.String(length=24), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ending", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wa_handover_since", "wa_handover", ["since"])
    op.create_index("ix_wa_handover_user_key", "wa_handover", ["user_key"])
    op.create_index("ix_wa_handover_case_number", "wa_handover", ["case_number"])
    op.create_index("ix_wa_handover_running", "wa_handover", ["ended_at", "user_key"])
    op.create_table(
        "wa_handover_line",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("handover_id", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=8), nullable=False),
        sa.Column("content", Encrypted(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wa_handover_line_at", "wa_handover_line", ["at"])
    op.create_index("ix_wa_handover_line_handover", "wa_handover_line", ["handover_id", "seq"])


def downgrade() -> None:
    op.drop_table("wa_handover_line")
    op.drop_table("wa_handover")
    op.drop_table("wa_notice")
    op.drop_column("wa_user", "officer_until")
