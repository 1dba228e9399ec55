"""The last webhooks and Graph calls as they went over the wire, for the log drawer; access tokens are left out."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from simulator.events import EventBus

KEPT_CALLS = 500


class Direction(str, Enum):
    GRAPH = "graph"  # the business calls Meta
    WEBHOOK = "webhook"  # Meta calls the business


@dataclass(frozen=True)
class WireCall:
    """One call; `status` 0 means that no answer came."""

    n: int
    at: str
    direction: str
    method: str
    path: str
    wa_id: str
    status: int
    duration_ms: int
    request: Any
    response: Any


class WireLog:
    def __init__(self, events: EventBus, kept: int = KEPT_CALLS) -> None:
        self._events = events
        self._calls: deque[WireCall] = deque(maxlen=kept)
        self._count = 0

    def add(
        self,
        direction: Direction,
        method: str,
        path: str,
        *,
        at: datetime,
        wa_id: str = "",
        status: int = 0,
        duration_s: float = 0.0,
        request: Any = None,
        response: Any = None,
    ) -> None:
        self._count += 1
        self._calls.append(
            WireCall(
                self._count,
                at.isoformat(),
                direction.value,
                method,
                path,
                wa_id,
                status,
                round(duration_s * 1000),
                request,
                response,
            )
        )
        self._events.publish("log", n=self._count)

    def after(self, number: int, wa_id: str = "") -> list[dict[str, Any]]:
        return [asdict(c) for c in self._calls if c.n > number and (not wa_id or c.wa_id == wa_id)]
