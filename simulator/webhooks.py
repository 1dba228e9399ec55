"""Pushes webhooks to ingest: in order within a chat, chats side by side, repeated until the answer is 200."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clock import Clock
from simulator.faults import Faults
from simulator.ingest_client import Ingest
from simulator.webhook_payloads import raw_body, signature
from simulator.wire_log import Direction, WireLog

REORDER_WAIT_S = 0.3  # how long a webhook waits for one that could overtake it


@dataclass(frozen=True)
class RetryPolicy:
    """Meta repeats for up to seven days; here it is minutes, so that a demonstration recovers quickly."""

    first_s: float = 0.5
    factor: float = 2.0
    most_s: float = 15.0
    attempts: int = 60

    def pause_s(self, failures: int) -> float:
        return float(min(self.most_s, self.first_s * self.factor ** min(failures - 1, 30)))


@dataclass(frozen=True)
class Push:
    wa_id: str
    payload: dict[str, Any]
    due_at: float  # on the event loop's clock
    is_message: bool
    on_delivered: Callable[[], None] | None = None


class WebhookPusher:
    def __init__(
        self, ingest: Ingest, app_secret: str, faults: Faults, log: WireLog, clock: Clock, retry: RetryPolicy
    ) -> None:
        self._ingest = ingest
        self._app_secret = app_secret
        self._faults = faults
        self._log = log
        self._clock = clock
        self._retry = retry
        self._queues: dict[str, deque[Push]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def push(
        self,
        wa_id: str,
        payload: dict[str, Any],
        *,
        is_message: bool = False,
        on_delivered: Callable[[], None] | None = None,
    ) -> None:
        """Queues one webhook of this chat; returns at once."""
        due_at = asyncio.get_running_loop().time() + self._faults.now.delay_webhooks_s
        push = Push(wa_id, payload, due_at, is_message, on_delivered)
        if wa_id in self._queues:
            self._queues[wa_id].append(push)
            return
        self._queues[wa_id] = deque([push])
        task = asyncio.create_task(self._drain(wa_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def undelivered(self, wa_id: str) -> int:
        """Webhooks of this chat that ingest has not taken yet."""
        return len(self._queues.get(wa_id, ()))

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _drain(self, wa_id: str) -> None:
        queue = self._queues[wa_id]
        swapped = False
        try:
            while queue:
                if self._faults.now.reorder_webhooks and not swapped:
                    swapped = await _let_one_overtake(queue)
                else:
                    swapped = False
                await self._deliver(queue[0])
                queue.popleft()
        finally:
            del self._queues[wa_id]

    async def _deliver(self, push: Push) -> None:
        await asyncio.sleep(max(0.0, push.due_at - asyncio.get_running_loop().time()))
        body = raw_body(push.payload)
        for attempt in range(1, self._retry.attempts + 1):
            copies = 2 if push.is_message and attempt == 1 and self._faults.take_duplicate() else 1
            answers = await asyncio.gather(*(self._post(push, body) for _ in range(copies)))
            if 200 in answers:
                if push.on_delivered is not None:
                    push.on_delivered()
                return
            await asyncio.sleep(self._retry.pause_s(attempt))

    async def _post(self, push: Push, body: bytes) -> int:
        started = time.perf_counter()
        at = self._clock.now()
        status = await self._ingest.post(body, signature(body, self._app_secret))
        self._log.add(
            Direction.WEBHOOK,
            "POST",
            "/webhook",
            at=at,
            wa_id=push.wa_id,
            status=status,
            duration_s=time.perf_counter() - started,
            request=push.payload,
        )
        return status


async def _let_one_overtake(queue: deque[Push]) -> bool:
    if len(queue) == 1:
        await asyncio.sleep(REORDER_WAIT_S)
    if len(queue) == 1:
        return False
    queue[0], queue[1] = queue[1], queue[0]
    return True
