"""Decisions and the cases they are about, as rows.

Whoever changes a case updates its row before its decisions' rows, and holds the citizen before either (see `people`):
one order for all, so that no two transactions wait for each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from registry.case_records import CaseState, CorrectionKind, ReportKind
from registry.case_rows import case_table, closing_column
from registry.errors import AlreadyDecided, UnknownCase
from registry.tables import corrections, decisions


class Verdict(str, Enum):
    APPROVED = "approved"
    REFUSED = "refused"
    ASKED_BACK = "asked_back"


class DecisionState(str, Enum):
    AWAITING_SECOND = "awaiting_second"
    HOLDING = "holding"
    APPLIED = "applied"
    UNDONE = "undone"
    OVERTAKEN = "overtaken"  # by the citizen, by the second officer, or no longer possible


@dataclass(frozen=True)
class Case:
    """A correction or a report; `row` is the whole row."""

    number: str
    kind: CorrectionKind | ReportKind
    citizen_id: str | None
    conversation_id: str
    row: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Decision:
    """`correction` is sealed."""

    id: str
    case_number: str
    verdict: Verdict
    reason: str | None
    correction: Any = field(repr=False)
    officer_id: str
    second_officer_id: str | None
    effective_at: datetime | None
    state: DecisionState


def read_case(connection: Connection, number: str) -> Case:
    """Raises UnknownCase."""
    table = case_table(number)
    row = connection.execute(select(table).where(table.c.number == number)).mappings().first()
    if row is None:
        raise UnknownCase("no case has this number")
    kind = (CorrectionKind if table is corrections else ReportKind)(row["kind"])
    return Case(row["number"], kind, row["citizen_id"], row["conversation_id"], dict(row))


def take_step(connection: Connection, number: str, now: datetime, state: CaseState, version: int | None = None) -> Case:
    """Brings an open case into `state` and holds it until the transaction ends; everybody else's version is old now.

    `version`: what the officer saw. Raises AlreadyDecided when the case is closed or changed since, and UnknownCase.
    """
    table = case_table(number)
    still_so = (table.c.number == number) & closing_column(table).is_(None)
    if version is not None:
        still_so &= table.c.version == version
    values = {"state": state.value, "version": table.c.version + 1, "updated_at": now}
    taken = connection.execute(update(table).where(still_so).values(values)).rowcount
    case = read_case(connection, number)
    if not taken:
        raise AlreadyDecided("the case is closed or has changed")
    return case


def is_open(connection: Connection, number: str) -> bool:
    table = case_table(number)
    query = select(table.c.id).where(table.c.number == number, closing_column(table).is_(None))
    return connection.execute(query).first() is not None


def set_state(connection: Connection, case: Case, state: CaseState) -> None:
    """Of a case that this transaction holds."""
    table = case_table(case.number)
    connection.execute(update(table).where(table.c.number == case.number).values(state=state.value))


def close(
    connection: Connection, number: str, state: CaseState, now: datetime, by: str, *, effective: bool = False
) -> None:
    """Raises AlreadyDecided when the case is closed, and UnknownCase."""
    take_step(connection, number, now, state)
    table = case_table(number)
    values: dict[str, Any] = {closing_column(table).name: now}
    if table is corrections:
        values |= {"decided_by": by, "effective_at": now if effective else None}
    connection.execute(update(table).where(table.c.number == number).values(values))


def add(connection: Connection, decision: Decision, now: datetime) -> None:
    values = {
        "id": decision.id,
        "case_number": decision.case_number,
        "verdict": decision.verdict.value,
        "reason": decision.reason,
        "correction": decision.correction,
        "officer_id": decision.officer_id,
        "second_officer_id": decision.second_officer_id,
        "decided_at": now,
        "effective_at": decision.effective_at,
        "state": decision.state.value,
    }
    connection.execute(insert(decisions).values(values))


def new_id() -> str:
    return uuid4().hex


def read(connection: Connection, decision_id: str) -> Decision | None:
    return _decision(connection, decisions.c.id == decision_id)


def unsettled(connection: Connection, case_number: str) -> Decision | None:
    """The decision that waits for a second officer or for the end of its hold."""
    return _decision(connection, (decisions.c.case_number == case_number) & _UNSETTLED)


def due(connection: Connection, now: datetime, limit: int) -> list[str]:
    """Ids of decisions whose hold is over, the oldest first."""
    over = (decisions.c.state == DecisionState.HOLDING.value) & (decisions.c.effective_at <= now)
    query = select(decisions.c.id).where(over).order_by(decisions.c.effective_at, decisions.c.id).limit(limit)
    return list(connection.execute(query).scalars())


def start_hold(connection: Connection, decision_id: str, second_officer_id: str, effective_at: datetime) -> None:
    values = {
        "second_officer_id": second_officer_id,
        "effective_at": effective_at,
        "state": DecisionState.HOLDING.value,
    }
    connection.execute(update(decisions).where(decisions.c.id == decision_id).values(values))


def settle(connection: Connection, decision_id: str, state: DecisionState) -> bool:
    """Whether the decision was still unsettled."""
    change = update(decisions).where((decisions.c.id == decision_id) & _UNSETTLED).values(state=state.value)
    return bool(connection.execute(change).rowcount)


def overtake_unsettled(connection: Connection, case_number: str) -> None:
    """Nothing comes of what was decided on the case and has not taken effect."""
    pending = (decisions.c.case_number == case_number) & _UNSETTLED
    connection.execute(update(decisions).where(pending).values(state=DecisionState.OVERTAKEN.value))


_UNSETTLED = decisions.c.state.in_((DecisionState.AWAITING_SECOND.value, DecisionState.HOLDING.value))


def _decision(connection: Connection, condition: Any) -> Decision | None:
    row = connection.execute(select(decisions).where(condition)).mappings().first()
    if row is None:
        return None
    return Decision(
        id=row["id"],
        case_number=row["case_number"],
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        correction=row["correction"],
        officer_id=row["officer_id"],
        second_officer_id=row["second_officer_id"],
        effective_at=row["effective_at"],
        state=DecisionState(row["state"]),
    )
