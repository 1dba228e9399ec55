"""Officers' decisions, what citizens add to cases, and what they are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "registry_0005"
down_revision = "registry_0004"
branch_labels = None
depends_on = None

UNSETTLED = sa.text("state IN ('awaiting_second', 'holding')")


def upgrade() -> None:
    op.add_column("corrections", sa.Column("asker_fingerprint", sa.String(length=64)))
    op.create_index(op.f("ix_corrections_asker_fingerprint"), "corrections", ["asker_fingerprint"])
    for table in ("corrections", "reports"):
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("vaccinations", sa.Column("withdrawn_at", UtcDateTime()))
    op.add_column("audit_events", sa.Column("actor", sa.String(length=64)))
    op.create_table(
        "case_statements",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("text", Encrypted(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_statements")),
    )
    op.create_index(op.f("ix_case_statements_case_number"), "case_statements", ["case_number"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32)),
        sa.Column("correction", Encrypted()),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("second_officer_id", sa.String(length=32)),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("effective_at", UtcDateTime()),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_case_number"), "decisions", ["case_number"])
    op.create_index("ix_decisions_due", "decisions", ["state", "effective_at"])
    op.create_index(
        "uq_decisions_one_unsettled",
        "decisions",
        ["case_number"],
        unique=True,
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_number", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32)),
        sa.Column("certificate_ids", sa.String(length=512), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_waiting", "notices", ["sent_at", "created_at"])
    op.create_index("ix_audit_events_subject", "audit_events", ["subject"])


def downgrade() -> None:
    op.drop_index("ix_audit_events_subject", "audit_events")
    for table in ("notices", "decisions", "case_statements"):
        op.drop_table(table)
    op.drop_column("audit_events", "actor")
    op.drop_column("vaccinations", "withdrawn_at")
    for table in ("reports", "corrections"):
        op.drop_column(table, "version")
    op.drop_index(op.f("ix_corrections_asker_fingerprint"), "corrections")
    op.drop_column("corrections", "asker_fingerprint")
