"""Learning that the database has new rows without asking for them all the time.

Whoever writes rows that others wait for calls `announce` in the same transaction; whoever waits, `watch`es. A word may
get lost (a connection broke), so everybody who waits also looks now and then.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

log = logging.getLogger(__name__)

LOOK_EVERY = 0.01  # seconds; one look takes a few µs
REGULARLY = 0.1  # seconds
CONNECT_AGAIN = 5.0  # seconds
NAME = "pedulibot_channel"


class Changes(Protocol):
    def changed(self) -> bool:
        """Whether something may have been written since the last call. Cheap enough for the event loop."""

    def close(self) -> None: ...


def announce(connection: Connection) -> None:
    """Tells those who watch, when the caller's transaction commits; SQLite tells them by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(NAME, "")))


def watch(engine: Engine) -> Changes:
    """The cheapest way to learn of writes that `engine`'s database has."""
    if engine.dialect.name == "postgresql":
        return PostgresChanges(engine)
    in_file = engine.url.database not in (None, "", ":memory:")
    return SqliteChanges(engine) if in_file else Regularly()


async def until_changed(changes: Changes, timeout: float = 1.0) -> None:
    """Returns when something was written, at the latest after `timeout` seconds; a burst of writes counts once."""
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout
    while (left := until - loop.time()) > 0:
        await asyncio.sleep(min(left, LOOK_EVERY))
        if changes.changed():
            return


class SqliteChanges:
    """`PRAGMA data_version` moves when another connection has written, of this process or another one: 2 µs a call.

    Keeps a connection of its own. Closing the engine's pool does not close it; `close()` does.
    """

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.raw_connection()
        self._connection.detach()
        self._version = -1
        self.changed()

    def changed(self) -> bool:
        version = self._connection.cursor().execute("PRAGMA data_version").fetchone()[0]
        moved, self._version = version != self._version, version
        return moved

    def close(self) -> None:
        self._connection.close()


class Regularly:
    """For databases that do not tell: look again after a moment."""

    def __init__(self) -> None:
        self._next = 0.0

    def changed(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + REGULARLY
        return True

    def close(self) -> None:
        """Holds nothing."""


class PostgresChanges:
    """Listens on a connection of its own; while that is lost, looks regularly and connects again now and then."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._regularly = Regularly()
        self._connect_at = 0.0
        self._connection: Any = None
        self._listen()

    def changed(self) -> bool:
        if self._connection is None:
            if time.monotonic() >= self._connect_at:
                self._listen()
            return self._regularly.changed()
        try:
            self._connection.poll()
        except self._engine.dialect.dbapi.Error as error:
            log.warning("the database does not tell of new rows any more: %s", type(error).__name__)
            self.close()
            return True
        heard = bool(self._connection.notifies)
        self._connection.notifies.clear()
        return heard

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(self._engine.dialect.dbapi.Error):
                connection.close()

    def _listen(self) -> None:
        self._connect_at = time.monotonic() + CONNECT_AGAIN
        dialect = self._engine.dialect
        arguments, options = dialect.create_connect_args(self._engine.url)
        try:
            self._connection = dialect.connect(*arguments, **{"connect_timeout": 2, **options})
            self._connection.autocommit = True
            with self._connection.cursor() as cursor:
                cursor.execute(f"LISTEN {NAME}")
        except dialect.dbapi.Error as error:
            log.warning("the database cannot tell of new rows: %s", type(error).__name__)
            self.close()
