"""Fakes and builders that the channel's tests share."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from channels.whatsapp.records import InboundMessage, MessageKind
from channels.whatsapp.tables import metadata
from storage.engine import open_engine
from storage.vault import Vault

NOON = datetime(2026, 11, 2, 5, 0, tzinfo=timezone.utc)
NUMBER_ID = "105550567000001"
CITIZEN = "6281234567890"
NEIGHBOUR = "6281299998888"


class FakeClock:
    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


def fake_vault() -> Vault:
    return Vault({"test": b"k" * 32}, b"l" * 32)


def file_engine(folder: Path) -> Engine:
    """For tests of what only SQLite does."""
    engine = open_engine(f"sqlite:///{folder / 'channel.db'}")
    metadata.create_all(engine)
    return engine


def text_message(wamid: str, text: str = "halo", wa_id: str = CITIZEN, sent_at: datetime = NOON) -> InboundMessage:
    return InboundMessage(wamid, NUMBER_ID, wa_id, MessageKind.TEXT, text=text, sent_at=sent_at)


def webhook_body(*messages: dict[str, Any], statuses: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A webhook as Meta sends it, with all items in one change."""
    contacts = [{"wa_id": message["from"], "profile": {"name": "Budi"}} for message in messages if "from" in message]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "628111050567", "phone_number_id": NUMBER_ID},
        "contacts": contacts,
        "messages": list(messages),
        "statuses": list(statuses),
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def wire_text(wamid: str, text: str = "halo", wa_id: str = CITIZEN) -> dict[str, Any]:
    return {"id": wamid, "from": wa_id, "timestamp": "1793595600", "type": "text", "text": {"body": text}}


@dataclass(frozen=True)
class FakeDocument:
    filename: str = "Sertifikat-Vaksin-Dosis-2.pdf"
    mime_type: str = "application/pdf"
    content: bytes = b"%PDF-1.7"


class FakeDocuments:
    def __init__(self, **documents: FakeDocument) -> None:
        self.documents = documents
        self.failing = False

    async def fetch(self, reference: str) -> FakeDocument | None:
        if self.failing:
            raise ConnectionError
        return self.documents.get(reference)


@dataclass
class FakeGraph:
    """Takes what is sent; `answers` are failures to raise for the next sends (None: accept)."""

    answers: list[Exception | None] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    uploads: list[bytes] = field(default_factory=list)
    on_send: Callable[[dict[str, Any]], None] = lambda payload: None
    closed: bool = False
    most_at_once: int = 0
    _under_way: list[str] = field(default_factory=list)

    async def send(self, payload: dict[str, Any], phone_number_id: str = "") -> str:
        citizen = payload.get("to") or payload["recipient"]
        assert citizen not in self._under_way, "two messages to one citizen at once"
        self._under_way.append(citizen)
        self.most_at_once = max(self.most_at_once, len(self._under_way))
        try:
            await asyncio.sleep(0.002)
            failure = self.answers.pop(0) if self.answers else None
            if failure is not None:
                raise failure
            self.sent.append(payload)
            self.on_send(payload)
            return f"wamid.out.{len(self.sent)}"
        finally:
            self._under_way.remove(citizen)

    async def upload_media(self, content: bytes, mime_type: str, filename: str, phone_number_id: str = "") -> str:
        self.uploads.append(content)
        return f"media-{len(self.uploads)}"

    async def close(self) -> None:
        self.closed = True

    def texts(self, wa_id: str = CITIZEN) -> list[str]:
        return [body["text"]["body"] for body in self.sent if body.get("to") == wa_id and "text" in body]


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits for `condition`; fails when it does not come true."""

    async def poll() -> None:
        while not condition():  # noqa: ASYNC110 (conditions are of many kinds)
            await asyncio.sleep(0.005)

    await asyncio.wait_for(poll(), seconds)


def as_bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
