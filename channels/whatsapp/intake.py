"""Webhooks that wait for the store at the same time are stored in one transaction.

Each of the assistant's answers brings three webhooks with statuses back, so webhooks come in flocks; one by one, each
would wait for the write lock behind the turns being committed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError

from channels.whatsapp.records import Webhook

MOST_AT_ONCE = 50

Waiting = tuple[Webhook, "asyncio.Future[None]"]


class Intake:
    def __init__(self, store: Callable[[Sequence[Webhook]], None]) -> None:
        """`store` blocks; it runs in a thread of its own, so the sender's work never stands in front of Meta's."""
        self._store = store
        self._writer = ThreadPoolExecutor(1, "webhook")
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, webhook: Webhook) -> None:
        """Returns when the webhook is stored; raises SQLAlchemyError when it is not."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((webhook, stored))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await stored

    def close(self) -> None:
        self._writer.shutdown()

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            error = await self._write_together(group)
            if error is None or isinstance(error, OperationalError) or len(group) == 1:
                _settle(group, error)
                continue
            for each in group:  # one of them cannot be stored: the others shall not suffer
                _settle([each], await self._write_together([each]))

    async def _write_together(self, group: Sequence[Waiting]) -> Exception | None:
        webhooks = [webhook for webhook, _ in group]
        try:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._store, webhooks)
        except Exception as error:
            return error
        return None


def _settle(group: Sequence[Waiting], error: Exception | None) -> None:
    for _, stored in group:
        if stored.done():  # whoever posted it has gone
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)
