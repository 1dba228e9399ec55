"""Our JSON equals what an independent client, pywa, sends for the same message."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import httpx
import pytest
from pywa_async import WhatsApp
from pywa_async.types import Button, Section, SectionList, SectionRow

from channels.whatsapp.recipient import address
from channels.whatsapp.records import BotButton, BotMessage, DocumentReference
from channels.whatsapp.rendering import Labels, render

CITIZEN = "6281234567890"


class Wire:
    """Keeps the JSON of pywa's last request."""

    def __init__(self) -> None:
        self.body: dict[str, Any] = {}
        self.session = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.client = WhatsApp(phone_id="1", token="t", session=self.session)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.body = json.loads(request.content)
        contacts = [{"input": CITIZEN, "wa_id": CITIZEN, "user_id": "ID.1"}]
        return httpx.Response(
            200, json={"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": "wamid.1"}]}
        )


@pytest.fixture
def wire() -> Wire:
    return Wire()


def ours(message: BotMessage, **document: str) -> dict[str, Any]:
    numbers = count(1)
    (bubble,) = render(message, Labels(list_button="Pilih"), lambda: f"t{next(numbers)}")
    body = {**bubble.body, **address(CITIZEN)}
    if document:
        body["document"] = {**document, **body["document"]}
    return without_defaults(body)


def without_defaults(body: dict[str, Any]) -> dict[str, Any]:
    """Without fields that hold Meta's own default."""
    text = dict(body.get("text") or {})
    if text.get("preview_url") is False:
        del text["preview_url"]
    return {**body, "text": text} if text else body


async def test_text(wire: Wire) -> None:
    await wire.client.send_text(to=CITIZEN, text="Halo *Budi*", preview_url=False)
    assert ours(BotMessage("Halo *Budi*")) == without_defaults(wire.body)


async def test_reply_buttons(wire: Wire) -> None:
    buttons = [Button("Ya", callback_data="t1"), Button("Tidak", callback_data="t2")]
    await wire.client.send_message(to=CITIZEN, text="Benar?", header="Cek", footer="Kemenkes RI", buttons=buttons)
    message = BotMessage(
        "Benar?", (BotButton("Ya", "/ya"), BotButton("Tidak", "/tidak")), header="Cek", footer="Kemenkes RI"
    )
    assert ours(message) == wire.body


async def test_list(wire: Wire) -> None:
    rows = [
        SectionRow("Dosis 1", callback_data="t1", description="Sinovac"),
        SectionRow("Dosis 2", callback_data="t2"),
    ]
    section = SectionList("Pilih", sections=[Section("", rows=rows)])
    await wire.client.send_message(to=CITIZEN, text="Yang mana?", buttons=section)
    theirs = wire.body
    theirs["interactive"]["action"]["sections"][0].pop("title")  # one section needs no title
    message = BotMessage("Yang mana?", (BotButton("Dosis 1", "/1", "Sinovac"), BotButton("Dosis 2", "/2")))
    assert ours(message) == theirs


async def test_document(wire: Wire) -> None:
    await wire.client.send_document(to=CITIZEN, document="1234", filename="S.pdf", caption="Ini sertifikat Anda.")
    message = BotMessage("Ini sertifikat Anda.", document=DocumentReference("ref", "S.pdf", "application/pdf"))
    assert ours(message, id="1234") == wire.body
