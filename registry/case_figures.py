"""How much comes in, how much is decided, and what is left; days are Indonesia's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from statistics import median

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from clock import WIB
from registry.case_queue import ACTIONABLE
from registry.case_records import CaseState
from registry.case_rows import closing_column
from registry.correction_store import CIVIL_REGISTRY
from registry.decision_records import DayFigures, Figures
from registry.tables import corrections, decisions, reports
from registry.target_times import TargetTimes, kind_of

DAYS = 14
_VERDICTS, _STANDING = ("approved", "refused"), ("holding", "applied")


def count_figures(connection: Connection, targets: TargetTimes, now: datetime) -> Figures:
    """Corrections that needed no officer are not counted; a decision counts on its day unless it was taken back."""
    today = now.astimezone(WIB).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    start = datetime.combine(days[0], time(), WIB)
    opened, decided = Counter(_opened(connection, start)), Counter(_decided(connection, start))
    cases = list(_open_cases(connection))
    overdue = sum(
        CaseState(state) in ACTIONABLE and targets.due_at(kind_of(kind), opened_at) < now
        for kind, state, opened_at in cases
    )
    return Figures(
        opened_today=opened[today],
        decided_today=decided[today],
        median_age_hours=median((now - at) / timedelta(hours=1) for _, _, at in cases) if cases else None,
        by_kind=dict(Counter(kind for kind, _, _ in cases)),
        open=len(cases),
        overdue=overdue,
        days=tuple(DayFigures(day, opened[day], decided[day]) for day in days),
    )


def _opened(connection: Connection, start: datetime) -> Iterator[date]:
    by_officers = or_(corrections.c.decided_by.is_(None), corrections.c.decided_by != CIVIL_REGISTRY)
    for query in (
        select(corrections.c.created_at).where(corrections.c.created_at >= start, by_officers),
        select(reports.c.created_at).where(reports.c.created_at >= start),
    ):
        yield from (at.astimezone(WIB).date() for at in connection.execute(query).scalars())


def _decided(connection: Connection, start: datetime) -> Iterator[date]:
    """Where two must agree, the day of the first: the second confirms it."""
    query = select(decisions.c.decided_at).where(
        decisions.c.decided_at >= start, decisions.c.verdict.in_(_VERDICTS), decisions.c.state.in_(_STANDING)
    )
    yield from (at.astimezone(WIB).date() for at in connection.execute(query).scalars())


def _open_cases(connection: Connection) -> Iterator[tuple[str, str, datetime]]:
    for table in (corrections, reports):
        query = select(table.c.kind, table.c.state, table.c.created_at).where(closing_column(table).is_(None))
        yield from (tuple(row) for row in connection.execute(query))
