"""All that an officer needs to decide one case, opened from the registry's tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from registry.accounts import number_of, others_of_account
from registry.case_queue import summary_of
from registry.case_records import CorrectionKind
from registry.case_rows import case_table
from registry.case_words import details_of, statements_of
from registry.decision_corrections import open_correction
from registry.decision_records import (
    AccountMember,
    Asked,
    AttachmentSummary,
    CaseEvent,
    CaseFile,
    DoseOnRecord,
    PersonOnRecord,
)
from registry.decision_store import DecisionState, unsettled
from registry.errors import UnknownCase
from registry.nik import Nik
from registry.routing import FIELD, RecordField
from registry.rows import CITIZEN, open_cell, read_citizen
from registry.tables import attachments, certificates, citizens, corrections, vaccinations
from registry.target_times import TargetTimes
from storage.tables import audit_events
from storage.vault import Vault


def read_case_file(connection: Connection, vault: Vault, number: str, targets: TargetTimes, now: datetime) -> CaseFile:
    """Raises UnknownCase."""
    table = case_table(number)
    row = connection.execute(select(table).where(table.c.number == number)).mappings().first()
    if row is None:
        raise UnknownCase("no case has this number")
    is_correction = table is corrections
    citizen_id = row["citizen_id"]
    attached, stated = _attachments(connection, number), statements_of(connection, vault, number)
    decision = unsettled(connection, number)
    first = decision if decision and decision.state is DecisionState.AWAITING_SECOND else None
    return CaseFile(
        summary=summary_of(row, targets, now, attached=len(attached), stated=len(stated)),
        version=row["version"],
        person=None if citizen_id is None else _person(connection, vault, citizen_id),
        doses=() if citizen_id is None else _doses(connection, vault, citizen_id),
        asked=_wanted(vault, row) if is_correction else Asked(None, None, _said(vault, row)),
        civil_answer=row["civil_answer"] if is_correction else None,
        attachments=attached,
        statements=stated,
        events=_events(connection, number, [each.id for each in attached]),
        awaiting_second=None if first is None else first.officer_id,
        effective_at=None if decision is None else decision.effective_at,
        phone=_phone(connection, vault, row),
        account=_account(connection, vault, row),
        entered=None if first is None else open_correction(vault, first),
    )


def _account(connection: Connection, vault: Vault, row: Any) -> tuple[AccountMember, ...]:
    """Officers read about the others only where one of them may be a stranger."""
    about_a_stranger = "details" in row and RecordField.NOT_MINE.value in _said(vault, row).get(FIELD, "").split("\n")
    return others_of_account(connection, vault, row["citizen_id"]) if about_a_stranger and row["citizen_id"] else ()


def _phone(connection: Connection, vault: Vault, row: Any) -> str | None:
    """Of the conversation where the citizen asked; for a lost number the new one. None for who has no number now."""
    if "phone" in row:
        return open_cell(vault, "reports", row["id"], "phone", row["phone"]) or None
    if row["kind"] == CorrectionKind.PHONE.value:
        return open_cell(vault, "corrections", row["id"], "new_value", row["new_value"])
    return number_of(connection, vault, row["citizen_id"])


def _person(connection: Connection, vault: Vault, citizen_id: str) -> PersonOnRecord:
    row = connection.execute(select(*CITIZEN).where(citizens.c.id == citizen_id)).mappings().one()
    citizen = read_citizen(vault, row)
    return PersonOnRecord(citizen.full_name, Nik(citizen.nik).masked, citizen.birth_date, citizen.sex.value)


def _doses(connection: Connection, vault: Vault, citizen_id: str) -> tuple[DoseOnRecord, ...]:
    standing = and_(
        certificates.c.vaccination_id == vaccinations.c.id,
        certificates.c.superseded_by.is_(None),
        certificates.c.revoked_at.is_(None),
    )
    query = (
        select(vaccinations, certificates.c.number)
        .select_from(vaccinations.outerjoin(certificates, standing))
        .where(vaccinations.c.citizen_id == citizen_id, vaccinations.c.withdrawn_at.is_(None))
        .order_by(vaccinations.c.dose, certificates.c.issued_at)
    )
    # Should two certificates of a dose ever stand at once, the younger one counts.
    by_dose = {row["dose"]: _dose(vault, row) for row in connection.execute(query).mappings()}
    return tuple(by_dose.values())


def _dose(vault: Vault, row: Any) -> DoseOnRecord:
    def opened(column: str) -> str:
        return open_cell(vault, "vaccinations", row["id"], column, row[column])

    return DoseOnRecord(
        dose=row["dose"],
        vaccine=opened("vaccine"),
        batch=opened("batch"),
        date=date.fromisoformat(opened("date")),
        facility=opened("facility"),
        certificate_number=row["number"],
    )


def _wanted(vault: Vault, row: Any) -> Asked:
    old, new = (open_cell(vault, "corrections", row["id"], name, row[name]) for name in ("old_value", "new_value"))
    return Asked(old, new, {})


def _said(vault: Vault, row: Any) -> dict[str, str]:
    """A report may have been made several times; what differs stands on lines of its own, the first said first."""
    said: dict[str, list[str]] = {}
    for details in details_of(vault, row):
        for name, value in details.items():
            values = said.setdefault(name, [])
            if value not in values:
                values.append(value)
    return {name: "\n".join(values) for name, values in said.items()}


def _attachments(connection: Connection, number: str) -> tuple[AttachmentSummary, ...]:
    columns = (attachments.c.id, attachments.c.mime_type, attachments.c.size, attachments.c.created_at)
    query = select(*columns).where(attachments.c.case_number == number)
    return tuple(
        AttachmentSummary(*row)
        for row in connection.execute(query.order_by(attachments.c.created_at, attachments.c.id))
    )


def _events(connection: Connection, number: str, attachment_ids: list[str]) -> tuple[CaseEvent, ...]:
    """Oldest first. Decisions are among them: each is noted in the audit trail with its officer."""
    about = or_(audit_events.c.subject == number, audit_events.c.subject.in_(attachment_ids))
    columns = (audit_events.c.kind, audit_events.c.at, audit_events.c.actor)
    query = select(*columns).where(about).order_by(audit_events.c.at, audit_events.c.id)
    return tuple(CaseEvent(*row) for row in connection.execute(query))
