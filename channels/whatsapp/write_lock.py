"""Getting SQLite's one write lock soon after it is free.

SQLite itself sleeps ever longer between its looks, up to 100 ms: a webhook that meets a turn being committed would
wait many times longer than the commit takes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

PATIENCE_S = 5.0
LOOK_EVERY_S = 0.001
USUAL_MS = 5000


@contextmanager
def begin_promptly(engine: Engine) -> Iterator[Connection]:
    """As `engine.begin()`; on SQLite it looks every millisecond. Raises OperationalError after five seconds."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        driver = connection.connection
        driver.execute("PRAGMA busy_timeout=0")
        try:
            _begin(connection)
        finally:
            driver.execute(f"PRAGMA busy_timeout={USUAL_MS}")
        yield connection
        connection.commit()


def _begin(connection: Connection) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.begin()
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > give_up_at:
                raise
            time.sleep(LOOK_EVERY_S)
        else:
            return
