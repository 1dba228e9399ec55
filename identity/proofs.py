"""Numbers that a conversation has shown it holds although nobody has registered them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from identity.phone import PhoneNumber
from identity.tables import proved_numbers
from storage.vault import Vault

PROOF_LIFE = timedelta(minutes=15)

_COLUMNS = proved_numbers.c


class Proofs:
    """Every method runs within the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, connection: Connection, conversation_id: str, phone: PhoneNumber, now: datetime) -> str:
        """Returns the opaque id of the proof."""
        proof_id = uuid4().hex
        row = {
            "id": proof_id,
            "conversation_id": conversation_id,
            "phone": self._vault.seal(phone.e164, place=_place(proof_id)),
            "expires_at": now + PROOF_LIFE,
        }
        connection.execute(insert(proved_numbers).values(row))
        return proof_id

    def number(self, connection: Connection, conversation_id: str, proof_id: str, now: datetime) -> PhoneNumber | None:
        mine = (_COLUMNS.id == proof_id) & (_COLUMNS.conversation_id == conversation_id)
        sealed = connection.execute(select(_COLUMNS.phone).where(mine, _COLUMNS.expires_at > now)).scalar()
        return None if sealed is None else PhoneNumber(self._vault.open(sealed, place=_place(proof_id)))

    def forget(self, connection: Connection, conversation_id: str) -> None:
        connection.execute(delete(proved_numbers).where(_COLUMNS.conversation_id == conversation_id))

    def purge(self, connection: Connection, now: datetime) -> None:
        connection.execute(delete(proved_numbers).where(_COLUMNS.expires_at <= now))


def _place(proof_id: str) -> str:
    return f"proved_numbers/{proof_id}/phone"
