"""Once a day, beside the answering: what was finished with long ago is deleted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from clock import Clock

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
EVERY = timedelta(days=1)
LOOK_S = 60.0

Purge = Callable[[datetime], object]
"""Deletes what is older than the moment; safe to run again, and in several processes at once."""


class Housekeeping:
    def __init__(self, purges: Sequence[Purge], clock: Clock, look_s: float = LOOK_S) -> None:
        self._purges = purges
        self._clock = clock
        self._look_s = look_s
        self._next_at: datetime | None = None

    async def run(self) -> None:
        """Until cancelled: at the start and then daily by the clock, which in the embedded mode may jump."""
        while True:
            now = self._clock.now()
            if self._next_at is None or now >= self._next_at:
                self._next_at = now + EVERY
                for purge in self._purges:
                    await self._run_one(purge, now - KEPT)
            await asyncio.sleep(self._look_s)

    async def _run_one(self, purge: Purge, before: datetime) -> None:
        try:
            await asyncio.to_thread(purge, before)
        except Exception as error:  # tomorrow again; citizens are served meanwhile
            log.error("old data not deleted: %s", type(error).__name__)
