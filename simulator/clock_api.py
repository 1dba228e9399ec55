"""The shared simulated clock: every process follows one offset, which only goes forward."""

from __future__ import annotations

import math
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from clock import Clock, SystemClock
from simulator.events import EventBus
from simulator.inputs import BadRequest, json_object

MOST_S = 366 * 24 * 3600


class MovableClock(Clock, Protocol):
    def advance(self, seconds: float) -> None:
        """Moves the clock forward."""


def routes(clock: MovableClock, events: EventBus) -> list[Route]:
    def state() -> dict[str, object]:
        now = clock.now()
        ahead = now - SystemClock().now()
        return {"now": now.isoformat(), "offset_s": round(ahead.total_seconds())}

    async def read(_: Request) -> Response:
        return JSONResponse(state())

    async def advance(request: Request) -> Response:
        seconds = (await json_object(request)).get("advance_s")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not math.isfinite(seconds):
            raise BadRequest("advance_s must be a number of seconds")
        if not 0 <= seconds <= MOST_S:
            raise BadRequest("advance_s must be between 0 and one year: the clock only goes forward")
        clock.advance(seconds)
        events.publish("clock", **state())
        return JSONResponse(state())

    return [
        Route("/sim/clock", read, methods=["GET"]),
        Route("/sim/clock", advance, methods=["POST"]),
    ]
