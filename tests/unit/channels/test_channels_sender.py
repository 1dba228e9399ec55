from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from channels.whatsapp.changes import watch
from channels.whatsapp.delivery import Delivery, Patience
from channels.whatsapp.graph import GraphError, GraphUnreachable, OutcomeUnknown
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.postman import Postman
from channels.whatsapp.records import BotMessage, DeliveryStatus, DocumentReference, StatusUpdate
from channels.whatsapp.sender import Pace, Sender, SenderState
from channels.whatsapp.tables import wa_outbox, wa_user
from storage.engine import open_engine
from tests.databases import Databases
from tests.unit.channels.channels_fakes import (
    CITIZEN,
    NEIGHBOUR,
    NOON,
    FakeClock,
    FakeDocument,
    FakeDocuments,
    FakeGraph,
    fake_vault,
    text_message,
    until,
)

PACE = Pace(poll=0.005, look=0.02, gap=0, pause=0.05, stop=0.05, messages_per_second=10_000, trouble=0.01, farewell=1)
SORRY = "Maaf, dokumen tidak tersedia."
CERTIFICATE = BotMessage("Ini dia", document=DocumentReference("cert", "S.pdf", "application/pdf"))


class Running:
    """A sender with two citizens; its clock moves by hand."""

    def __init__(self, url: str) -> None:
        self.engine, self.clock, self.graph = open_engine(url), FakeClock(), FakeGraph()
        self.documents = FakeDocuments(cert=FakeDocument())
        vault = fake_vault()
        Inbox(self.engine, vault, self.clock).store([text_message("a"), text_message("b", wa_id=NEIGHBOUR)])
        self.outbox = Outbox(self.engine, vault, self.clock)
        patience = Patience(sending=90, unknown=6, media=0)
        self.delivery = Delivery(self.engine, vault, self.clock, "me", patience)
        postman = Postman(self.delivery, self.graph, self.documents, self.clock, SORRY, chance=lambda: 0.5)
        self.sender = Sender(self.delivery, postman, watch(self.engine), PACE)
        with self.engine.begin() as connection:
            keys = {row.wa_hash: row.key for row in connection.execute(select(wa_user))}
        self.keys = {
            wa_id: keys[vault.fingerprint("wa_id", f"105550567000001:{wa_id}")] for wa_id in (CITIZEN, NEIGHBOUR)
        }

    def say(self, *messages: str | BotMessage, to: str = CITIZEN) -> None:
        made = [BotMessage(message) if isinstance(message, str) else message for message in messages]
        with self.engine.begin() as connection:
            self.outbox.enqueue(connection, self.keys[to], "turn", made)

    def states(self) -> list[str]:
        with self.engine.begin() as connection:
            return list(connection.execute(select(wa_outbox.c.state).order_by(wa_outbox.c.seq)).scalars())

    def codes(self) -> list[str | None]:
        with self.engine.begin() as connection:
            return list(connection.execute(select(wa_outbox.c.error_code).order_by(wa_outbox.c.seq)).scalars())

    async def settled(self, *states: str) -> None:
        await until(lambda: self.states() == list(states))


@asynccontextmanager
async def running(url: str) -> AsyncIterator[Running]:
    product = Running(url)
    task = asyncio.create_task(product.sender.run())
    try:
        yield product
    finally:
        product.sender.stop()
        await task
        product.engine.dispose()


@pytest.fixture
async def product(database_url: str) -> AsyncIterator[Running]:
    async with running(database_url) as product:
        yield product


async def test_messages_arrive_in_order_with_our_id_and_the_citizens_number(product: Running) -> None:
    product.say("satu", "dua", "tiga")
    await product.settled("accepted", "accepted", "accepted")
    assert product.graph.texts() == ["satu", "dua", "tiga"]
    assert {body["to"] for body in product.graph.sent} == {CITIZEN}
    assert len({body["biz_opaque_callback_data"] for body in product.graph.sent}) == 3


async def test_citizens_do_not_wait_for_one_another(product: Running) -> None:
    product.graph.answers = [GraphError(131056, 400)]
    product.say("satu", "dua")
    await until(lambda: "131056" in product.codes())
    product.say("tiga", to=NEIGHBOUR)
    await product.settled("waiting", "waiting", "accepted")
    product.clock.advance(1)
    await product.settled("accepted", "accepted", "accepted")
    assert product.graph.texts() == ["satu", "dua"]


@pytest.mark.parametrize("failure", [GraphError(130429, 400), GraphError(None, 503), GraphUnreachable()])
async def test_passing_trouble_is_tried_again(product: Running, failure: Exception) -> None:
    product.graph.answers = [failure]
    product.say("satu")
    await until(lambda: any(product.codes()))
    product.clock.advance(5)
    await product.settled("accepted")
    assert product.graph.texts() == ["satu"]


async def test_trouble_without_end_is_given_up(product: Running) -> None:
    product.graph.answers = [GraphUnreachable(), GraphUnreachable()]
    product.say("satu")
    await until(lambda: any(product.codes()))
    product.clock.advance(3700)
    await product.settled("dead")
    product.say("dua")
    await product.settled("dead", "accepted")
    assert product.graph.texts() == ["dua"]


@pytest.mark.parametrize("code", [131047, 131026, 100, 132001])
async def test_what_no_repetition_helps_is_set_aside_and_the_next_goes(product: Running, code: int) -> None:
    product.graph.answers = [GraphError(code, 400)]
    product.say("satu", "dua")
    await product.settled("dead", "accepted")
    assert product.codes()[0] == str(code)


@pytest.mark.parametrize("code", [190, 131048])
async def test_a_refused_token_or_number_rests_the_sender_and_keeps_the_outbox(product: Running, code: int) -> None:
    product.graph.answers = [GraphError(code, 401)]
    product.say("satu")
    await until(lambda: product.sender.state is SenderState.PAUSED)
    await product.settled("accepted")
    assert product.sender.state is SenderState.RUNNING


async def test_a_lost_answer_is_settled_by_its_status(product: Running) -> None:
    product.graph.answers = [OutcomeUnknown()]
    product.say("satu", "dua")
    await product.settled("unknown", "waiting")
    with product.engine.begin() as connection:
        first = connection.execute(select(wa_outbox.c.id).order_by(wa_outbox.c.seq)).scalars().first()
        report = StatusUpdate("o", DeliveryStatus.SENT, NOON, None, first)
        product.delivery.record_statuses(connection, [report])
    await product.settled("accepted", "accepted")
    assert product.graph.texts() == ["dua"]


async def test_a_document_is_fetched_when_it_is_sent(product: Running) -> None:
    product.say(CERTIFICATE)
    await product.settled("accepted")
    assert product.graph.uploads == [FakeDocument().content]
    assert product.graph.sent[0]["document"] == {"id": "media-1", "filename": "S.pdf", "caption": "Ini dia"}


async def test_the_citizen_is_told_when_a_document_does_not_exist(product: Running) -> None:
    product.documents.documents.clear()
    product.say(CERTIFICATE, "Ada lagi?")
    await product.settled("accepted", "accepted")
    assert product.graph.texts() == [SORRY, "Ada lagi?"]


async def test_the_citizen_is_told_when_the_document_source_stays_dead(product: Running) -> None:
    product.documents.failing = True
    product.say(CERTIFICATE)
    await advancing(product, lambda: product.states() == ["accepted"])
    assert product.graph.texts() == [SORRY]


async def test_a_broken_store_does_not_end_the_sender(product: Running) -> None:
    refused = 0

    def broken(*_: object) -> list[object]:
        nonlocal refused
        refused += 1
        raise ConnectionError

    working, product.delivery.claim = product.delivery.claim, broken  # type: ignore[method-assign]
    product.say("satu")
    await until(lambda: refused > 1)
    product.delivery.claim = working  # type: ignore[method-assign]
    await product.settled("accepted")
    assert product.graph.texts() == ["satu"]
    assert product.sender.alive


async def test_a_stopped_sender_says_so(product: Running) -> None:
    product.say("satu")
    await product.settled("accepted")
    assert product.sender.alive
    product.sender.stop()
    await until(lambda: product.sender.state is SenderState.ENDED)
    assert not product.sender.alive


FAILURES: st.SearchStrategy[Exception | None] = st.sampled_from(
    [None, GraphError(131056, 400), GraphError(130429, 429), GraphUnreachable(), OutcomeUnknown()]
)


@hypothesis_settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(failures=st.lists(FAILURES, max_size=6), lengths=st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_whatever_fails_each_citizen_gets_every_message_once_in_order(
    databases: Databases, failures: list[Exception | None], lengths: tuple[int, int]
) -> None:
    async def scenario() -> None:
        async with running(databases.fresh()) as product:
            product.graph.answers = list(failures)
            said = {wa_id: [f"{n}" for n in range(length)] for wa_id, length in zip(product.keys, lengths, strict=True)}
            for wa_id, texts in said.items():
                product.say(*texts, to=wa_id)
            await advancing(product, lambda: set(product.states()) <= {"accepted"})
            assert {wa_id: product.graph.texts(wa_id) for wa_id in said} == said

    asyncio.run(scenario())


async def advancing(product: Running, condition: Callable[[], bool]) -> None:
    for _ in range(500):  # six refusals for too many messages to one citizen put off for 1365 s in all
        if condition():
            return
        product.clock.advance(3)
        await asyncio.sleep(0.01)
    raise AssertionError("the outbox did not empty")
