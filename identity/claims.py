"""What a citizen has just said about himself, kept sealed for an hour so that nothing is asked twice.

Slots, events and logs carry only the opaque reference.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from identity.records import ClaimKind
from identity.tables import claims
from storage.vault import Vault

CLAIM_LIFE = timedelta(minutes=60)


class Claims:
    """Every method runs within the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def remember(self, connection: Connection, conversation_id: str, kind: ClaimKind, value: str, now: datetime) -> str:
        ref = uuid4().hex
        row = {
            "id": ref,
            "conversation_id": conversation_id,
            "kind": kind.value,
            "value": self._vault.seal(value, place=_place(ref)),
            "expires_at": now + CLAIM_LIFE,
        }
        connection.execute(insert(claims).values(row))
        return ref

    def recall(self, connection: Connection, conversation_id: str, ref: str, now: datetime) -> str | None:
        mine = (claims.c.id == ref) & (claims.c.conversation_id == conversation_id) & (claims.c.expires_at > now)
        sealed = connection.execute(select(claims.c.value).where(mine)).scalar()
        return None if sealed is None else self._vault.open(sealed, place=_place(ref))

    def forget(self, connection: Connection, conversation_id: str) -> None:
        connection.execute(delete(claims).where(claims.c.conversation_id == conversation_id))

    def purge(self, connection: Connection, now: datetime) -> None:
        connection.execute(delete(claims).where(claims.c.expires_at <= now))


def _place(ref: str) -> str:
    return f"claims/{ref}/value"
