"""The people of one account: who shares a number with a citizen, how a stranger leaves it, and a number of one's own.

Changes run in the caller's transaction, which must hold the citizen's row (see `people.hold_citizen`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from registry import decision_store as store
from registry.case_records import CaseState, CorrectionKind
from registry.case_rows import closing_column
from registry.decision_records import AccountMember
from registry.nik import Nik
from registry.rows import CITIZEN, open_cell, read_citizen
from registry.tables import accounts, citizens, corrections, reports, vaccinations
from storage.vault import Vault

ACCOUNT = "account"  # `decided_by` of a correction that ended because its citizen left the account that asked


def account_id_of(connection: Connection, citizen_id: str) -> str | None:
    """None for a citizen without a number."""
    query = select(citizens.c.account_id).where(citizens.c.id == citizen_id)
    found: str | None = connection.execute(query).scalar()
    return found


def number_of(connection: Connection, vault: Vault, citizen_id: str) -> str | None:
    """The E.164 number of the citizen's account."""
    query = (
        select(accounts.c.id, accounts.c.phone)
        .join(citizens, citizens.c.account_id == accounts.c.id)
        .where(citizens.c.id == citizen_id)
    )
    row = connection.execute(query).first()
    return None if row is None else open_cell(vault, "accounts", row.id, "phone", row.phone)


def shares_account(connection: Connection, citizen_id: str, other_id: str) -> bool:
    """Whether both are there, are two, and have one number."""
    account_id = account_id_of(connection, citizen_id)
    return account_id is not None and citizen_id != other_id and account_id_of(connection, other_id) == account_id


def others_of_account(connection: Connection, vault: Vault, citizen_id: str) -> tuple[AccountMember, ...]:
    """Everybody else on the citizen's account, first registered first."""
    doses = (
        select(func.count(vaccinations.c.id))
        .where(vaccinations.c.citizen_id == citizens.c.id, vaccinations.c.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(*CITIZEN, doses.label("doses"))
        .where(citizens.c.account_id == account_id_of(connection, citizen_id), citizens.c.id != citizen_id)
        .order_by(citizens.c.created_at, citizens.c.id)
    )
    found = []
    for row in connection.execute(query).mappings().all():
        citizen = read_citizen(vault, row)
        member = AccountMember(
            citizen.id, citizen.full_name, Nik(citizen.nik).masked, citizen.birth_date, doses=row["doses"]
        )
        found.append(member)
    return tuple(found)


def leave_account(connection: Connection, citizen_id: str, now: datetime) -> None:
    """Nobody's number opens the citizen's data any more; what was asked for through the account ends with that.

    The citizen's own request for a number stands.
    """
    connection.execute(update(citizens).where(citizens.c.id == citizen_id).values(account_id=None))
    for table in (corrections, reports):
        asked = (table.c.citizen_id == citizen_id) & closing_column(table).is_(None)
        query = select(table.c.number).where(asked, table.c.kind != CorrectionKind.PHONE.value)
        for number in connection.execute(query).scalars().all():
            store.close(connection, number, CaseState.WITHDRAWN, now, ACCOUNT)
            store.overtake_unsettled(connection, number)


def open_account(connection: Connection, vault: Vault, citizen_id: str, e164: str, now: datetime) -> str:
    """The id of a new account for a citizen without one; that no account has the number is the caller's business."""
    account_id = uuid4().hex
    row = {
        "id": account_id,
        "phone": vault.seal(e164, place=f"accounts/{account_id}/phone"),
        "phone_fingerprint": vault.fingerprint("phone", e164),
        "created_at": now,
    }
    connection.execute(insert(accounts).values(row))
    connection.execute(update(citizens).where(citizens.c.id == citizen_id).values(account_id=account_id))
    return account_id
