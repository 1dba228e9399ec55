"""Messages that were not understood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "channel_0002"
down_revision = "channel_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wa_unclear",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("text", Encrypted(), nullable=False),
        sa.Column("guesses", sa.Text(), nullable=False),
        sa.Column("chosen", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wa_unclear_user_key", "wa_unclear", ["user_key"])
    op.create_index("ix_wa_unclear_at", "wa_unclear", ["at"])


def downgrade() -> None:
    op.drop_table("wa_unclear")
