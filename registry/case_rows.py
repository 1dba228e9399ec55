"""One case as a row that changes, whether it is a correction or a report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.schema import Column, Table

from registry.case_numbers import CORRECTION
from registry.case_records import CaseState
from registry.tables import corrections, reports


def case_table(case_number: str) -> Table:
    return corrections if case_number.startswith(CORRECTION) else reports


def closing_column(table: Table) -> Column:
    """Of a table of cases: empty while the case is open."""
    return corrections.c.decided_at if table is corrections else reports.c.closed_at


def hold_case(connection: Connection, case_number: str) -> Any:
    """The row of a case that is there, with its `closed`, locked until the transaction ends."""
    table = case_table(case_number)
    query = select(table, closing_column(table).label("closed")).where(table.c.number == case_number)
    return connection.execute(query.with_for_update()).mappings().one()


def change_case(connection: Connection, case_number: str, now: datetime, **values: Any) -> None:
    """A step of an officer or the owner: whoever looked at the case before must look again."""
    table = case_table(case_number)
    step = {"updated_at": now, "version": table.c.version + 1, **values}
    connection.execute(update(table).where(table.c.number == case_number).values(step))


def add_to_case(connection: Connection, held: Any, now: datetime) -> None:
    """The owner added something to the held case: if that was awaited, officers go on."""
    answered = held["state"] == CaseState.WAITING.value
    values = {"state": CaseState.IN_PROGRESS.value} if answered else {}
    change_case(connection, held["number"], now, **values)
