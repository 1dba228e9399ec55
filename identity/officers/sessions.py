"""Officers' sessions on the server: the browser holds a random token, the store only its fingerprint."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from identity.officers.records import OfficerPolicy
from identity.officers.tables import SessionStage, officer_sessions, officers
from storage.vault import Vault

_COLUMNS = officer_sessions.c
KEPT = timedelta(days=1)  # a session that ended tells for a day whose unsent form it was


class OfficerSessions:
    """Every method runs within the caller's transaction."""

    def __init__(self, vault: Vault, policy: OfficerPolicy) -> None:
        self._vault = vault
        self._policy = policy

    def start(self, connection: Connection, officer_id: str, stage: str, now: datetime) -> str:
        """The token of a fresh session."""
        token = secrets.token_urlsafe(32)
        row = {"id": self._id(token), "officer_id": officer_id, "stage": stage, "started_at": now, "touched_at": now}
        connection.execute(insert(officer_sessions).values(row))
        return token

    def live(self, connection: Connection, token: str, stage: str, now: datetime) -> Any | None:
        """The officer's row with `started_at` of the session, while it is believed and the officer may work."""
        idle, longest = self._limits(stage)
        wanted = (
            select(officers, _COLUMNS.started_at)
            .join(officers, officers.c.id == _COLUMNS.officer_id)
            .where(
                _COLUMNS.id == self._id(token),
                _COLUMNS.stage == stage,
                _COLUMNS.ended_at.is_(None),
                _COLUMNS.touched_at > now - idle,
                _COLUMNS.started_at > now - longest,
                officers.c.disabled_at.is_(None),
            )
        )
        return connection.execute(wanted).mappings().first()

    def owner(self, connection: Connection, token: str) -> str | None:
        """Whose full session this is or was; None when it was closed by its officer."""
        known = select(_COLUMNS.officer_id).where(
            _COLUMNS.id == self._id(token), _COLUMNS.stage == SessionStage.FULL, _COLUMNS.ended_at.is_(None)
        )
        return connection.execute(known).scalar()

    def touch(self, connection: Connection, token: str, now: datetime) -> None:
        connection.execute(update(officer_sessions).where(_COLUMNS.id == self._id(token)).values(touched_at=now))

    def end(self, connection: Connection, token: str, now: datetime) -> None:
        connection.execute(update(officer_sessions).where(_COLUMNS.id == self._id(token)).values(ended_at=now))

    def purge(self, connection: Connection, now: datetime) -> None:
        connection.execute(delete(officer_sessions).where(_COLUMNS.touched_at < now - KEPT))

    def _limits(self, stage: str) -> tuple[timedelta, timedelta]:
        policy = self._policy
        return (policy.code_wait, policy.code_wait) if stage == SessionStage.PASSWORD else (policy.idle, policy.longest)

    def _id(self, token: str) -> str:
        return self._vault.fingerprint("officer_session", token)
