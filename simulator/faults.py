"""What goes wrong on purpose: errors of Graph, lost answers, webhooks twice, late or in the wrong order."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.graph_errors import GraphError


class FaultError(ValueError):
    """The asked-for fault is unknown or malformed; the message names it."""


@dataclass
class GraphFault:
    """`times` calls fail with `code`. `on`: `messages`, `media` or `read`; `late`: accepted, then status `failed`.

    With `http_status` the answer has that status, and without a `code` it is no JSON, as from a broken proxy.
    """

    times: int = 1
    code: int | None = None
    http_status: int | None = None
    on: str = "messages"
    late: bool = False


@dataclass
class FaultSet:
    """What goes wrong from now on. Numbers count down: the next n answers, the next n webhooks of messages."""

    graph_error: GraphFault | None = None
    graph_delay_s: float = 0.0
    lose_graph_answers: int = 0
    duplicate_webhooks: int = 0
    reorder_webhooks: bool = False
    delay_webhooks_s: float = 0.0
    sms_down: bool = False


@dataclass
class Faults:
    now: FaultSet = field(default_factory=FaultSet)

    def take_graph_fault(self, on: str) -> GraphFault | None:
        fault = self.now.graph_error
        if fault is None or fault.on != on or fault.times <= 0:
            return None
        fault.times -= 1
        if fault.times == 0:
            self.now.graph_error = None
        return fault

    def take_lost_answer(self) -> bool:
        lost = self.now.lose_graph_answers > 0
        self.now.lose_graph_answers -= int(lost)
        return lost

    def take_duplicate(self) -> bool:
        twice = self.now.duplicate_webhooks > 0
        self.now.duplicate_webhooks -= int(twice)
        return twice


def parse_faults(body: Any) -> FaultSet:
    """The whole set of faults that holds from now on; raises FaultError."""
    known = _known(body, FaultSet, "faults")
    error = known.pop("graph_error", None)
    return FaultSet(graph_error=None if error is None else _parse_graph_fault(error), **known)


def _parse_graph_fault(body: Any) -> GraphFault:
    fault = GraphFault(**_known(body, GraphFault, "graph_error"))
    if fault.code is None and fault.http_status is None:
        raise FaultError("graph_error needs a code or an http_status")
    if fault.on not in ("messages", "media", "read"):
        raise FaultError("graph_error.on must be messages, media or read")
    return fault


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "int": lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
    "int | None": lambda v: v is None or (isinstance(v, int) and not isinstance(v, bool) and v >= 0),
    "float": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v) and v >= 0,
    "bool": lambda v: isinstance(v, bool),
    "str": lambda v: isinstance(v, str),
    "GraphFault | None": lambda v: True,
}


def _known(body: Any, kind: type, what: str) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise FaultError(f"{what} must be a JSON object")
    types = {f.name: str(f.type) for f in fields(kind)}
    for name, value in body.items():
        if name not in types:
            raise FaultError(f"unknown fault {name!r}; known: {', '.join(types)}")
        if not _CHECKS[types[name]](value):
            raise FaultError(f"{name} must be {types[name]}, not negative")
    return dict(body)


def describe(faults: FaultSet) -> dict[str, Any]:
    """The faults that are on, as they could be posted again."""
    shown: dict[str, Any] = {f.name: getattr(faults, f.name) for f in fields(faults) if getattr(faults, f.name)}
    error = faults.graph_error
    if error is not None:
        shown["graph_error"] = {f.name: getattr(error, f.name) for f in fields(error) if getattr(error, f.name)}
    return shown


async def graph_failure(fault: GraphFault) -> Response:
    if fault.code is None:
        return Response("<html>Bad Gateway</html>", fault.http_status or 502, media_type="text/html")
    error = GraphError(fault.code)
    return JSONResponse(error.body(), fault.http_status or error.http_status)


class LostAnswer(Response):
    """Breaks the connection; where the server shows no socket, an empty 500 stands for it."""

    def __init__(self, request: Request) -> None:
        super().__init__(status_code=500)
        self._transport = getattr(getattr(request.receive, "__self__", None), "transport", None)  # uvicorn's

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._transport is None:
            await super().__call__(scope, receive, send)
            return
        self._transport.abort()
        await asyncio.sleep(0.01)  # lets the server notice, else it would answer 500 itself
        if self.background is not None:
            await self.background()
