"""Corrections and reports alike, as their owner sees them.

A case about a citizen belongs to whoever holds the account's number now; a case about nobody known to us belongs to
the number that opened it, or to the chat where none was proved. So does the move of an account whose number is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from registry.case_records import CaseState, CaseStatus, CorrectionKind, ReportKind
from registry.decision_store import DecisionState
from registry.tables import accounts, attachments, citizens, corrections, decisions, reports

TOLD_WITH_A_REASON = (CaseState.REFUSED.value, CaseState.WAITING.value)
_COLUMNS = ("number", "kind", "state", "created_at", "updated_at", "citizen_id")


def cases_of_citizen(connection: Connection, citizen_id: str) -> list[CaseStatus]:
    """Newest first."""
    of_citizen = corrections.c.citizen_id == citizen_id, reports.c.citizen_id == citizen_id
    return _newest_first(_read(connection, *of_citizen))


def cases_of_asker(connection: Connection, fingerprint: str) -> list[CaseStatus]:
    """Of a phone number or a chat, newest first."""
    return _newest_first(_read(connection, *_owned_by(fingerprint)))


def case_of_phone(connection: Connection, case_number: str, phone_fingerprint: str) -> CaseStatus | None:
    """The case, if this number owns it. A stranger's case costs the same statements as one that does not exist."""
    of_correction, of_report = _owned_by(phone_fingerprint)
    found = _read(
        connection,
        of_correction & (corrections.c.number == case_number),
        of_report & (reports.c.number == case_number),
    )
    return next(iter(list(found)), None)


def _owned_by(phone_fingerprint: str) -> tuple[Any, Any]:
    on_account = (
        select(citizens.c.id)
        .join(accounts, accounts.c.id == citizens.c.account_id)
        .where(accounts.c.phone_fingerprint == phone_fingerprint)
    )
    of_number = reports.c.citizen_id.is_(None) & (reports.c.phone_fingerprint == phone_fingerprint)
    of_asker = corrections.c.asker_fingerprint == phone_fingerprint
    return or_(corrections.c.citizen_id.in_(on_account), of_asker), or_(reports.c.citizen_id.in_(on_account), of_number)


def _read(connection: Connection, of_corrections: Any, of_reports: Any) -> Iterator[CaseStatus]:
    kinds: tuple[tuple[Any, Any, Any, Any], ...] = (
        (corrections, corrections.c.decided_at, of_corrections, CorrectionKind),
        (reports, reports.c.closed_at, of_reports, ReportKind),
    )
    for table, closed_at, condition, kind in kinds:
        attached = (
            select(func.count(attachments.c.id)).where(attachments.c.case_number == table.c.number).scalar_subquery()
        )
        reason = (
            select(decisions.c.reason)
            .where(decisions.c.case_number == table.c.number, decisions.c.state == DecisionState.APPLIED.value)
            .order_by(decisions.c.decided_at.desc(), decisions.c.id)
            .limit(1)
            .scalar_subquery()
        )
        columns = [table.c[name] for name in _COLUMNS]
        labelled = closed_at.label("closed_at"), attached.label("attached"), reason.label("reason")
        query = select(*columns, *labelled).where(condition)
        for row in connection.execute(query).mappings().all():
            yield CaseStatus(
                case_number=row["number"],
                kind=kind(row["kind"]),
                state=CaseState(row["state"]),
                opened_at=row["created_at"],
                updated_at=row["updated_at"],
                closed_at=row["closed_at"],
                citizen_id=row["citizen_id"],
                attachments=row["attached"],
                reason=row["reason"] if row["state"] in TOLD_WITH_A_REASON else None,
            )


def _newest_first(cases: Iterator[CaseStatus]) -> list[CaseStatus]:
    return sorted(cases, key=lambda case: (case.opened_at, case.case_number), reverse=True)
