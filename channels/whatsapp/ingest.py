"""The process Meta talks to: takes webhooks in, sends answers out. Never imports Rasa.

A webhook is answered 200 only after everything in it is stored, so Meta keeps what we could not; work on it begins
elsewhere. Run it with `python -m channels.whatsapp`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from channels.whatsapp.changes import watch
from channels.whatsapp.delivery import Delivery, Patience
from channels.whatsapp.housekeeping import Housekeeping, Purge
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.intake import Intake
from channels.whatsapp.news import News
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.parsing import parse_webhook
from channels.whatsapp.pending import pending_for
from channels.whatsapp.ports import DocumentSource
from channels.whatsapp.postman import MessageGateway, Postman
from channels.whatsapp.records import Webhook
from channels.whatsapp.rendering import Labels
from channels.whatsapp.sender import Pace, Sender, SenderState
from channels.whatsapp.signature import is_signed, same_secret
from clock import Clock
from settings import Settings
from storage.engine import promptly, reading
from storage.vault import Vault

log = logging.getLogger(__name__)

LARGEST_BODY_BYTES = 3 * 1024 * 1024


class ClosableGateway(MessageGateway, Protocol):
    async def close(self) -> None: ...


class Ingest:
    """The endpoints; one instance for a process."""

    def __init__(
        self, settings: Settings, inbox: Inbox, delivery: Delivery, sender: Sender, vault: Vault, clock: Clock
    ) -> None:
        self._settings = settings
        self._inbox = inbox
        self._delivery = delivery
        self._sender = sender
        self._vault = vault
        self._clock = clock
        self._intake = Intake(self._store)

    def close(self) -> None:
        self._intake.close()

    async def verify(self, request: Request) -> Response:
        """Meta asks whether the address is ours: https://developers.facebook.com/docs/graph-api/webhooks."""
        query = request.query_params
        token = query.get("hub.verify_token", "")
        if query.get("hub.mode") != "subscribe" or not same_secret(token, self._settings.whatsapp.verify_token):
            return Response(status_code=403)
        return PlainTextResponse(query.get("hub.challenge", ""))

    async def receive(self, request: Request) -> Response:
        """400 not JSON, 401 not signed by Meta, 413 over 3 MB, 503 not stored, 200 stored."""
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        signature = request.headers.get("x-hub-signature-256", "")
        if not is_signed(body, signature, self._settings.whatsapp.app_secret):
            log.warning("refused a webhook without a valid signature")
            return Response(status_code=401)
        content = _parse(body)
        if content is None:
            return Response(status_code=400)
        webhook = parse_webhook(content, self._clock.now())
        if webhook.unknown:
            log.warning("webhook with %s items that nobody here understands", webhook.unknown)
        try:
            await self._intake.keep(webhook)
        except SQLAlchemyError as error:
            log.error("webhook not stored, Meta will repeat it: %s", type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    async def health(self, request: Request) -> Response:
        """200 only when webhooks can be stored and answers go out."""
        try:
            store = await asyncio.to_thread(self._reach_store)
        except SQLAlchemyError:
            store = False
        healthy = store and self._sender.alive and self._sender.state is SenderState.RUNNING
        report = {
            "status": "ok" if healthy else "unavailable",
            "store": "reachable" if store else "unreachable",
            "sender": self._sender.state.value if self._sender.alive else "not alive",
        }
        return JSONResponse(report, status_code=200 if healthy else 503)

    async def pending(self, request: Request) -> Response:
        """What the citizen still waits for; for the simulator, in embedded mode only."""
        wa_id = request.query_params.get("wa_id", "")
        found = await asyncio.to_thread(pending_for, self._inbox.engine, self._vault, wa_id, self._clock.now())
        return JSONResponse(asdict(found))

    def _store(self, webhooks: Sequence[Webhook]) -> None:
        messages = [message for webhook in webhooks for message in webhook.messages]
        statuses = [status for webhook in webhooks for status in webhook.statuses]
        if not messages and not statuses:
            return
        with promptly(self._inbox.engine).begin() as connection:
            self._inbox.store_in(connection, messages)
            self._delivery.record_statuses(connection, statuses)

    def _reach_store(self) -> bool:
        with reading(self._inbox.engine).begin() as connection:
            connection.exec_driver_sql("SELECT 1 FROM wa_inbox LIMIT 1")
        return True


def create_app(
    settings: Settings,
    inbox: Inbox,
    outbox: Outbox,
    vault: Vault,
    clock: Clock,
    graph: ClosableGateway,
    documents: DocumentSource,
    *,
    labels: Labels | None = None,
    pace: Pace | None = None,
    patience: Patience | None = None,
    purges: Sequence[Purge] = (),
    news: News | None = None,
) -> Starlette:
    """The application; sender and `news` run as long as it does, then `graph` is closed. `purges` run once a day."""
    delivery = Delivery(outbox.engine, vault, clock, owner=socket.gethostname()[:64], patience=patience)
    postman = Postman(delivery, graph, documents, clock, (labels or Labels()).document_unavailable)
    sender = Sender(delivery, postman, watch(outbox.engine), pace)
    ingest = Ingest(settings, inbox, delivery, sender, vault, clock)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        running = asyncio.create_task(sender.run())
        beside = [asyncio.create_task(Housekeeping(purges, clock).run())]
        if news is not None:
            beside.append(asyncio.create_task(news.run()))
        try:
            yield
        finally:
            for task in beside:
                task.cancel()
            sender.stop()
            await asyncio.gather(running, *beside, return_exceptions=True)
            await graph.close()
            ingest.close()

    routes = [
        Route("/webhook", ingest.verify, methods=["GET"]),
        Route("/webhook", ingest.receive, methods=["POST"]),
        Route("/health", ingest.health),
    ]
    if settings.embedded:
        routes.append(Route("/pending", ingest.pending))
    return Starlette(routes=routes, lifespan=lifespan)


async def _read(request: Request) -> bytes | None:
    """The raw body; None when it is larger than Meta's largest."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY_BYTES:
            return None
    return bytes(body)


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
