"""Empties the outbox: citizens side by side, each one's messages in order, one at a time."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from channels.whatsapp.changes import Changes
from channels.whatsapp.delivery import Delivery, OutboxRow
from channels.whatsapp.errors import Remedy
from channels.whatsapp.postman import Postman

log = logging.getLogger(__name__)


class SenderState(str, Enum):
    NOT_STARTED = "not started"
    RUNNING = "running"
    PAUSED = "paused"
    """Meta blocks the number or refuses the token."""
    ENDED = "ended"


@dataclass(frozen=True)
class Pace:
    """Rhythm of the sender. Times in seconds."""

    parallel: int = 32
    messages_per_second: float = 70
    """Meta allows 80 for a number, in and out."""
    poll: float = 0.05
    look: float = 0.5
    """A full look at the outbox at least this often, for what became due."""
    gap: float = 0.1
    """Between two messages to one citizen: Meta promises no order between them."""
    pause: float = 300
    stop: float = 60
    trouble: float = 1
    """After a look that the store refused."""
    farewell: float = 5
    """For messages under way when the sender ends."""
    silence: float = 10
    """A sender that did not look for so long is not alive."""


class Sender:
    """`run()` it in the event loop that uses its postman; end it with `stop()` or by cancelling."""

    def __init__(self, delivery: Delivery, postman: Postman, changes: Changes, pace: Pace | None = None) -> None:
        self._delivery = delivery
        self._postman = postman
        self._changes = changes
        self._pace = pace or Pace()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._ending = False
        self._resume_at = 0.0
        self._next_slot = 0.0
        self._looked_at = 0.0
        self._state = SenderState.NOT_STARTED

    @property
    def state(self) -> SenderState:
        running = self._state is SenderState.RUNNING
        return SenderState.PAUSED if running and self._resume_at > _now() else self._state

    @property
    def alive(self) -> bool:
        """Whether the loop runs and reached the store lately."""
        return self._state is SenderState.RUNNING and _now() - self._looked_at < self._pace.silence

    async def run(self) -> None:
        self._state, self._looked_at = SenderState.RUNNING, _now()
        recovered = False
        try:
            while not self._ending:
                try:
                    recovered = recovered or await asyncio.to_thread(self._delivery.recover) >= 0
                    await self._look()
                except Exception as error:
                    log.error("the sender cannot read its outbox: %s", type(error).__name__)
                    await asyncio.sleep(self._pace.trouble)
                await self._rest()
        finally:
            self._state = SenderState.ENDED
            await self._end()

    def stop(self) -> None:
        """Ends `run()` after the messages under way."""
        self._ending = True
        self._wake.set()

    async def _look(self) -> None:
        if self._resume_at <= _now():
            free = self._pace.parallel - len(self._under_way)
            rows = await asyncio.to_thread(self._delivery.claim, free, tuple(self._under_way))
            for row in rows:
                self._under_way[row.user_key] = asyncio.create_task(self._carry(row))
        self._looked_at = _now()

    async def _rest(self) -> None:
        """Until something was written, a message went out, or the next full look is due."""
        until = _now() + self._pace.look
        while _now() < until:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pace.poll)
            if self._wake.is_set() or self._changes.changed():
                break
        self._wake.clear()

    async def _carry(self, row: OutboxRow) -> None:
        try:
            await self._wait_for_slot()
            remedy = await self._postman.deliver(row)
            if remedy is not None:
                self._resume_at = _now() + (self._pace.stop if remedy is Remedy.STOP else self._pace.pause)
            await asyncio.sleep(self._pace.gap)
        except Exception as error:  # its row stays "sending" until that runs out, then its status decides
            log.error("outbox %s: could not be settled: %s", row.id, type(error).__name__)
        finally:
            del self._under_way[row.user_key]
            self._wake.set()

    async def _wait_for_slot(self) -> None:
        """Spaces all messages so that the number's throughput is kept."""
        slot = max(_now(), self._next_slot)
        self._next_slot = slot + 1 / self._pace.messages_per_second
        await asyncio.sleep(slot - _now())

    async def _end(self) -> None:
        tasks = list(self._under_way.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._pace.farewell)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._changes.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
