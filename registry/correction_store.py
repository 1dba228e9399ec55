"""Corrections as rows: requests that an officer must decide, and those that were applied at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from registry.case_numbers import CORRECTION, free_number
from registry.case_records import CaseState, CorrectionKind
from registry.decision_store import overtake_unsettled
from registry.tables import corrections
from storage.vault import Sealed, Vault

NO_NUMBER = ""  # the old value of who asks for a number and has none
CIVIL_REGISTRY = "civil_registry"  # `decided_by` of a correction that needed no officer


@dataclass(frozen=True)
class Change:
    """A wish of a citizen; `civil_answer` is what the civil registry said of `new`."""

    citizen_id: str
    conversation_id: str
    kind: CorrectionKind
    old: str = field(repr=False)
    new: str = field(repr=False)
    civil_answer: str


def open_case(connection: Connection, vault: Vault, change: Change, now: datetime) -> tuple[str, bool]:
    """The number of the citizen's one open request of this kind, which says `change` now; True if it was there."""
    row = _open_row(connection, change)
    if row is None:
        return _add(connection, vault, change, now, CaseState.PENDING), False
    values = {
        "conversation_id": change.conversation_id,
        "old_value": _seal(vault, row.id, "old_value", change.old),
        "new_value": _seal(vault, row.id, "new_value", change.new),
        "civil_answer": change.civil_answer,
        "state": CaseState.PENDING.value,
        "updated_at": now,
        "version": corrections.c.version + 1,
    }
    connection.execute(update(corrections).where(corrections.c.id == row.id).values(values))
    # An officer decided on the earlier wish, which must not carry over to the new one.
    overtake_unsettled(connection, row.number)
    return str(row.number), True


def keep_applied(connection: Connection, vault: Vault, change: Change, now: datetime) -> str:
    """The change was made: kept as a decided case; an open request of this kind is thereby withdrawn."""
    row = _open_row(connection, change)
    if row is not None:
        withdrawn = {
            "state": CaseState.WITHDRAWN.value,
            "updated_at": now,
            "decided_at": now,
            "decided_by": CIVIL_REGISTRY,
            "version": corrections.c.version + 1,
        }
        connection.execute(update(corrections).where(corrections.c.id == row.id).values(withdrawn))
        overtake_unsettled(connection, row.number)
    return _add(connection, vault, change, now, CaseState.DONE)


def _open_row(connection: Connection, change: Change) -> Any:
    query = (
        select(corrections.c.id, corrections.c.number)
        .where(corrections.c.citizen_id == change.citizen_id, corrections.c.kind == change.kind.value)
        .where(corrections.c.decided_at.is_(None))
        .with_for_update()
    )
    return connection.execute(query).first()


def _add(connection: Connection, vault: Vault, change: Change, now: datetime, state: CaseState) -> str:
    row_id, number = uuid4().hex, free_number(connection, corrections.c.number, CORRECTION, now)
    row = {
        "id": row_id,
        "number": number,
        "citizen_id": change.citizen_id,
        "conversation_id": change.conversation_id,
        "kind": change.kind.value,
        "old_value": _seal(vault, row_id, "old_value", change.old),
        "new_value": _seal(vault, row_id, "new_value", change.new),
        "civil_answer": change.civil_answer,
        "asker_fingerprint": vault.fingerprint("phone", change.new) if change.kind is CorrectionKind.PHONE else None,
        "state": state.value,
        "created_at": now,
        "updated_at": now,
    }
    if state is CaseState.DONE:
        row |= {"decided_at": now, "decided_by": CIVIL_REGISTRY, "effective_at": now}
    connection.execute(insert(corrections).values(row))
    return number


def _seal(vault: Vault, row_id: str, column: str, value: str) -> Sealed:
    return vault.seal(value, place=f"corrections/{row_id}/{column}")
