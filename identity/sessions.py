"""Verified sessions: a conversation has shown that it holds a number, and for how long we believe it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from identity.phone import PhoneNumber
from identity.records import VerifiedSession
from identity.tables import verified_sessions
from storage.vault import Vault

_COLUMNS = verified_sessions.c


@dataclass(frozen=True)
class SessionPolicy:
    idle: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(minutes=60)
    identity_tries: int = 5  # wrong pairs of NIK and name


class Sessions:
    """Every method runs within the caller's transaction."""

    def __init__(self, vault: Vault, policy: SessionPolicy) -> None:
        self._vault = vault
        self._policy = policy

    def start(
        self, connection: Connection, conversation_id: str, phone: PhoneNumber, phone_hash: str, now: datetime
    ) -> VerifiedSession:
        """A fresh session; an earlier one of the conversation ends."""
        self.end(connection, conversation_id, now)
        session_id = uuid4().hex
        row = {
            "id": session_id,
            "conversation_id": conversation_id,
            "phone_hash": phone_hash,
            "phone": self._vault.seal(phone.e164, place=_place(session_id)),
            "identity_failures": 0,
            "started_at": now,
            "touched_at": now,
        }
        connection.execute(insert(verified_sessions).values(row))
        return VerifiedSession(session_id, conversation_id, phone, None, self._expiry(now, now))

    def live(self, connection: Connection, conversation_id: str, now: datetime) -> VerifiedSession | None:
        """The conversation's session while it is believed; does not touch it. Locks its row."""
        row = self._row(connection, conversation_id)
        if row is None or self._expiry(row["started_at"], row["touched_at"]) <= now:
            return None
        phone = PhoneNumber(self._vault.open(row["phone"], place=_place(row["id"])))
        expires_at = self._expiry(row["started_at"], now)
        return VerifiedSession(row["id"], conversation_id, phone, row["citizen_id"], expires_at)

    def touch(self, connection: Connection, session_id: str, now: datetime) -> None:
        connection.execute(update(verified_sessions).where(_COLUMNS.id == session_id).values(touched_at=now))

    def move(self, connection: Connection, session_id: str, phone: PhoneNumber, phone_hash: str) -> None:
        """The session is about another number from now on; its times stay."""
        values = {"phone": self._vault.seal(phone.e164, place=_place(session_id)), "phone_hash": phone_hash}
        connection.execute(update(verified_sessions).where(_COLUMNS.id == session_id).values(values))

    def select_citizen(self, connection: Connection, session_id: str, citizen_id: str | None) -> None:
        connection.execute(update(verified_sessions).where(_COLUMNS.id == session_id).values(citizen_id=citizen_id))

    def count_identity_failure(self, connection: Connection, session_id: str) -> int:
        """One more wrong pair of NIK and name; returns how many are left."""
        failures = _COLUMNS.identity_failures
        mine = _COLUMNS.id == session_id
        connection.execute(update(verified_sessions).where(mine).values(identity_failures=failures + 1))
        counted = int(connection.execute(select(failures).where(mine)).scalar_one())
        return max(self._policy.identity_tries - counted, 0)

    def end(self, connection: Connection, conversation_id: str, now: datetime) -> bool:
        """Ends what is open; whether there was a session to end."""
        open_ones = (_COLUMNS.conversation_id == conversation_id) & _COLUMNS.ended_at.is_(None)
        ended = connection.execute(update(verified_sessions).where(open_ones).values(ended_at=now))
        return bool(ended.rowcount)

    def conversations_of(self, connection: Connection, phone_hash: str) -> list[str]:
        """Where a session of this number is open."""
        open_ones = (_COLUMNS.phone_hash == phone_hash) & _COLUMNS.ended_at.is_(None)
        return list(connection.execute(select(_COLUMNS.conversation_id).where(open_ones).distinct()).scalars())

    def purge(self, connection: Connection, before: datetime, now: datetime) -> None:
        over = _COLUMNS.started_at < min(before, now - self._policy.longest)
        connection.execute(delete(verified_sessions).where(over))

    def _row(self, connection: Connection, conversation_id: str) -> Any:
        open_ones = (_COLUMNS.conversation_id == conversation_id) & _COLUMNS.ended_at.is_(None)
        newest = select(verified_sessions).where(open_ones).order_by(_COLUMNS.started_at.desc()).limit(1)
        return connection.execute(newest.with_for_update()).mappings().first()

    def _expiry(self, started_at: datetime, touched_at: datetime) -> datetime:
        return min(touched_at + self._policy.idle, started_at + self._policy.longest)


def _place(session_id: str) -> str:
    return f"verified_sessions/{session_id}/phone"
