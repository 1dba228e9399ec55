"""News and officers, with Meta's side simulated over HTTP: everything of the product but Rasa, whose part is a fake."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette

from case_notices import response_of, template_of
from channels.whatsapp.graph import GraphClient
from channels.whatsapp.handover import HandOvers
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.ingest import create_app
from channels.whatsapp.news import News
from channels.whatsapp.notices import Notices
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import DocumentReference, Notice
from channels.whatsapp.rendering import Labels
from channels.whatsapp.tables import wa_user
from channels.whatsapp.worker import Limits, TurnWorker
from clock import SimulatedClock
from registry.notice_records import NoticeKind
from settings import read_settings
from simulator.app import create_app as create_simulator
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import FakeDocument, FakeDocuments, fake_vault
from tests.unit.channels.notices_kit import CASE, FakeSource
from tests.unit.channels.turn_world import FakeAgent
from tests.unit.channels.turn_world import FakeGraph as NoMarks
from wording import Wording

CITIZEN = "6281234567801"
DAY = 24 * 3600
PATIENCE_S = 15


@contextmanager
def served(app: Starlette, port: int) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


class Chat:
    """A citizen's phone, an officer's desk, and the product between them."""

    def __init__(self, url: str, folder: Path) -> None:
        simulator_port, ingest_port = free_port(), free_port()
        self.ports = (simulator_port, ingest_port)
        ports = {"SIMULATOR_PORT": str(simulator_port), "INGEST_PORT": str(ingest_port)}
        self.settings = read_settings({"VAR_DIR": str(folder), "DATABASE_URL": url, **ports})
        self.clock = SimulatedClock(self.settings.clock_offset_file)
        self.engine = open_engine(url)
        self.words = Wording.load(self.settings.responses)
        vault = fake_vault()
        self.inbox = Inbox(self.engine, vault, self.clock)
        self.outbox = Outbox(self.engine, vault, self.clock, Labels.from_wording(self.words))
        self.source = FakeSource()
        self.notices = Notices(self.outbox, self.clock, self.words)
        self.hand_overs = HandOvers(self.inbox, self.outbox, vault, self.clock, self.words)
        self.agent = FakeAgent(self.inbox, self.outbox)
        parts = SimpleNamespace(
            inbox=self.inbox,
            outbox=self.outbox,
            clock=self.clock,
            wording=self.words,
            graph=NoMarks(),
            notices=self.notices,
            hand_overs=self.hand_overs,
        )
        self.worker = TurnWorker(parts, lambda: self.agent, Limits(gathering=0.0))  # type: ignore[arg-type]
        self.ingest = create_app(
            self.settings,
            self.inbox,
            self.outbox,
            vault,
            self.clock,
            GraphClient(self.settings.whatsapp),
            FakeDocuments(certificate=FakeDocument()),
            news=News([self.source], self.notices, self.hand_overs, look_s=0.05),
        )
        self.phone = httpx.AsyncClient(base_url=self.settings.simulator_url)

    @property
    def citizen(self) -> str:
        with self.engine.begin() as connection:
            return str(connection.execute(select(wa_user.c.key)).scalar_one())

    async def write(self, text: str) -> None:
        await self._tap_or_write({"type": "text", "text": text})

    async def tap(self, option: dict[str, str]) -> None:
        await self._tap_or_write({"type": "reply", "id": option["id"]})

    async def screen(self, bubbles: int) -> list[dict[str, Any]]:
        """What the product has said, once it is that many bubbles."""

        async def shown() -> list[dict[str, Any]]:
            while True:
                messages = (await self.phone.get(f"/sim/chats/{CITIZEN}/messages")).json()
                said = [message for message in messages if message["from"] == "bot"]
                if len(said) >= bubbles:
                    return said
                await asyncio.sleep(0.02)

        said = await asyncio.wait_for(shown(), PATIENCE_S)
        assert len(said) == bubbles
        return said

    async def _tap_or_write(self, body: dict[str, str]) -> None:
        """Sends it, and has the product's turn done."""
        sent = await self.phone.post(f"/sim/chats/{CITIZEN}/messages", json=body)
        assert sent.status_code == 202

        async def answered() -> None:
            while (lease := self.inbox.claim("test")) is None:  # noqa: ASYNC110 - nobody here sets an event
                await asyncio.sleep(0.02)
            await self.worker.serve(lease)

        await asyncio.wait_for(answered(), PATIENCE_S)


@pytest.fixture
async def chat(database_url: str, tmp_path: Path) -> AsyncIterator[Chat]:
    chat = Chat(database_url, tmp_path)
    simulator_port, ingest_port = chat.ports
    with served(create_simulator(chat.settings), simulator_port), served(chat.ingest, ingest_port):
        async with chat.phone:

            async def up() -> None:
                for url in (chat.settings.simulator_url, chat.settings.ingest_url):
                    while not await healthy(url):  # noqa: ASYNC110 - nobody here sets an event
                        await asyncio.sleep(0.02)

            await asyncio.wait_for(up(), PATIENCE_S)
            await chat.write("selamat pagi bapak ibu")
            yield chat
    chat.engine.dispose()


async def test_news_after_three_days_is_announced_by_a_template_and_read_at_a_tap(chat: Chat) -> None:
    await chat.screen(1)
    chat.clock.advance(3 * DAY)
    certificate = DocumentReference("certificate", "Sertifikat-Vaksin-Dosis-2.pdf", "application/pdf")
    response = response_of(NoticeKind.NAME_CORRECTED, None, with_certificate=True)
    values = {"number": CASE}
    notice = Notice("n1", chat.citizen, CASE, response, template_of(NoticeKind.NAME_CORRECTED), values, (certificate,))
    chat.source.notices.append(notice)
    _, template = await chat.screen(2)
    assert template["type"] == "buttons"
    assert template["text"] == chat.words.text("utter_template_case_update", number=CASE)

    await chat.tap(template["options"][0])
    *_, text, document = await chat.screen(4)
    assert text["text"] == chat.words.text(response, number=CASE)
    assert document["document"]["filename"] == "Sertifikat-Vaksin-Dosis-2.pdf"
    assert chat.source.reported == ["n1"]
    assert len(chat.agent.heard) == 1  # the tap was answered by the news itself


async def test_an_officer_takes_the_conversation_and_the_citizen_gives_it_back(chat: Chat) -> None:
    chat.hand_overs.take(chat.citizen, CASE, "dewi")
    await chat.write("sertifikat saya salah tanggal")
    chat.hand_overs.say(chat.citizen, "Selamat siang. Tanggal berapa yang benar?", "c1")
    await chat.write("12 Agustus 2021")
    await chat.write("Selesai")
    await chat.write("status vaksinasi saya bagaimana?")
    said = [message["text"] for message in await chat.screen(5)]
    assert said == [
        "re: selamat pagi bapak ibu",
        chat.words.text("utter_handover_started"),
        "Selamat siang. Tanggal berapa yang benar?",
        chat.words.text("utter_handover_ended"),
        "re: status vaksinasi saya bagaimana?",
    ]
    assert [(line.author.value, line.text) for line in chat.hand_overs.transcript(chat.citizen)] == [
        ("citizen", "sertifikat saya salah tanggal"),
        ("officer", "Selamat siang. Tanggal berapa yang benar?"),
        ("citizen", "12 Agustus 2021"),
        ("citizen", "Selesai"),
    ]


async def test_the_clock_ends_a_forgotten_conversation_by_itself(chat: Chat) -> None:
    chat.hand_overs.take(chat.citizen, CASE, "dewi")
    await chat.screen(2)
    chat.clock.advance(31 * 60)
    *_, last = await chat.screen(3)
    assert last["text"] == chat.words.text("utter_handover_timed_out")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def healthy(url: str) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{url}/health")).status_code == 200
        except httpx.TransportError:
            return False
