"""Officers of the console: who they are, their sessions, tries, browsers and unsent forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "registry_0006"
down_revision = "registry_0005"
branch_labels = None
depends_on = None


def _officer(*, primary_key: bool = False) -> sa.Column:
    return sa.Column(
        "officer_id", sa.String(length=32), sa.ForeignKey("officers.id"), nullable=False, primary_key=primary_key
    )


def upgrade() -> None:
    op.create_table(
        "officers",
        sa.Column("id", sa.String(length=32), primary_key=True),
        sa.Column("name", Encrypted(), nullable=False),
        sa.Column("name_hash", sa.String(length=64), nullable=False, unique=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("totp_secret", Encrypted(), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("enrolled_at", UtcDateTime()),
        sa.Column("disabled_at", UtcDateTime()),
    )
    op.create_table(
        "officer_sessions",
        sa.Column("id", sa.String(length=64), primary_key=True),
        _officer(),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
    )
    op.create_index("ix_officer_sessions_officer_id", "officer_sessions", ["officer_id"])
    op.create_table(
        "officer_attempts",
        sa.Column("subject", sa.String(length=64), primary_key=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("locked_until", UtcDateTime()),
    )
    op.create_index("ix_officer_attempts_at", "officer_attempts", ["at"])
    op.create_table(
        "officer_browsers",
        sa.Column("id", sa.String(length=64), primary_key=True),
        _officer(),
        sa.Column("used_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_officer_browsers_officer_id", "officer_browsers", ["officer_id"])
    op.create_table(
        "officer_drafts",
        _officer(primary_key=True),
        sa.Column("path", sa.String(length=64), nullable=False),
        sa.Column("fields", Encrypted(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    for table in ("officer_drafts", "officer_browsers", "officer_attempts", "officer_sessions", "officers"):
        op.drop_table(table)
