"""An independent WhatsApp client, pywa, must find in the simulator what it finds at Meta."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pywa
import uvicorn
from pywa import errors
from pywa.types import Button, Section, SectionList, SectionRow
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from settings import Settings, read_settings
from simulator.app import create_app

CITIZEN = "6281234567801"
PDF = b"%PDF-1.7\n% isi"
PATIENCE_S = 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A Starlette app behind a real socket, in a thread."""

    def __init__(self, app: Starlette, port: int) -> None:
        config = uvicorn.Config(
            app, "127.0.0.1", port, log_level="warning", ws="none", timeout_graceful_shutdown=1, access_log=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        deadline = time.monotonic() + PATIENCE_S
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            assert time.monotonic() < deadline, "the server did not start in time"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)


@dataclass
class Business:
    """An ingest that takes everything."""

    webhooks: list[bytes] = field(default_factory=list)

    def app(self) -> Starlette:
        async def webhook(request: Request) -> Response:
            self.webhooks.append(await request.body())
            return PlainTextResponse("ok")

        async def pending(_: Request) -> Response:
            return JSONResponse({"inbox": 0, "outbox": 0, "turns": 0})

        return Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/pending", pending)])


@dataclass
class Phone:
    """The script interface over a real connection."""

    http: httpx.Client

    def say(self, text: str) -> str:
        answer = self.http.post(f"/sim/chats/{CITIZEN}/messages", json={"type": "text", "text": text})
        assert answer.status_code == 202
        return str(answer.json()["wamid"])

    def last(self) -> dict[str, Any]:
        return dict(self.http.get(f"/sim/chats/{CITIZEN}/messages").json()[-1])

    def idle(self) -> bool:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self.http.get(f"/sim/chats/{CITIZEN}/state").json()["idle"]:
                return True
        return False


@pytest.fixture(scope="module")
def business() -> Business:
    return Business()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, business: Business) -> Iterator[Settings]:
    var: Path = tmp_path_factory.mktemp("var")
    settings = read_settings({"VAR_DIR": str(var), "SIMULATOR_PORT": str(free_port()), "INGEST_PORT": str(free_port())})
    with Server(business.app(), settings.ports.ingest), Server(create_app(settings), settings.ports.simulator):
        yield settings


@pytest.fixture
def phone(settings: Settings) -> Iterator[Phone]:
    with httpx.Client(base_url=settings.simulator_url) as http:
        phone = Phone(http)
        http.post("/sim/faults", json={})
        phone.say("halo")
        yield phone


@pytest.fixture
def client(settings: Settings) -> Iterator[pywa.WhatsApp]:
    with httpx.Client() as session:
        client = pywa.WhatsApp(
            phone_id=settings.whatsapp.phone_number_id, token=settings.whatsapp.access_token, session=session
        )
        session.base_url = httpx.URL(f"{settings.whatsapp.graph_base_url}/{settings.whatsapp.graph_version}/")
        yield client


def test_text(client: pywa.WhatsApp, phone: Phone) -> None:
    sent = client.send_message(to=CITIZEN, text="Selamat datang 🙏")
    assert sent.id.startswith("wamid.")
    assert (phone.last()["from"], phone.last()["text"]) == ("bot", "Selamat datang 🙏")


def test_buttons(client: pywa.WhatsApp, phone: Phone) -> None:
    client.send_message(
        to=CITIZEN,
        text="Dosis berapa?",
        buttons=[Button(title="Dosis 1", callback_data="t1"), Button(title="Dosis 2", callback_data="t2")],
        header="Sertifikat",
        footer="Ketik batal",
    )
    assert phone.last()["type"] == "buttons"
    assert phone.last()["options"] == [{"id": "t1", "title": "Dosis 1"}, {"id": "t2", "title": "Dosis 2"}]


def test_list(client: pywa.WhatsApp, phone: Phone) -> None:
    row = SectionRow(title="Status Vaksinasi", callback_data="r1", description="Dosis dan tanggal")
    rows = SectionList(button_title="Pilih", sections=[Section(title="Layanan", rows=[row])])
    client.send_message(to=CITIZEN, text="Pilih layanan", buttons=rows)
    assert phone.last()["type"] == "list"
    assert phone.last()["options"] == [{"id": "r1", "title": "Status Vaksinasi"}]


def test_document_from_bytes(client: pywa.WhatsApp, phone: Phone) -> None:
    client.send_document(
        to=CITIZEN,
        document=PDF,
        filename="Sertifikat.pdf",
        mime_type="application/pdf",
        caption="Ini sertifikat Anda",
    )
    message = phone.last()
    assert (message["type"], message["text"]) == ("document", "Ini sertifikat Anda")
    assert message["document"]["filename"] == "Sertifikat.pdf"
    assert phone.http.get(message["document"]["url"]).content == PDF


def test_media_there_and_back(client: pywa.WhatsApp, phone: Phone) -> None:
    media = client.upload_media(media=PDF, mime_type="application/pdf", filename="a.pdf")
    found = client.get_media_url(media.id)
    assert (found.mime_type, found.file_size) == ("application/pdf", len(PDF))
    assert client.get_media_bytes(url=found.url) == PDF
    assert client.delete_media(media.id)
    with pytest.raises(errors.WhatsAppError):
        client.get_media_url(media.id)


def test_read_and_typing(client: pywa.WhatsApp, phone: Phone) -> None:
    wamid = phone.say("sertifikat")
    assert client.mark_message_as_read(wamid)
    assert not phone.http.get(f"/sim/chats/{CITIZEN}/state").json()["typing"]
    assert client.indicate_typing(wamid)
    assert phone.http.get(f"/sim/chats/{CITIZEN}/state").json()["typing"]


def test_errors_are_the_ones_pywa_knows(client: pywa.WhatsApp, phone: Phone) -> None:
    with pytest.raises(errors.ReEngagementMessage):
        client.send_message(to="6289999999999", text="halo")
    phone.http.post("/sim/faults", json={"graph_error": {"code": 131056, "times": 1}})
    with pytest.raises(errors.TooManyMessages):
        client.send_message(to=CITIZEN, text="halo")
    with pytest.raises(errors.WhatsAppError):
        client.send_message(to=CITIZEN, text="x" * 4097)


def test_a_lost_answer_breaks_the_connection_after_delivery(client: pywa.WhatsApp, phone: Phone) -> None:
    phone.http.post("/sim/faults", json={"lose_graph_answers": 1})
    with pytest.raises(httpx.TransportError):
        client.send_message(to=CITIZEN, text="sampai juga")
    assert phone.last()["text"] == "sampai juga"


def test_webhooks_arrive_over_the_wire_and_the_chat_becomes_idle(phone: Phone, business: Business) -> None:
    before = len(business.webhooks)
    phone.say("apa kabar")
    assert phone.idle()
    assert any(b"apa kabar" in body for body in business.webhooks[before:])


def test_events_reach_an_open_page(phone: Phone) -> None:
    with phone.http.stream("GET", "/sim/page/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry")
        phone_of_another_page = httpx.Client(base_url=phone.http.base_url)
        Phone(phone_of_another_page).say("langsung")
        assert any("langsung" in line for line in lines)
        phone_of_another_page.close()
