"""The interface for scripts: a citizen's phone, driven by HTTP. Binding: its calls and fields never change."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from clock import Clock
from simulator.chats import Chats, Message
from simulator.citizens import Citizens
from simulator.events import EventBus
from simulator.faults import FaultError, Faults, describe, parse_faults
from simulator.graph_errors import GraphError
from simulator.ingest_client import Ingest
from simulator.inputs import BadRequest, after, digits, json_object
from simulator.media import MediaStore
from simulator.phone import Phone
from simulator.webhooks import WebhookPusher

INLINE_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})
CAPTION_LIMIT = 1024


class ScriptApi:
    def __init__(
        self,
        phone: Phone,
        chats: Chats,
        citizens: Citizens,
        media: MediaStore,
        webhooks: WebhookPusher,
        ingest: Ingest,
        faults: Faults,
        events: EventBus,
        clock: Clock,
    ) -> None:
        self._phone = phone
        self._chats = chats
        self._citizens = citizens
        self._media = media
        self._webhooks = webhooks
        self._ingest = ingest
        self._faults = faults
        self._events = events
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/sim/citizens", self._list_citizens, methods=["GET"]),
            Route("/sim/chats/{wa_id}/messages", self._send, methods=["POST"]),
            Route("/sim/chats/{wa_id}/messages", self._read, methods=["GET"]),
            Route("/sim/chats/{wa_id}/state", self._state, methods=["GET"]),
            Route("/sim/media/{media_id}/{filename}", self._file, methods=["GET"]),
            Route("/sim/faults", self._set_faults, methods=["POST"]),
            Route("/sim/faults", self._show_faults, methods=["GET"]),
        ]

    async def _list_citizens(self, _: Request) -> Response:
        return JSONResponse(self._citizens.all())

    async def _send(self, request: Request) -> Response:
        wa_id = digits(request.path_params["wa_id"])
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            message = await self._send_file(request, wa_id)
        else:
            body = await json_object(request)
            if body.get("type") == "text":
                message = self._phone.send_text(wa_id, body.get("text"))
            elif body.get("type") == "reply":
                message = self._phone.send_reply(wa_id, body.get("id"))
            else:
                raise BadRequest("type must be text or reply; a file is sent as multipart/form-data")
        return JSONResponse({"wamid": message.wamid}, 202)

    async def _send_file(self, request: Request, wa_id: str) -> Message:
        async with request.form() as form:
            file, caption = form.get("file"), form.get("caption") or ""
            if not isinstance(file, UploadFile) or not isinstance(caption, str):
                raise BadRequest("multipart needs a file, and a caption only as text")
            if len(caption) > CAPTION_LIMIT:
                raise BadRequest(f"caption may hold {CAPTION_LIMIT} characters")
            content, mime_type, name = await file.read(), file.content_type or "", file.filename or ""
        try:
            return self._phone.send_file(wa_id, content, mime_type, name, caption)
        except GraphError as error:
            raise BadRequest(error.details or error.message, 415) from error

    async def _read(self, request: Request) -> Response:
        chat = self._chats.peek(digits(request.path_params["wa_id"]))
        base = str(request.base_url).rstrip("/")
        return JSONResponse([script_view(m, base) for m in chat.messages[after(request) :]])

    async def _state(self, request: Request) -> Response:
        chat = self._chats.peek(digits(request.path_params["wa_id"]))
        now = self._clock.now()
        return JSONResponse({"typing": chat.typing(now), "unread": chat.unread, "idle": await self._idle(chat.wa_id)})

    async def _idle(self, wa_id: str) -> bool:
        """Ingest has nothing pending on two consecutive reads, and neither Graph nor the webhooks owe anything."""
        activity = self._chats.peek(wa_id).activity
        if not self._quiet(wa_id) or await self._ingest.pending(wa_id) != 0 or await self._ingest.pending(wa_id) != 0:
            return False
        return self._quiet(wa_id) and self._chats.peek(wa_id).activity == activity

    def _quiet(self, wa_id: str) -> bool:
        return self._chats.peek(wa_id).open_graph_calls == 0 and self._webhooks.undelivered(wa_id) == 0

    async def _file(self, request: Request) -> Response:
        file = self._media.find(request.path_params["media_id"])
        if file is None:
            return Response(status_code=404)
        disposition = "inline" if file.mime_type in INLINE_TYPES else "attachment"
        return Response(
            file.content,
            media_type=file.mime_type,
            headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
        )

    async def _set_faults(self, request: Request) -> Response:
        try:
            self._faults.now = parse_faults(await json_object(request))
        except FaultError as error:
            raise BadRequest(str(error)) from error
        self._events.publish("faults", faults=describe(self._faults.now))
        return JSONResponse(describe(self._faults.now))

    async def _show_faults(self, _: Request) -> Response:
        return JSONResponse(describe(self._faults.now))


def script_view(message: Message, base_url: str) -> dict[str, Any]:
    """One message with exactly the fields of the binding interface; `document` also tells a photo's file."""
    file = message.file
    document = None
    if file is not None:
        url = base_url + file.url if file.url.startswith("/") else file.url
        document = {"filename": file.filename, "mime_type": file.mime_type, "url": url}
    return {
        "n": message.number,
        "from": message.sender.value,
        "type": message.kind.value,
        "text": message.text,
        "options": [{"id": option.id, "title": option.title} for option in message.options],
        "document": document,
        "at": message.at.isoformat() if message.at else "",
    }
