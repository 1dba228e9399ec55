"""The doses on record as an officer's decision sees and changes them.

Everything runs in the caller's transaction; for changes it must hold the citizen's row (see `people.hold_citizen`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from registry.decision_records import RecordCorrection
from registry.issuing import revoke_all, standing_certificate, was_revoked
from registry.record_changes import DOSE_FIELDS, given
from registry.tables import vaccinations
from storage.vault import Vault


def dose_on_record(connection: Connection, citizen_id: str, dose: int) -> Any | None:
    """The row of `vaccinations`."""
    query = select(vaccinations).where(*_on_record(citizen_id), vaccinations.c.dose == dose)
    return connection.execute(query).mappings().first()


def doses_without_certificate(connection: Connection, citizen_id: str) -> list[Any]:
    """Rows of `vaccinations` in the order of doses; where a certificate was taken back, none is lacking."""
    query = select(vaccinations).where(*_on_record(citizen_id)).order_by(vaccinations.c.dose)
    rows = connection.execute(query).mappings().all()
    return [row for row in rows if not _had_certificate(connection, row["id"])]


def enter_dose(connection: Connection, vault: Vault, citizen_id: str, correction: RecordCorrection) -> str:
    """The id of the row; every field of a dose must be given. A dose of this number that left the record gives way."""
    same = (vaccinations.c.citizen_id == citizen_id) & (vaccinations.c.dose == correction.dose)
    withdrawn: str | None = connection.execute(select(vaccinations.c.id).where(same)).scalar()
    if withdrawn is not None:
        values = {"withdrawn_at": None, **_sealed(vault, withdrawn, correction)}
        connection.execute(update(vaccinations).where(vaccinations.c.id == withdrawn).values(values))
        return withdrawn
    row_id = uuid4().hex
    values = {"id": row_id, "citizen_id": citizen_id, "dose": correction.dose}
    connection.execute(insert(vaccinations).values(values | _sealed(vault, row_id, correction)))
    return row_id


def change_dose(connection: Connection, vault: Vault, vaccination_id: str, correction: RecordCorrection) -> None:
    values = _sealed(vault, vaccination_id, correction)
    connection.execute(update(vaccinations).where(vaccinations.c.id == vaccination_id).values(values))


def withdraw_dose(connection: Connection, vaccination_id: str, now: datetime) -> None:
    """The dose leaves the record; its certificates stay, revoked, for whoever scans them."""
    connection.execute(update(vaccinations).where(vaccinations.c.id == vaccination_id).values(withdrawn_at=now))
    revoke_all(connection, vaccination_id, now)


def _on_record(citizen_id: str) -> tuple[Any, Any]:
    return vaccinations.c.citizen_id == citizen_id, vaccinations.c.withdrawn_at.is_(None)


def _had_certificate(connection: Connection, vaccination_id: str) -> bool:
    return standing_certificate(connection, vaccination_id) is not None or was_revoked(connection, vaccination_id)


def _sealed(vault: Vault, row_id: str, correction: RecordCorrection) -> dict[str, Any]:
    return {
        name: vault.seal(str(value), place=f"vaccinations/{row_id}/{name}")
        for name, value in given(correction, DOSE_FIELDS).items()
    }
