"""Tells waiting workers that the database has something new, without asking the inbox all the time."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy.engine import Engine

LOOK_EVERY = 0.05  # seconds; one look at the counter takes 2 µs
LOOK_ELSEWHERE = 0.1  # seconds; a database without such a counter is simply asked again


class Doorbell:
    """On an SQLite file, watches the counter that changes whenever another connection has written."""

    def __init__(self, engine: Engine) -> None:
        url = engine.url
        has_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
        self._connection: Any = engine.raw_connection() if has_file else None
        self._heard = self._version()

    async def wait(self, timeout: float = 1.0) -> None:
        """Returns when something was written, at the latest after `timeout` seconds."""
        if self._connection is None:
            await asyncio.sleep(min(timeout, LOOK_ELSEWHERE))
            return
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while loop.time() < until:
            version = self._version()
            if version != self._heard:
                self._heard = version
                return
            await asyncio.sleep(LOOK_EVERY)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _version(self) -> int:
        if self._connection is None:
            return 0
        cursor = self._connection.cursor()
        try:
            return int(cursor.execute("PRAGMA data_version").fetchone()[0])
        finally:
            cursor.close()
