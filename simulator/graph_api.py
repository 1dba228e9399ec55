"""Meta's side: the part of the Graph API that a WhatsApp business uses, with Meta's limits and error texts."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from clock import Clock
from settings import WhatsAppSettings
from simulator.chats import TYPING_LASTS, Chats, Sender, fresh_wamid
from simulator.faults import Faults, GraphFault, LostAnswer, graph_failure
from simulator.graph_checks import check_message
from simulator.graph_errors import GraphError, bad_parameter, missing, unknown_object
from simulator.media import MediaStore
from simulator.phone import Phone
from simulator.templates import ApprovedTemplates
from simulator.webhook_payloads import DISPLAY_NUMBER
from simulator.wire_log import Direction, WireLog

VERIFIED_NAME = "KemenkesRI"


@dataclass
class Call:
    """What the log keeps of one call."""

    wa_id: str = ""
    request: Any = None


Work = Callable[[Request, Call], Awaitable[Response]]


class GraphApi:
    def __init__(
        self,
        whatsapp: WhatsAppSettings,
        chats: Chats,
        media: MediaStore,
        phone: Phone,
        faults: Faults,
        log: WireLog,
        clock: Clock,
        templates: ApprovedTemplates,
    ) -> None:
        self._whatsapp = whatsapp
        self._chats = chats
        self._media = media
        self._phone = phone
        self._faults = faults
        self._log = log
        self._clock = clock
        self._templates = templates

    def routes(self) -> list[Route]:
        paths: tuple[tuple[str, str, Work], ...] = (
            ("POST", "/graph/{version}/{object_id}/messages", self._messages),
            ("POST", "/graph/{version}/{object_id}/media", self._upload),
            ("GET", "/graph/attachments", self._download),
            ("GET", "/graph/{version}/{object_id}", self._describe),
            ("DELETE", "/graph/{version}/{object_id}", self._delete),
        )
        return [Route(path, self._served(work), methods=[method]) for method, path, work in paths]

    def _served(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            started, at, call = time.perf_counter(), self._clock.now(), Call()
            try:
                self._check_token(request)
                response = await work(request, call)
            except GraphError as error:
                response = JSONResponse(error.body(), error.http_status)
            self._log.add(
                Direction.GRAPH,
                request.method,
                request.url.path.removeprefix("/graph"),
                at=at,
                wa_id=call.wa_id,
                status=0 if isinstance(response, LostAnswer) else response.status_code,
                duration_s=time.perf_counter() - started,
                request=call.request,
                response=json.loads(bytes(response.body)) if isinstance(response, JSONResponse) else None,
            )
            return response

        return serve

    async def _messages(self, request: Request, call: Call) -> Response:
        self._check_phone(request)
        body = call.request = await _json(request)
        if body.get("messaging_product") != "whatsapp":
            raise missing("messaging_product")
        if "status" in body:
            return await self._mark_read(body, call)
        if not body.get("to"):
            raise missing("to")
        to = str(body["to"])
        call.wa_id = re.sub(r"[\s+()-]", "", to)
        if not re.fullmatch(r"\d{5,15}", call.wa_id):
            raise bad_parameter("to is not a telephone number")
        return await self._send(request, body, to, call.wa_id)

    async def _send(self, request: Request, body: dict[str, Any], to: str, wa_id: str) -> Response:
        message = check_message(body, self._media.find, self._templates)
        known = self._chats.peek(wa_id)
        if body.get("type") != "template" and not known.window_open(self._clock.now()):
            raise GraphError(131047, "More than 24 hours have passed since the recipient last replied.")
        chat = self._chats.get(wa_id)
        with chat.graph_call():
            fault = await self._misbehave("messages")
            if fault is not None and not fault.late:
                return await graph_failure(fault)
            if fault is not None:
                failed = replace(message, wamid=fresh_wamid())
                report = BackgroundTask(_later, self._phone.report_failure, chat, failed, fault.code or 131000)
                return _accepted(to, wa_id, failed.wamid, report)
            shown = self._phone.receive(chat, message)
            report = BackgroundTask(_later, self._phone.report, chat, shown)
            if self._faults.take_lost_answer():
                lost = LostAnswer(request)
                lost.background = report
                return lost
            return _accepted(to, wa_id, shown.wamid, report)

    async def _mark_read(self, body: dict[str, Any], call: Call) -> Response:
        if body["status"] != "read":
            raise bad_parameter("status must be 'read'")
        wamid = body.get("message_id")
        if not wamid:
            raise missing("message_id")
        chat = self._chats.of_wamid(str(wamid))
        message = chat.find(str(wamid)) if chat else None
        if chat is None or message is None or message.sender is not Sender.CITIZEN:
            raise GraphError(100, "message_id is not a message this number received")
        typing = body.get("typing_indicator")
        if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
            raise bad_parameter("typing_indicator.type must be 'text'")
        call.wa_id = chat.wa_id
        with chat.graph_call():
            fault = await self._misbehave("read")
            if fault is not None:
                return await graph_failure(fault)
            self._chats.read_by_bot(chat, message.wamid)
            if typing is not None:
                self._chats.set_typing(chat, self._clock.now() + TYPING_LASTS)
        return JSONResponse({"success": True})

    async def _upload(self, request: Request, call: Call) -> Response:
        self._check_phone(request)
        async with request.form() as form:
            file = form.get("file")
            if form.get("messaging_product") != "whatsapp":
                raise missing("messaging_product")
            if not isinstance(file, UploadFile):
                raise missing("file")
            content = await file.read()
            mime_type, filename = str(form.get("type") or file.content_type or ""), file.filename or ""
        call.request = {"type": mime_type, "file": filename, "bytes": len(content)}
        fault = await self._misbehave("media")
        if fault is not None:
            return await graph_failure(fault)
        return JSONResponse({"id": self._media.store(content, mime_type, filename).id})

    async def _describe(self, request: Request, call: Call) -> Response:
        """A file's description with its five-minute url, or our number's."""
        object_id = self._object_id(request)
        fault = await self._misbehave("media")
        if fault is not None:
            return await graph_failure(fault)
        if object_id == self._whatsapp.phone_number_id:
            number = {"id": object_id, "display_phone_number": f"+{DISPLAY_NUMBER}", "verified_name": VERIFIED_NAME}
            return JSONResponse(number)
        file = self._media.find(object_id)
        if file is None:
            raise unknown_object(object_id)
        return JSONResponse(
            {
                "url": f"{str(request.base_url).rstrip('/')}/graph/attachments?{self._media.url_query(object_id)}",
                "mime_type": file.mime_type,
                "sha256": file.sha256,
                "file_size": file.size,
                "id": object_id,
                "messaging_product": "whatsapp",
            }
        )

    async def _delete(self, request: Request, call: Call) -> Response:
        object_id = self._object_id(request)
        if not self._media.delete(object_id):
            raise unknown_object(object_id)
        return JSONResponse({"success": True})

    async def _download(self, request: Request, call: Call) -> Response:
        """The bytes; an url that is false or older than five minutes is a 404, as on Meta's file host."""
        query = request.query_params
        media_id, expires = query.get("mid", ""), query.get("ext", "")
        call.request = {"mid": media_id}
        fault = await self._misbehave("media")
        if fault is not None:
            return await graph_failure(fault)
        file = self._media.find(media_id)
        good = expires.isdigit() and self._media.url_is_good(media_id, expires, query.get("hash", ""))
        if file is None or not good:
            return Response(status_code=404)
        return Response(file.content, media_type=file.mime_type)

    async def _misbehave(self, on: str) -> GraphFault | None:
        await asyncio.sleep(self._faults.now.graph_delay_s)
        return self._faults.take_graph_fault(on)

    def _check_token(self, request: Request) -> None:
        expected = f"Bearer {self._whatsapp.access_token}"
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
            raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")

    def _object_id(self, request: Request) -> str:
        if not re.fullmatch(r"v\d{1,2}\.\d", request.path_params["version"]):
            raise GraphError(2500, message="Unknown path components")
        return str(request.path_params["object_id"])

    def _check_phone(self, request: Request) -> None:
        object_id = self._object_id(request)
        if object_id != self._whatsapp.phone_number_id:
            raise unknown_object(object_id)


def _accepted(to: str, wa_id: str, wamid: str, report: BackgroundTask) -> Response:
    body = {
        "messaging_product": "whatsapp",
        "contacts": [{"input": to, "wa_id": wa_id}],
        "messages": [{"id": wamid}],
    }
    return JSONResponse(body, background=report)


async def _later(report: Callable[..., None], *arguments: Any) -> None:
    """Runs on the event loop after the answer has gone; a plain function would run in a thread."""
    report(*arguments)


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise GraphError(100, "The body is not JSON") from error
    if not isinstance(body, dict):
        raise GraphError(100, "The body must be a JSON object")
    return body
