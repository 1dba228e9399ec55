"""Accounts, citizens, doses, certificates, corrections and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime
from storage.vault import Encrypted

revision = "registry_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("phone", Encrypted(), nullable=False),
        sa.Column("phone_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("phone_fingerprint", name=op.f("uq_accounts_phone_fingerprint")),
    )
    op.create_table(
        "citizens",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("nik", Encrypted(), nullable=False),
        sa.Column("nik_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("full_name", Encrypted(), nullable=False),
        sa.Column("birth_date", Encrypted(), nullable=False),
        sa.Column("sex", Encrypted(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_citizens_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizens")),
        sa.UniqueConstraint("nik_fingerprint", name=op.f("uq_citizens_nik_fingerprint")),
    )
    op.create_index(op.f("ix_citizens_account_id"), "citizens", ["account_id"])
    op.create_table(
        "vaccinations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("citizen_id", sa.String(length=32), nullable=False),
        sa.Column("dose", sa.Integer(), nullable=False),
        sa.Column("vaccine", Encrypted(), nullable=False),
        sa.Column("batch", Encrypted(), nullable=False),
        sa.Column("date", Encrypted(), nullable=False),
        sa.Column("facility", Encrypted(), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_vaccinations_citizen_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vaccinations")),
        sa.UniqueConstraint("citizen_id", "dose", name=op.f("uq_vaccinations_citizen_id_dose")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("vaccination_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_by", sa.String(length=32), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["superseded_by"], ["certificates.id"], name=op.f("fk_certificates_superseded_by")),
        sa.ForeignKeyConstraint(["vaccination_id"], ["vaccinations.id"], name=op.f("fk_certificates_vaccination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    op.create_index(op.f("ix_certificates_vaccination_id"), "certificates", ["vaccination_id"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("citizen_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("old_value", Encrypted(), nullable=False),
        sa.Column("new_value", Encrypted(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("effective_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_corrections_citizen_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("number", name=op.f("uq_corrections_number")),
    )
    op.create_index(op.f("ix_corrections_citizen_id"), "corrections", ["citizen_id"])
    op.create_index(op.f("ix_corrections_state"), "corrections", ["state"])
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("citizen_id", sa.String(length=32), nullable=True),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("queue", sa.String(length=16), nullable=False),
        sa.Column("details", Encrypted(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_reports_citizen_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("number", name=op.f("uq_reports_number")),
    )
    op.create_index(op.f("ix_reports_citizen_id"), "reports", ["citizen_id"])
    op.create_index(op.f("ix_reports_conversation_id"), "reports", ["conversation_id"])
    op.create_index(op.f("ix_reports_state"), "reports", ["state"])


def downgrade() -> None:
    op.drop_table("reports")
    op.drop_table("corrections")
    op.drop_table("certificates")
    op.drop_table("vaccinations")
    op.drop_table("citizens")
    op.drop_table("accounts")
