"""Delivers one message of the outbox and settles what became of it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from channels.whatsapp.delivery import Delivery, OutboxRow
from channels.whatsapp.errors import Remedy, delay_seconds, remedy_for
from channels.whatsapp.graph import GraphError, GraphUnreachable, OutcomeUnknown
from channels.whatsapp.outbox import Unasked
from channels.whatsapp.ports import Document, DocumentSource
from channels.whatsapp.recipient import address
from channels.whatsapp.rendering import text_body
from clock import Clock

log = logging.getLogger(__name__)

DOCUMENT_UNAVAILABLE = "document_unavailable"
DOCUMENT_SOURCE_FAILED = "document_source"
UNREACHABLE = "unreachable"
UPLOAD_TRIES = 2
DOCUMENT_TRIES = 4
DOCUMENT_SECONDS = 20.0
GIVE_UP_AFTER = timedelta(hours=1)
"""An answer that passing trouble held back so long is not sent any more; news still is."""
NEWS = (Unasked.NOTICE, Unasked.TEMPLATE)


class MessageGateway(Protocol):
    """What sending asks of Graph; both raise `graph.GraphFailure`."""

    async def send(self, payload: dict[str, Any], phone_number_id: str = "") -> str: ...

    async def upload_media(self, content: bytes, mime_type: str, filename: str, phone_number_id: str = "") -> str: ...


class _DocumentMissing(Exception):
    """The document does not exist, or may not be shown any more."""


class _DocumentSourceFailed(Exception):
    """The source did not deliver this time."""


class Postman:
    def __init__(
        self,
        delivery: Delivery,
        graph: MessageGateway,
        documents: DocumentSource,
        clock: Clock,
        document_unavailable: str = "",
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._delivery = delivery
        self._graph = graph
        self._documents = documents
        self._clock = clock
        self._document_unavailable = document_unavailable
        self._chance = chance

    async def deliver(self, row: OutboxRow) -> Remedy | None:
        """Sends `row` and settles it; returns PAUSE or STOP when nobody's messages should be sent for now."""
        try:
            wamid = await self._graph.send(await self._payload(row), row.phone_number_id)
        except OutcomeUnknown:
            log.warning("outbox %s: no answer, waiting for its status", row.id)
            await self._settle(self._delivery.unknown, row.id)
        except GraphUnreachable:
            await self._again(row, Remedy.RETRY, UNREACHABLE)
        except GraphError as error:
            return await self._refused(row, error)
        except _DocumentMissing:
            await self._without_document(row)
        except _DocumentSourceFailed:
            if row.attempt >= DOCUMENT_TRIES:
                await self._without_document(row)
            else:
                await self._again(row, Remedy.RETRY, DOCUMENT_SOURCE_FAILED)
        else:
            await self._settle(self._delivery.accepted, row.id, wamid)
        return None

    async def _payload(self, row: OutboxRow) -> dict[str, Any]:
        payload = {**row.body, **address(row.wa_id), "biz_opaque_callback_data": row.id}
        if row.document_reference is None:
            return payload
        document = await self._fetch(row.document_reference)
        media_id = await self._graph.upload_media(
            document.content, document.mime_type, document.filename, row.phone_number_id
        )
        payload["document"] = {"id": media_id, **payload["document"]}
        return payload

    async def _fetch(self, reference: str) -> Document:
        try:
            document = await asyncio.wait_for(self._documents.fetch(reference), DOCUMENT_SECONDS)
        except Exception as error:
            log.error("document source failed: %s", type(error).__name__)
            raise _DocumentSourceFailed from None
        if document is None:
            raise _DocumentMissing
        return document

    async def _refused(self, row: OutboxRow, error: GraphError) -> Remedy | None:
        remedy = remedy_for(error.code, error.http_status)
        code = str(error.code if error.code is not None else f"http_{error.http_status}")
        if remedy in (Remedy.PAUSE, Remedy.STOP):
            log.critical("Graph refuses our number or token (code %s): sending rests", code)
            await self._settle(self._delivery.put_back, row.id)
            return remedy
        if remedy is Remedy.HOLD and row.unasked is Unasked.NOTICE:
            await self._settle(self._delivery.hold, row.id, code)
        elif remedy in (Remedy.DEAD, Remedy.HOLD) or (remedy is Remedy.UPLOAD_AGAIN and row.attempt >= UPLOAD_TRIES):
            await self._give_up(row, code)
        else:
            await self._again(row, remedy, code)
        return None

    async def _again(self, row: OutboxRow, remedy: Remedy, code: str) -> None:
        if row.unasked not in NEWS and self._clock.now() - row.created_at > GIVE_UP_AFTER:
            await self._give_up(row, code)
            return
        seconds = delay_seconds(remedy, row.attempt, self._chance())
        await self._settle(self._delivery.retry, row.id, seconds, code)

    async def _give_up(self, row: OutboxRow, code: str) -> None:
        log.error("outbox %s: given up after %s tries, code %s", row.id, row.attempt, code)
        await self._settle(self._delivery.dead, row.id, code)

    async def _without_document(self, row: OutboxRow) -> None:
        """The citizen is told rather than left waiting."""
        log.error("outbox %s: its document is not to be had", row.id)
        if self._document_unavailable:
            body = text_body(self._document_unavailable)
            await self._settle(self._delivery.replace, row.id, body, DOCUMENT_UNAVAILABLE)
        else:
            await self._settle(self._delivery.dead, row.id, DOCUMENT_UNAVAILABLE)

    @staticmethod
    async def _settle(settle: Callable[..., None], *arguments: Any) -> None:
        await asyncio.to_thread(settle, *arguments)
