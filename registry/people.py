"""Citizens and accounts held for a change, so that two changes of one person come one after the other."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from registry.records import Citizen
from registry.rows import CITIZEN, read_citizen
from registry.tables import accounts, citizens
from storage.vault import Vault


def hold_citizen(connection: Connection, vault: Vault, citizen_id: str) -> Citizen | None:
    """The citizen, locked until the transaction ends (SQLite has locked everything already)."""
    query = select(*CITIZEN).where(citizens.c.id == citizen_id).with_for_update()
    row = connection.execute(query).mappings().first()
    return None if row is None else read_citizen(vault, row)


def account_of(connection: Connection, vault: Vault, phone_e164: str, *, hold: bool = False) -> str | None:
    """The id of the account with this number."""
    query = select(accounts.c.id).where(accounts.c.phone_fingerprint == vault.fingerprint("phone", phone_e164))
    found: str | None = connection.execute(query.with_for_update() if hold else query).scalar()
    return found
