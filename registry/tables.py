"""The registry's tables. Everything personal is `Encrypted`; look-ups go through keyed fingerprints.

Row ids are opaque; case and certificate numbers are clear, because people read them out on the telephone.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

from storage.types import UtcDateTime
from storage.vault import Encrypted

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("phone", Encrypted, nullable=False),
    Column("phone_fingerprint", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)

citizens = Table(
    "citizens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), index=True),  # none while no number is known to be theirs
    Column("nik", Encrypted, nullable=False),
    Column("nik_fingerprint", String(64), nullable=False, unique=True),
    Column("full_name", Encrypted, nullable=False),
    Column("birth_date", Encrypted, nullable=False),
    Column("sex", Encrypted, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

vaccinations = Table(
    "vaccinations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("citizen_id", ForeignKey("citizens.id"), nullable=False),
    Column("dose", Integer, nullable=False),
    Column("vaccine", Encrypted, nullable=False),
    Column("batch", Encrypted, nullable=False),
    Column("date", Encrypted, nullable=False),
    Column("facility", Encrypted, nullable=False),
    Column("withdrawn_at", UtcDateTime),  # another person's dose; the row stays for the revoked certificates
    UniqueConstraint("citizen_id", "dose"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("vaccination_id", ForeignKey("vaccinations.id"), nullable=False, index=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("superseded_by", ForeignKey("certificates.id")),
    Column("revoked_at", UtcDateTime),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("citizen_id", ForeignKey("citizens.id"), nullable=False, index=True),
    Column("conversation_id", String(64), nullable=False),  # where the citizen is told how it went
    Column("kind", String(16), nullable=False),
    Column("old_value", Encrypted, nullable=False),
    Column("new_value", Encrypted, nullable=False),
    Column("civil_answer", String(16), nullable=False),  # what the civil registry said of the new value
    Column("asker_fingerprint", String(64), index=True),  # of the new number, where the old one is lost
    Column("state", String(16), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),  # open until then
    Column("decided_by", String(64)),
    Column("effective_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="0"),  # grows with each step of an officer or its owner
)
_undecided = corrections.c.decided_at.is_(None)
Index(
    "uq_corrections_one_open",
    corrections.c.citizen_id,
    corrections.c.kind,
    unique=True,
    sqlite_where=_undecided,
    postgresql_where=_undecided,
)

reports = Table(
    "reports",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("citizen_id", ForeignKey("citizens.id"), index=True),
    Column("phone", Encrypted, nullable=False),
    Column("phone_fingerprint", String(64), nullable=False, index=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("topic", String(64), nullable=False),  # fingerprint of who reports what about which dose
    Column("queue", String(16), nullable=False),
    Column("details", Encrypted, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),  # open until then
    Column("version", Integer, nullable=False, server_default="0"),
)
_unclosed = reports.c.closed_at.is_(None)
Index(
    "uq_reports_one_open",
    reports.c.topic,
    unique=True,
    sqlite_where=_unclosed,
    postgresql_where=_unclosed,
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_number", String(16), nullable=False),  # of a report or a correction
    Column("content", Encrypted, nullable=False),
    Column("content_fingerprint", String(64), nullable=False),
    Column("mime_type", String(32), nullable=False),
    Column("size", Integer, nullable=False),  # bytes before sealing
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("case_number", "content_fingerprint"),
)

case_statements = Table(  # what a citizen adds to an open case
    "case_statements",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_number", String(16), nullable=False, index=True),
    Column("text", Encrypted, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_number", String(16), nullable=False, index=True),
    Column("verdict", String(16), nullable=False),  # approved, refused, asked_back
    Column("reason", String(32)),  # of a refusal, or the question asked back
    Column("correction", Encrypted),  # what the officer entered for the record, JSON
    Column("officer_id", String(32), nullable=False),
    Column("second_officer_id", String(32)),  # where two must agree
    Column("decided_at", UtcDateTime, nullable=False),
    Column("effective_at", UtcDateTime),  # none while a second officer is awaited
    Column("state", String(16), nullable=False),  # awaiting_second, holding, applied, undone, overtaken
)
_unsettled = decisions.c.state.in_(("awaiting_second", "holding"))
Index("ix_decisions_due", decisions.c.state, decisions.c.effective_at)
Index(
    "uq_decisions_one_unsettled",
    decisions.c.case_number,
    unique=True,
    sqlite_where=_unsettled,
    postgresql_where=_unsettled,
)

notices = Table(  # what citizens must still be told about their cases
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_number", String(16), nullable=False),
    Column("conversation_id", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("reason", String(32)),
    Column("certificate_ids", String(512), nullable=False),  # separated by commas
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Index("ix_notices_waiting", "sent_at", "created_at"),
)
