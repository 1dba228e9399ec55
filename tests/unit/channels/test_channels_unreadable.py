"""Sealed values that do not open any more: one row of that kind must not stand in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from channels.whatsapp.delivery import Delivery
from channels.whatsapp.records import BotButton, BotMessage
from channels.whatsapp.tables import wa_inbox, wa_outbox, wa_token
from storage.vault import Sealed, Vault
from tests.unit.channels.channels_fakes import (
    CITIZEN,
    NEIGHBOUR,
    text_message,
)
from tests.unit.channels.turn_world import World

FOREIGN = Vault({"gone": b"9" * 32}, b"2" * 32).seal("{}", place="elsewhere")
DAMAGED = [Sealed(FOREIGN), Sealed(b""), Sealed(b"\x01k"), Sealed(b"\x02\xff\xfe" + b"0" * 40)]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    yield world
    world.inbox.engine.dispose()


@pytest.mark.parametrize("payload", DAMAGED, ids=["key gone", "empty", "cut short", "not ours"])
async def test_an_unreadable_message_is_set_aside_and_the_citizen_goes_on(world: World, payload: Sealed) -> None:
    world.write("tidak terbaca")
    with world.inbox.engine.begin() as connection:
        connection.execute(update(wa_inbox).values(payload=payload))
    world.write("halo, ini lengkap")

    await world.serve()

    assert world.states() == ["dead", "done"]
    assert world.said() == ["<apology>", "re: halo, ini lengkap"]


async def test_an_unreadable_option_counts_as_never_offered(world: World) -> None:
    world.agent.buttons = (BotButton("Ya", "/affirm"), BotButton("Tidak", "/deny"))
    world.write("halo, ini lengkap")
    await world.serve()
    with world.inbox.engine.begin() as connection:
        token, user_key = connection.execute(select(wa_token.c.token, wa_token.c.user_key)).first() or ("", "")
        connection.execute(update(wa_token).where(wa_token.c.token == token).values(title=DAMAGED[0]))

    assert len(world.outbox.options_of_last_turn(user_key)) == 1
    assert world.outbox.payload_of(user_key, token) is None


def test_an_unreadable_answer_is_given_up_and_stops_no_other(world: World) -> None:
    engine = world.inbox.engine
    world.inbox.store([text_message("w1", wa_id=CITIZEN), text_message("w2", wa_id=NEIGHBOUR)])
    keys = {}
    while (lease := world.inbox.claim("worker")) is not None:
        keys[lease.user_key] = lease
    with engine.begin() as connection:
        for key in keys:
            world.outbox.enqueue(connection, key, "turn", [BotMessage("satu"), BotMessage("dua")])
        first = connection.execute(select(wa_outbox.c.id).order_by(wa_outbox.c.seq)).scalars().first()
        connection.execute(update(wa_outbox).where(wa_outbox.c.id == first).values(body=DAMAGED[0]))
    delivery = Delivery(engine, world.vault, world.clock, "sender")

    assert len(delivery.claim(10)) == 1
    assert len(delivery.claim(10)) == 1  # the second message of the citizen whose first was given up
    with engine.begin() as connection:
        assert (
            connection.execute(select(wa_outbox.c.error_code).where(wa_outbox.c.id == first)).scalar() == "unreadable"
        )


async def test_trouble_with_one_citizen_is_not_tried_again_at_once(world: World) -> None:
    world.write("halo, ini lengkap")

    def broken(_lease: object) -> None:
        raise ZeroDivisionError

    waiting, world.inbox.waiting = world.inbox.waiting, broken  # type: ignore[assignment,method-assign]
    with pytest.raises(ZeroDivisionError):
        await world.serve()
    assert await world.serve() is None
    world.inbox.waiting = waiting  # type: ignore[method-assign]
    world.clock.advance(6)
    await world.serve()
    assert world.said() == ["re: halo, ini lengkap"]
