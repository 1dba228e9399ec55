from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette

from channels.whatsapp.inbox import Inbox
from channels.whatsapp.ingest import LARGEST_BODY_BYTES, create_app
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.pending import pending_for
from channels.whatsapp.records import BotMessage
from channels.whatsapp.sender import Pace
from channels.whatsapp.signature import sign
from channels.whatsapp.tables import metadata, wa_inbox
from settings import ROOT, Mode, Settings, read_settings
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import (
    CITIZEN,
    FakeClock,
    FakeDocuments,
    FakeGraph,
    as_bytes,
    fake_vault,
    until,
    webhook_body,
    wire_text,
)

PACE = Pace(poll=0.005, look=0.02, gap=0, trouble=0.01, silence=1)


class Edge:
    """The application with a client in Meta's place."""

    def __init__(self, url: str) -> None:
        self.settings: Settings = read_settings({"DATABASE_URL": url})
        self.secret = self.settings.whatsapp.app_secret
        self.engine, self.clock, self.graph = open_engine(url), FakeClock(), FakeGraph()
        self.inbox = Inbox(self.engine, fake_vault(), self.clock)
        self.outbox = Outbox(self.engine, fake_vault(), self.clock)
        self.app = self.create(self.settings)
        transport = httpx.ASGITransport(app=self.app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://ingest")

    def create(self, settings: Settings) -> Starlette:
        return create_app(
            settings, self.inbox, self.outbox, fake_vault(), self.clock, self.graph, FakeDocuments(), pace=PACE
        )

    async def post(self, body: bytes, **headers: str) -> httpx.Response:
        headers = {"X-Hub-Signature-256": sign(body, self.secret), **headers}
        return await self.client.post("/webhook", content=body, headers=headers)

    async def pending(self) -> dict[str, Any]:
        return (await self.client.get("/pending", params={"wa_id": CITIZEN})).json()


@pytest.fixture
async def edge(database_url: str) -> AsyncIterator[Edge]:
    edge = Edge(database_url)
    async with edge.app.router.lifespan_context(edge.app):
        yield edge
    assert edge.graph.closed
    edge.engine.dispose()


async def test_the_challenge_is_echoed_for_our_token_only(edge: Edge) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": edge.settings.whatsapp.verify_token,
        "hub.challenge": "1158",
    }
    answer = await edge.client.get("/webhook", params=query)
    assert (answer.status_code, answer.text) == (200, "1158")
    for wrong in ({"hub.verify_token": "x"}, {"hub.mode": "x"}, {"hub.verify_token": "é"}):
        assert (await edge.client.get("/webhook", params={**query, **wrong})).status_code == 403
    assert (await edge.client.get("/webhook")).status_code == 403


async def test_what_meta_signs_is_stored_once(edge: Edge) -> None:
    body = as_bytes(webhook_body(wire_text("w1"), wire_text("w2")))
    for _ in range(2):
        assert (await edge.post(body)).status_code == 200
    assert await edge.pending() == {"inbox": 2, "outbox": 0, "turns": 0}


@pytest.mark.parametrize("signature", ["", "sha256=00", "x"])
async def test_what_nobody_signed_is_refused_and_not_stored(edge: Edge, signature: str) -> None:
    body = as_bytes(webhook_body(wire_text("w1")))
    answer = await edge.post(body, **{"X-Hub-Signature-256": signature})
    assert answer.status_code == 401
    assert (await edge.pending())["inbox"] == 0


async def test_a_request_without_signature_header_is_refused(edge: Edge) -> None:
    answer = await edge.client.post("/webhook", content=as_bytes(webhook_body(wire_text("w1"))))
    assert answer.status_code == 401


async def test_the_signature_counts_over_the_raw_bytes(edge: Edge) -> None:
    raw = b'{ "object":"whatsapp_business_account",  "entry":[], "x":"\\u00e9" }'
    assert (await edge.post(raw)).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
async def test_what_is_not_a_json_object_is_a_bad_request(edge: Edge, body: bytes) -> None:
    assert (await edge.post(body)).status_code == 400


async def test_a_body_larger_than_metas_largest_is_refused(edge: Edge) -> None:
    assert (await edge.post(b" " * (LARGEST_BODY_BYTES + 1))).status_code == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b" " * 1024 * 1024

    answer = await edge.client.post("/webhook", content=chunks())
    assert answer.status_code == 413


async def test_unknown_things_are_taken_so_that_meta_does_not_repeat_them(edge: Edge) -> None:
    assert (await edge.post(as_bytes({"object": "page"}))).status_code == 200


async def test_what_cannot_be_stored_is_left_with_meta(edge: Edge) -> None:
    metadata.drop_all(edge.engine)
    assert (await edge.post(as_bytes(webhook_body(wire_text("w1"))))).status_code == 503
    health = await edge.client.get("/health")
    assert (health.status_code, health.json()["store"]) == (503, "unreachable")


async def test_messages_and_statuses_of_one_webhook_are_stored_together_or_not_at_all(edge: Edge) -> None:
    metadata.tables["wa_outbox"].drop(edge.engine)
    body = as_bytes(webhook_body(wire_text("w1"), statuses=({"id": "o", "status": "sent"},)))
    assert (await edge.post(body)).status_code == 503
    with edge.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(wa_inbox)).scalar_one() == 0


async def test_answers_go_out_while_the_application_runs(edge: Edge) -> None:
    await edge.post(as_bytes(webhook_body(wire_text("w1"))))
    lease = edge.inbox.claim("worker")
    assert lease is not None
    with edge.engine.begin() as connection:
        edge.outbox.enqueue(connection, lease.user_key, "turn", [BotMessage("Halo")])
    assert (await edge.pending())["turns"] == 1
    await until(lambda: edge.graph.texts() == ["Halo"])
    await until(lambda: pending_for(edge.engine, fake_vault(), CITIZEN, edge.clock.now()).outbox == 0)


async def test_health_is_good_while_store_and_sender_work(edge: Edge) -> None:
    answer = await edge.client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "store": "reachable", "sender": "running"}


async def test_health_is_bad_when_no_sender_runs(database_url: str) -> None:
    edge = Edge(database_url)
    assert (await edge.client.get("/health")).status_code == 503


async def test_production_does_not_tell_what_a_citizen_waits_for(edge: Edge) -> None:
    app = edge.create(replace(edge.settings, mode=Mode.PRODUCTION))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://ingest") as client:
        assert (await client.get("/pending", params={"wa_id": CITIZEN})).status_code == 404


async def test_copies_arriving_at_once_are_stored_once(edge: Edge) -> None:
    body = as_bytes(webhook_body(wire_text("w1")))
    answers = await asyncio.gather(*(edge.post(body) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert (await edge.pending())["inbox"] == 1


def test_ingest_runs_without_rasa() -> None:
    code = "import sys, channels.whatsapp.ingest; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    imported = set(ended.stdout.split())
    assert "channels.whatsapp.ingest" in imported
    assert not imported & {"rasa", "rasa_sdk", "tensorflow"}
