"""Keeps turns running: leases citizens who wait and has them served, many at once, one turn at a time for each."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from channels.whatsapp.changes import until_changed, watch
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.records import Lease
from channels.whatsapp.worker import TurnWorker, describe

if TYPE_CHECKING:
    from rasa.core.agent import Agent

logger = logging.getLogger(__name__)

AFTER_ERROR = 1.0  # seconds
STUCK = 10.0  # seconds without a look at the inbox


class Dispatcher:
    """Leases nobody before the model is loaded: Rasa drops messages for which it has no agent."""

    def __init__(self, inbox: Inbox, worker: TurnWorker, agent: Callable[[], Agent | None], capacity: int) -> None:
        self._inbox = inbox
        self._worker = worker
        self._agent = agent
        self._free = asyncio.Semaphore(capacity)
        self._changes = watch(inbox.engine)
        self._owner = owner_name(os.getpid())
        self._recovered = False
        self._loop: asyncio.Task[None] | None = None
        self._turns: set[asyncio.Task[None]] = set()
        self._looked_at = 0.0

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run())

    async def stop(self, patience: float = 10.0) -> None:
        """Takes no new turns, lets running ones end for `patience` seconds, then cancels them (nothing is lost)."""
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
        if self._turns:
            _, late = await asyncio.wait(self._turns, timeout=patience)
            for turn in late:
                turn.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._changes.close()

    @property
    def alive(self) -> bool:
        """Whether the inbox is being looked at; full capacity counts as looking."""
        if self._loop is None or self._loop.done():
            return False
        return self._free.locked() or asyncio.get_running_loop().time() - self._looked_at < STUCK

    async def _run(self) -> None:
        while True:
            await self._free.acquire()
            lease: Lease | None = None
            try:
                self._looked_at = asyncio.get_running_loop().time()
                lease = self._claim()
                if lease is None:
                    await until_changed(self._changes)
            except Exception as error:
                logger.error("inbox cannot be read: %s", describe(error))
                await asyncio.sleep(AFTER_ERROR)
            finally:
                if lease is None:
                    self._free.release()
            if lease is not None:
                self._begin(lease)

    def _claim(self) -> Lease | None:
        agent = self._agent()
        if agent is None or not agent.is_ready():
            return None
        if not self._recovered:
            freed = self._inbox.recover(is_dead)
            logger.info("%s citizens were left by a process that died", freed)
            self._recovered = True
        return self._inbox.claim(self._owner)

    def _begin(self, lease: Lease) -> None:
        turn = asyncio.create_task(self._worker.serve(lease))
        self._turns.add(turn)
        turn.add_done_callback(self._ended)

    def _ended(self, turn: asyncio.Task[None]) -> None:
        self._turns.discard(turn)
        self._free.release()
        if not turn.cancelled() and (error := turn.exception()) is not None:
            logger.error("a citizen could not be served: %s", describe(error))


def owner_name(pid: int) -> str:
    return f"{socket.gethostname()[:40]}:{pid}"


def is_dead(owner: str) -> bool:
    """Whether a lease's owner ran on this machine and does not any more; asked before this process leases anyone."""
    pid = owner.rpartition(":")[2]
    if not pid.isdigit() or owner != owner_name(int(pid)):
        return False
    if int(pid) == os.getpid():
        return True  # an earlier process of the same number, as in a restarted container
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
