"""Corrections and reports hold what an officer needs, one open case each; photos are attached to them."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "registry_0003"
down_revision = "registry_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing wrote to either table before this revision, so required columns need no default.
    recreate = _recreate()
    with op.batch_alter_table("corrections", recreate=recreate) as corrections:
        corrections.add_column(sa.Column("civil_answer", sa.String(length=16), nullable=False))
        corrections.add_column(sa.Column("updated_at", UtcDateTime(), nullable=False))
    op.create_index(
        "uq_corrections_one_open",
        "corrections",
        ["citizen_id", "kind"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    with op.batch_alter_table("reports", recreate=recreate) as reports:
        reports.add_column(sa.Column("phone", Encrypted(), nullable=False))
        reports.add_column(sa.Column("phone_fingerprint", sa.String(length=64), nullable=False))
        reports.add_column(sa.Column("topic", sa.String(length=64), nullable=False))
        reports.add_column(sa.Column("updated_at", UtcDateTime(), nullable=False))
        reports.create_index(op.f("ix_reports_phone_fingerprint"), ["phone_fingerprint"])
    op.create_index(
        "uq_reports_one_open",
        "reports",
        ["topic"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("content", Encrypted(), nullable=False),
        sa.Column("content_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("mime_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint(
            "case_number", "content_fingerprint", name=op.f("uq_attachments_case_number_content_fingerprint")
        ),
    )


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_index("uq_reports_one_open", "reports")
    with op.batch_alter_table("reports") as reports:
        reports.drop_index(op.f("ix_reports_phone_fingerprint"))
        for column in ("updated_at", "topic", "phone_fingerprint", "phone"):
            reports.drop_column(column)
    op.drop_index("uq_corrections_one_open", "corrections")
    with op.batch_alter_table("corrections") as corrections:
        corrections.drop_column("updated_at")
        corrections.drop_column("civil_answer")


def _recreate() -> Literal["always", "never"]:
    """SQLite adds a required column only by copying the table."""
    return "always" if op.get_context().dialect.name == "sqlite" else "never"
