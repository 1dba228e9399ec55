"""Reports as rows. The details are a list of statements: what is said later is added, nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from registry.case_numbers import REPORT, free_number
from registry.case_records import CaseState, Queue, ReportKind
from registry.case_words import details_of
from registry.routing import DOSE, FIELD
from registry.rows import open_cell
from registry.tables import reports
from storage.vault import Sealed, Vault


@dataclass(frozen=True)
class Report:
    kind: ReportKind
    queue: Queue
    conversation_id: str
    citizen_id: str | None
    phone_e164: str | None = field(repr=False)  # None: nobody has proved a number in this conversation
    details: Mapping[str, str] = field(repr=False)


def open_report(connection: Connection, vault: Vault, report: Report, now: datetime) -> tuple[str, bool]:
    """The number of the one open report on this matter, with `report`'s statement in it; True if it was there."""
    topic = topic_of(vault, report)
    query = (
        select(reports.c.id, reports.c.number, reports.c.details)
        .where(reports.c.topic == topic, reports.c.closed_at.is_(None))
        .with_for_update()
    )
    row = connection.execute(query).first()
    if row is None:
        return _add(connection, vault, report, topic, now), False
    earlier = json.loads(open_cell(vault, "reports", row.id, "details", row.details))
    values = {
        "conversation_id": report.conversation_id,
        "queue": report.queue.value,
        "details": _sealed_statements(vault, row.id, [*earlier, _statement(report, now)]),
        "updated_at": now,
        "version": reports.c.version + 1,
    }
    connection.execute(update(reports).where(reports.c.id == row.id).values(values))
    return str(row.number), True


def close_reports(connection: Connection, vault: Vault, citizen_id: str, dose: int, now: datetime) -> None:
    """The citizen's open reports that this dose's certificate is missing are done."""
    report = Report(ReportKind.MISSING_CERTIFICATE, Queue.PLATFORM, "", citizen_id, "", {DOSE: str(dose)})
    same = (reports.c.topic == topic_of(vault, report)) & reports.c.closed_at.is_(None)
    done = {"state": CaseState.DONE.value, "updated_at": now, "closed_at": now}
    connection.execute(update(reports).where(same).values(done))


def topic_of(vault: Vault, report: Report) -> str:
    """One person (or number or chat, while the person is unknown), one kind, one dose and field: one open report."""
    owner = report.citizen_id or asker_of(vault, report.conversation_id, report.phone_e164)
    about = (owner, report.kind.value, report.details.get(DOSE, ""), report.details.get(FIELD, ""))
    return vault.fingerprint("report_topic", json.dumps(about))


def asked_without_a_number(connection: Connection, vault: Vault, conversation_id: str) -> list[Mapping[str, Any]]:
    """Rows of what a chat asked for before it proved a number."""
    chat = asker_of(vault, conversation_id, None)
    query = select(reports).where(reports.c.phone_fingerprint == chat).order_by(reports.c.created_at)
    return [dict(row) for row in connection.execute(query).mappings()]


def adopt(connection: Connection, vault: Vault, row: Mapping[str, Any], phone_e164: str, now: datetime) -> bool:
    """Gives a number what its chat asked for; False when the number has asked for the same, or was given it already."""
    told, conversation_id = details_of(vault, row)[0], row["conversation_id"]
    report = Report(ReportKind(row["kind"]), Queue(row["queue"]), conversation_id, row["citizen_id"], phone_e164, told)
    topic = topic_of(vault, report)
    taken = select(reports.c.id).where(reports.c.topic == topic, reports.c.closed_at.is_(None))
    if row["closed_at"] is None and connection.execute(taken).first() is not None:
        return False
    still_of_the_chat = (reports.c.id == row["id"]) & (reports.c.phone_fingerprint == row["phone_fingerprint"])
    values = {
        "phone": vault.seal(phone_e164, place=f"reports/{row['id']}/phone"),
        "phone_fingerprint": asker_of(vault, conversation_id, phone_e164),
        "topic": topic,
        "version": reports.c.version + 1,
        "updated_at": now,
    }
    return connection.execute(update(reports).where(still_of_the_chat).values(values)).rowcount == 1


def asker_of(vault: Vault, conversation_id: str, phone_e164: str | None) -> str:
    """The fingerprint by which whoever asks finds a case again: the proved number, else the chat."""
    if phone_e164 is None:
        return vault.fingerprint("conversation", conversation_id)
    return vault.fingerprint("phone", phone_e164)


def _add(connection: Connection, vault: Vault, report: Report, topic: str, now: datetime) -> str:
    row_id, number = uuid4().hex, free_number(connection, reports.c.number, REPORT, now)
    row = {
        "id": row_id,
        "number": number,
        "citizen_id": report.citizen_id,
        "phone": vault.seal(report.phone_e164 or "", place=f"reports/{row_id}/phone"),
        "phone_fingerprint": asker_of(vault, report.conversation_id, report.phone_e164),
        "conversation_id": report.conversation_id,
        "kind": report.kind.value,
        "topic": topic,
        "queue": report.queue.value,
        "details": _sealed_statements(vault, row_id, [_statement(report, now)]),
        "state": CaseState.PENDING.value,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(insert(reports).values(row))
    return number


def _statement(report: Report, now: datetime) -> dict[str, Any]:
    return {"at": now.isoformat(), "details": dict(report.details)}


def _sealed_statements(vault: Vault, row_id: str, statements: list[dict[str, Any]]) -> Sealed:
    text = json.dumps(statements, ensure_ascii=False)
    return vault.seal(text, place=f"reports/{row_id}/details")
