"""How often a password or code may be tried.

A browser that has logged an officer in has tries of its own for that officer; all other browsers share theirs. So a
stranger's wrong tries lock strangers out, not the officer at the usual desk, and every lock ends by itself.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from identity.officers.records import OfficerPolicy
from identity.officers.tables import officer_attempts, officer_browsers
from storage.engine import insert_ignore
from storage.vault import Vault

_COLUMNS = officer_attempts.c


class Attempts:
    """Every method runs within the caller's transaction."""

    def __init__(self, vault: Vault, policy: OfficerPolicy) -> None:
        self._vault = vault
        self._policy = policy

    def subject(self, connection: Connection, step: str, officer_id: str, browser: str, now: datetime) -> str:
        """Whose tries these are. `browser` is the token from an earlier login, or empty."""
        trusted = select(officer_browsers.c.id).where(
            officer_browsers.c.id == self._vault.fingerprint("officer_browser", browser),
            officer_browsers.c.officer_id == officer_id,
            officer_browsers.c.used_at > now - self._policy.browser_trust,
        )
        known = connection.execute(trusted).scalar() or "others"
        return self._vault.fingerprint("officer_attempt", f"{step}/{officer_id}/{known}")

    def take(self, connection: Connection, subject: str, now: datetime) -> datetime | None:
        """Counts a try before its answer is known, so that tries at the same moment count too.

        Returns until when trying is useless, or None when this try may be looked at.
        """
        fresh = {"subject": subject, "tries": 0, "at": now}
        connection.execute(insert_ignore(officer_attempts, connection).values(fresh))
        mine = _COLUMNS.subject == subject
        row = connection.execute(select(officer_attempts).where(mine).with_for_update()).mappings().one()
        if row["locked_until"] is not None and row["locked_until"] > now:
            return row["locked_until"]
        tries = 1 if row["locked_until"] is not None else row["tries"] + 1
        locked_until = now + self._policy.lock if tries >= self._policy.tries else None
        values = {"tries": tries, "at": now, "locked_until": locked_until}
        connection.execute(update(officer_attempts).where(mine).values(values))
        return None

    def clear(self, connection: Connection, subject: str) -> None:
        connection.execute(delete(officer_attempts).where(_COLUMNS.subject == subject))

    def trust(self, connection: Connection, officer_id: str, browser: str, now: datetime) -> None:
        row = {"id": self._vault.fingerprint("officer_browser", browser), "officer_id": officer_id, "used_at": now}
        connection.execute(insert(officer_browsers).values(row))

    def purge(self, connection: Connection, now: datetime) -> None:
        connection.execute(delete(officer_attempts).where(_COLUMNS.at < now - self._policy.lock * 4))
        old = officer_browsers.c.used_at < now - self._policy.browser_trust
        connection.execute(delete(officer_browsers).where(old))
