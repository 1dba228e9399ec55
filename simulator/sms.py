"""Short messages: what the SMS gateway delivers to the simulated phones."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from clock import Clock
from simulator.events import EventBus
from simulator.faults import Faults
from simulator.inputs import BadRequest, digits, json_object

TEXT_LIMIT = 1600


class SmsInboxes:
    def __init__(self, clock: Clock, events: EventBus) -> None:
        self._clock = clock
        self._events = events
        self._messages: dict[str, list[tuple[datetime, str]]] = {}

    def deliver(self, msisdn: str, text: str) -> None:
        at = self._clock.now()
        self._messages.setdefault(msisdn, []).append((at, text))
        self._events.publish("sms", msisdn=msisdn, sms={"at": at.isoformat(), "text": text})

    def of(self, msisdn: str) -> list[dict[str, str]]:
        return [{"at": at.isoformat(), "text": text} for at, text in self._messages.get(msisdn, [])]

    def numbers(self) -> list[str]:
        """All numbers that have received an SMS, the most recent first."""
        return sorted(self._messages, key=lambda msisdn: self._messages[msisdn][-1][0], reverse=True)


def routes(inboxes: SmsInboxes, faults: Faults) -> list[Route]:
    async def receive(request: Request) -> Response:
        body = await json_object(request)
        to, text = _recipient(body), body.get("text")
        if not isinstance(text, str) or not text.strip() or len(text) > TEXT_LIMIT:
            raise BadRequest(f"text must hold 1 to {TEXT_LIMIT} characters")
        if faults.now.sms_down:
            return JSONResponse({"error": "gateway down"}, 503)
        inboxes.deliver(to, text)
        return JSONResponse({"id": secrets.token_hex(8), "status": "accepted"})

    async def read(request: Request) -> Response:
        return JSONResponse(inboxes.of(digits(request.path_params["msisdn"])))

    return [
        Route("/sim/gateway/sms", receive, methods=["POST"]),
        Route("/sim/sms/{msisdn}", read, methods=["GET"]),
    ]


def _recipient(body: dict[str, Any]) -> str:
    to = body.get("to")
    if not isinstance(to, str) or not re.fullmatch(r"\+?\d{5,15}", to):
        raise BadRequest("to must be a number in digits")
    return to.lstrip("+")
