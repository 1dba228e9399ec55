"""Live updates for open pages: a small in-memory broadcast."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]
BACKLOG = 1000
RESYNC: Event = {"kind": "resync"}


class EventBus:
    """Hands every event to every listener; a listener too slow for it is told to read everything anew."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event]] = set()

    def publish(self, kind: str, **fields: Any) -> None:
        event = {"kind": kind, **fields}
        for listener in self._listeners:
            if listener.full():
                while not listener.empty():
                    listener.get_nowait()
                listener.put_nowait(RESYNC)
            listener.put_nowait(event)

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Event]]:
        queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
