"""An account moves to another number. That both numbers were verified is the caller's business."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from registry.audit import AuditKind, record_event
from registry.case_records import NumberTaken, PhoneChange, PhoneChanged, SameNumber, UnknownAccount
from registry.people import account_of
from registry.rows import open_cell
from registry.tables import accounts, reports
from storage.vault import Vault


def move_account(
    connection: Connection, vault: Vault, old_e164: str, new_e164: str, conversation_id: str, now: datetime
) -> PhoneChange:
    """Within the caller's transaction; the number's own reports move along, for whoever gets the old one next."""
    account_id = account_of(connection, vault, old_e164, hold=True)
    if account_id is None:
        return UnknownAccount()
    if old_e164 == new_e164:
        return SameNumber()
    if account_of(connection, vault, new_e164) is not None:
        return NumberTaken()
    values = _sealed(vault, "accounts", account_id, new_e164)
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))
    _move_reports(connection, vault, old_e164, new_e164)
    record_event(connection, now, conversation_id, AuditKind.PHONE_CHANGED, account_id)
    return PhoneChanged(account_id)


def _move_reports(connection: Connection, vault: Vault, old_e164: str, new_e164: str) -> None:
    of_old = reports.c.phone_fingerprint == vault.fingerprint("phone", old_e164)
    for row in connection.execute(select(reports.c.id, reports.c.phone).where(of_old)).all():
        if open_cell(vault, "reports", row.id, "phone", row.phone) == old_e164:
            values = _sealed(vault, "reports", row.id, new_e164)
            connection.execute(update(reports).where(reports.c.id == row.id).values(values))


def _sealed(vault: Vault, table: str, row_id: str, phone_e164: str) -> dict[str, Any]:
    return {
        "phone": vault.seal(phone_e164, place=f"{table}/{row_id}/phone"),
        "phone_fingerprint": vault.fingerprint("phone", phone_e164),
    }
