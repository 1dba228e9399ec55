"""What only the page needs: the list of chats, whole bubbles, reading, the wire log and live events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from clock import Clock
from simulator.chats import Chats, view
from simulator.events import EventBus
from simulator.inputs import after, digits
from simulator.phone import Phone
from simulator.sms import SmsInboxes
from simulator.wire_log import WireLog

CHATS_SHOWN = 200
PING_S = 15.0


class PageApi:
    def __init__(
        self, phone: Phone, chats: Chats, inboxes: SmsInboxes, log: WireLog, events: EventBus, clock: Clock
    ) -> None:
        self._phone = phone
        self._chats = chats
        self._log = log
        self._events = events
        self._inboxes = inboxes
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/sim/page/chats", self._list, methods=["GET"]),
            Route("/sim/page/chats/{wa_id}", self._chat, methods=["GET"]),
            Route("/sim/page/chats/{wa_id}/read", self._mark_read, methods=["POST"]),
            Route("/sim/page/chats/{wa_id}/presence", self._presence, methods=["GET"]),
            Route("/sim/page/sms", self._sms_numbers, methods=["GET"]),
            Route("/sim/page/events", self._stream, methods=["GET"]),
            Route("/sim/log", self._read_log, methods=["GET"]),
        ]

    async def _list(self, _: Request) -> Response:
        """The most recent chats, newest first."""
        chats = [chat for chat in self._chats if chat.messages]
        chats.sort(key=lambda chat: chat.messages[-1].at.timestamp() if chat.messages[-1].at else 0, reverse=True)
        return JSONResponse(
            [
                {"wa_id": chat.wa_id, "unread": chat.unread, "last": view(chat.messages[-1])}
                for chat in chats[:CHATS_SHOWN]
            ]
        )

    async def _chat(self, request: Request) -> Response:
        chat = self._chats.peek(digits(request.path_params["wa_id"]))
        return JSONResponse([view(message) for message in chat.messages])

    async def _mark_read(self, request: Request) -> Response:
        self._phone.read(digits(request.path_params["wa_id"]))
        return Response(status_code=204)

    async def _presence(self, request: Request) -> Response:
        """Typing and unread as `state` tells them, without asking ingest."""
        chat = self._chats.peek(digits(request.path_params["wa_id"]))
        return JSONResponse({"typing": chat.typing(self._clock.now()), "unread": chat.unread})

    async def _sms_numbers(self, _: Request) -> Response:
        return JSONResponse(self._inboxes.numbers()[:CHATS_SHOWN])

    async def _read_log(self, request: Request) -> Response:
        wa_id = request.query_params.get("wa_id", "")
        return JSONResponse(self._log.after(after(request), digits(wa_id) if wa_id else ""))

    async def _stream(self, request: Request) -> Response:
        return StreamingResponse(
            self._lines(request), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _lines(self, request: Request) -> AsyncIterator[str]:
        with self._events.listen() as queue:
            yield "retry: 1000\n\n"
            while not await request.is_disconnected():
                try:
                    event = await asyncio.wait_for(queue.get(), PING_S)
                except asyncio.TimeoutError:
                    yield ": ping\n\n"
                    continue
                yield f"data: {json.dumps(event)}\n\n"
