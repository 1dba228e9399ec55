"""The officers' queue: which cases wait, in which order. Nothing personal is read.

When a case is due cannot be computed in SQL, but of two cases of one kind the elder is due first. So the eldest of
each kind are enough, those that officers can act on apart from the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, literal, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.schema import Table

from registry.case_numbers import parse_case_number
from registry.case_records import CaseState, CorrectionKind, Queue
from registry.case_rows import closing_column
from registry.decision_records import CaseSummary, QueueFilter
from registry.tables import attachments, case_statements, corrections, reports
from registry.target_times import TargetTimes, kind_of

MOST_SHOWN = 200
LONGEST_NUMBER = 40
ACTIONABLE = (CaseState.PENDING, CaseState.IN_PROGRESS)
OVER = (CaseState.DONE, CaseState.REFUSED, CaseState.WITHDRAWN)
_NOT_IN_NUMBERS = re.compile("[^A-Z0-9]")


def find_cases(connection: Connection, wanted: QueueFilter, targets: TargetTimes, now: datetime) -> list[CaseSummary]:
    """At most `MOST_SHOWN`, overdue first, then by `due_at`; cases that are over, the newest first."""
    rows = [row for table in _tables(wanted) for row in connection.execute(_eldest(table, wanted)).mappings()]
    found = [summary_of(row, targets, now, attached=0, stated=0) for row in rows]
    if wanted.state in OVER:
        found.sort(key=lambda case: (case.opened_at, case.number), reverse=True)
    else:
        found.sort(key=lambda case: (not case.overdue, case.due_at, case.number))
    shown = [case for case in found if case.overdue or not wanted.overdue][:MOST_SHOWN]
    return _counted(connection, shown)


def summary_of(row: Any, targets: TargetTimes, now: datetime, *, attached: int, stated: int) -> CaseSummary:
    """From a row of either table of cases. Only what officers can act on is ever overdue."""
    kind, state = kind_of(row["kind"]), CaseState(row["state"])
    due_at = targets.due_at(kind, row["created_at"])
    return CaseSummary(
        number=row["number"],
        kind=kind,
        queue=Queue(row["queue"]) if "queue" in row else Queue.PLATFORM,
        state=state,
        opened_at=row["created_at"],
        due_at=due_at,
        overdue=state in ACTIONABLE and due_at < now,
        attachments=attached,
        statements=stated,
    )


def _tables(wanted: QueueFilter) -> list[Table]:
    if wanted.kind is not None:
        return [corrections if isinstance(wanted.kind, CorrectionKind) else reports]
    return [corrections, reports]


def _queue(table: Table) -> Any:
    return table.c.queue if table is reports else literal(Queue.PLATFORM.value)  # facilities correct no names


def _eldest(table: Table, wanted: QueueFilter) -> Any:
    actionable = table.c.state.in_([state.value for state in ACTIONABLE])
    age = table.c.created_at.desc() if wanted.state in OVER else table.c.created_at
    rank = func.row_number().over(partition_by=(table.c.kind, actionable), order_by=(age, table.c.number))
    columns = (table.c.number, table.c.kind, table.c.state, table.c.created_at, _queue(table).label("queue"))
    ranked = select(*columns, rank.label("rank")).where(*_conditions(table, wanted)).subquery()
    return select(ranked).where(ranked.c.rank <= MOST_SHOWN)


def _conditions(table: Table, wanted: QueueFilter) -> list[Any]:
    conditions = []
    if wanted.kind is not None:
        conditions.append(table.c.kind == wanted.kind.value)
    if wanted.queue is not None:
        conditions.append(_queue(table) == wanted.queue.value)
    if wanted.state is not None:
        conditions.append(table.c.state == wanted.state.value)
    if wanted.number.strip():
        conditions.append(_like_number(table, wanted.number))
    elif wanted.state is None:
        conditions.append(closing_column(table).is_(None))
    return conditions


def _like_number(table: Table, text: str) -> Any:
    """A whole number as a person types it, or some of its signs."""
    number = parse_case_number(text)
    if number is not None:
        return table.c.number == number
    signs = _NOT_IN_NUMBERS.sub("", unicodedata.normalize("NFKC", text[:LONGEST_NUMBER]).upper())
    return func.replace(table.c.number, "-", "").contains(signs) if signs else false()


def _counted(connection: Connection, cases: list[CaseSummary]) -> list[CaseSummary]:
    numbers = [case.number for case in cases]
    attached, stated = (count_by_case(connection, table, numbers) for table in (attachments, case_statements))
    return [
        replace(case, attachments=attached.get(case.number, 0), statements=stated.get(case.number, 0)) for case in cases
    ]


def count_by_case(connection: Connection, table: Table, numbers: Iterable[str]) -> dict[str, int]:
    """How many rows of `table` belong to each case; cases without any are left out."""
    of_case = table.c.case_number
    query = select(of_case, func.count(table.c.id).label("n")).where(of_case.in_(list(numbers))).group_by(of_case)
    return {row.case_number: row.n for row in connection.execute(query)}
