"""SMS written in the transaction that made them necessary; a row leaves when it was delivered or is stale."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from identity.tables import sms_queue
from storage.vault import Vault

# For so long a row belongs to whoever delivers it; longer than a gateway call may take (three seconds).
DELIVERY_CLAIM = timedelta(seconds=10)

_COLUMNS = sms_queue.c


@dataclass(frozen=True)
class QueuedSms:
    id: str
    phone_e164: str = field(repr=False)
    text: str = field(repr=False)


class SmsQueue:
    """Every method runs within the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(
        self,
        connection: Connection,
        challenge_id: str,
        phone_e164: str,
        text: str,
        now: datetime,
        expires_at: datetime,
    ) -> QueuedSms:
        """Queues one SMS for the caller to deliver right after the commit."""
        sms = QueuedSms(uuid4().hex, phone_e164, text)
        row = {
            "id": sms.id,
            "challenge_id": challenge_id,
            "phone": self._vault.seal(phone_e164, place=_place(sms.id, "phone")),
            "body": self._vault.seal(text, place=_place(sms.id, "body")),
            "due_at": now + DELIVERY_CLAIM,
            "expires_at": expires_at,
        }
        connection.execute(insert(sms_queue).values(row))
        return sms

    def claim_next(self, connection: Connection, now: datetime) -> QueuedSms | None:
        """The oldest row that nobody is delivering, now the caller's for a while; stale rows are dropped."""
        connection.execute(delete(sms_queue).where(_COLUMNS.expires_at <= now))
        due = select(sms_queue).where(_COLUMNS.due_at <= now).order_by(_COLUMNS.due_at).limit(1)
        row = connection.execute(due.with_for_update(skip_locked=True)).mappings().first()
        if row is None:
            return None
        claimed = update(sms_queue).where(_COLUMNS.id == row["id"])
        connection.execute(claimed.values(due_at=now + DELIVERY_CLAIM))
        phone = self._vault.open(row["phone"], place=_place(row["id"], "phone"))
        return QueuedSms(row["id"], phone, self._vault.open(row["body"], place=_place(row["id"], "body")))

    def remove(self, connection: Connection, sms_id: str) -> None:
        connection.execute(delete(sms_queue).where(_COLUMNS.id == sms_id))

    def remove_of(self, connection: Connection, challenge_id: str) -> None:
        """A code that was replaced before it went out must not arrive any more."""
        connection.execute(delete(sms_queue).where(_COLUMNS.challenge_id == challenge_id))


def _place(sms_id: str, column: str) -> str:
    return f"sms_queue/{sms_id}/{column}"
