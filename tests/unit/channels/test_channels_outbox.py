from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from channels.whatsapp.inbox import Inbox
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.pending import pending_for
from channels.whatsapp.records import BotButton, BotMessage
from channels.whatsapp.rendering import Labels
from channels.whatsapp.tables import wa_outbox, wa_token
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import CITIZEN, NOON, FakeClock, fake_vault, text_message

MENU = BotMessage("Pilih:", (BotButton("Status", "/status"), BotButton("Unduh", '/unduh{"dose": "2"}')))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def outbox(engine: Engine, clock: FakeClock) -> Outbox:
    return Outbox(engine, fake_vault(), clock, Labels(more_options="Lainnya"))


@pytest.fixture
def user_key(engine: Engine, clock: FakeClock) -> str:
    inbox = Inbox(engine, fake_vault(), clock)
    inbox.store([text_message("w1")])
    lease = inbox.claim("worker")
    assert lease is not None
    return lease.user_key


def say(outbox: Outbox, user_key: str, turn_id: str, *messages: BotMessage) -> None:
    with outbox.engine.begin() as connection:
        outbox.enqueue(connection, user_key, turn_id, messages)


def test_what_is_rolled_back_was_never_said(outbox: Outbox, user_key: str) -> None:
    with outbox.engine.connect() as connection:
        transaction = connection.begin()
        outbox.enqueue(connection, user_key, "t1", [MENU])
        transaction.rollback()
    assert pending_for(outbox.engine, fake_vault(), CITIZEN, NOON).outbox == 0
    assert outbox.options_of_last_turn(user_key) == []


def test_messages_and_options_go_on_counting_within_a_turn(outbox: Outbox, user_key: str, engine: Engine) -> None:
    say(outbox, user_key, "t1", BotMessage("Halo"), MENU)
    say(outbox, user_key, "t1", MENU)
    with engine.begin() as connection:
        positions = connection.execute(select(wa_outbox.c.position).order_by(wa_outbox.c.seq)).scalars().all()
        options = connection.execute(select(wa_token.c.position).order_by(wa_token.c.position)).scalars().all()
    assert (positions, options) == ([0, 1, 2], [0, 1, 2, 3])
    assert pending_for(outbox.engine, fake_vault(), CITIZEN, NOON).outbox == 3


def test_an_option_means_what_was_offered(outbox: Outbox, user_key: str) -> None:
    say(outbox, user_key, "t1", MENU)
    options = outbox.options_of_last_turn(user_key)
    assert [(option.title, option.payload) for option in options] == [
        ("Status", "/status"),
        ("Unduh", '/unduh{"dose": "2"}'),
    ]
    found = outbox.payload_of(user_key, options[1].token)
    assert found is not None
    assert (found.title, found.payload, found.page) == ("Unduh", '/unduh{"dose": "2"}', None)


def test_an_option_means_nothing_to_others_or_the_day_after(outbox: Outbox, user_key: str, clock: FakeClock) -> None:
    say(outbox, user_key, "t1", MENU)
    token = outbox.options_of_last_turn(user_key)[0].token
    assert outbox.payload_of("someone-else", token) is None
    assert outbox.payload_of(user_key, "forged") is None
    clock.advance(24 * 3600)
    assert outbox.payload_of(user_key, token) is None
    assert outbox.options_of_last_turn(user_key) == []


def test_only_the_newest_answer_offers_options(outbox: Outbox, user_key: str) -> None:
    say(outbox, user_key, "t1", MENU)
    say(outbox, user_key, "t2", BotMessage("Baik."))
    assert outbox.options_of_last_turn(user_key) == []


def test_more_options_lead_to_the_rest(outbox: Outbox, user_key: str) -> None:
    buttons = tuple(BotButton(f"Dosis {n}", f"/dose{n}") for n in range(1, 13))
    say(outbox, user_key, "t1", BotMessage("Pilih dosis", buttons))
    options = outbox.options_of_last_turn(user_key)
    assert len(options) == 10
    more = outbox.payload_of(user_key, options[-1].token)
    assert more is not None
    assert more.page is not None
    assert (more.title, more.page.text) == ("Lainnya", "Pilih dosis")
    assert more.page.buttons == buttons[9:]


def test_nothing_said_stands_in_the_tables_in_clear(outbox: Outbox, user_key: str, engine: Engine) -> None:
    say(outbox, user_key, "t1", BotMessage("Halo Budi", (BotButton("Budi", "/budi"),)))
    with engine.begin() as connection:
        dump = repr(connection.execute(select(wa_outbox)).all()) + repr(connection.execute(select(wa_token)).all())
    assert "Budi" not in dump
    assert "budi" not in dump
