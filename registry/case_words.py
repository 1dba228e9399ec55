"""What citizens said about a case in their own words, oldest first."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from registry.case_records import CorrectionKind
from registry.case_rows import case_table
from registry.decision_records import Statement
from registry.routing import COMPLAINT, STATEMENT
from registry.rows import open_cell
from registry.tables import case_statements, reports
from storage.vault import Vault


def words_of(connection: Connection, vault: Vault, case_number: str) -> tuple[str, ...]:
    """Of a report or the name that is asked for, and of what was added to either."""
    table = case_table(case_number)
    added = [statement.text for statement in statements_of(connection, vault, case_number)]
    row = connection.execute(select(table).where(table.c.number == case_number)).mappings().one()
    if table is not reports:
        named = row["kind"] == CorrectionKind.NAME.value
        wanted = [open_cell(vault, "corrections", row["id"], "new_value", row["new_value"])] if named else []
        return (*wanted, *added)
    told = (details.get(STATEMENT) or details.get(COMPLAINT) for details in details_of(vault, row))
    return (*(words for words in told if words), *added)


def details_of(vault: Vault, report: Any) -> list[dict[str, str]]:
    """One entry for each time that it was reported."""
    told = json.loads(open_cell(vault, "reports", report["id"], "details", report["details"]))
    return [entry["details"] for entry in told]


def statements_of(connection: Connection, vault: Vault, case_number: str) -> tuple[Statement, ...]:
    query = select(case_statements).where(case_statements.c.case_number == case_number)
    rows = connection.execute(query.order_by(case_statements.c.created_at, case_statements.c.id)).mappings()
    return tuple(
        Statement(open_cell(vault, "case_statements", row["id"], "text", row["text"]), row["created_at"])
        for row in rows
    )
