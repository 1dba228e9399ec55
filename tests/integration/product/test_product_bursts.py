"""Many messages at once: each citizen's in order, nobody forgotten, and one request to slow down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.product.product_kit import Citizen, World

pytestmark = pytest.mark.product

KINDS = ("audio", "video", "sticker", "location", "contacts")
A_MINUTE = 20
CITIZENS = 20


def names(world: World, heard: list[str]) -> list[str]:
    """Which of the channel's answers were heard; "rasa" for anything else."""
    known = (*KINDS, "emoji", "slow_down")
    return [next((k for k in known if world.says(f"utter_channel_{k}", words)), "rasa") for words in heard]


def test_fifty_messages_of_one_citizen_are_answered_in_order_with_one_request_to_slow_down(world: World) -> None:
    citizen = world.citizen()
    wanted = [KINDS[n % len(KINDS)] for n in range(50)]
    for kind in wanted:
        world.meta.sends(world.meta.message(citizen.wa_id, {"type": kind}))

    heard = names(world, citizen.hears())

    assert heard.count("slow_down") == 1
    assert [kind for kind in heard if kind != "slow_down"] == wanted[: A_MINUTE - 1]  # the opening wave counts
    states = world.store.inbox_states(citizen.wa_id)
    assert (states.count("done"), states.count("skipped")) == (A_MINUTE, 51 - A_MINUTE)


def test_twenty_citizens_at_once_are_all_answered_each_in_order(world: World) -> None:
    citizens = world.citizens(CITIZENS)

    def burst(citizen: Citizen) -> None:
        citizen.posts("min", "mau tanya", "bisa bantu apa saja ya")
        for kind in KINDS[:3]:
            world.meta.sends(world.meta.message(citizen.wa_id, {"type": kind}))

    with ThreadPoolExecutor(CITIZENS) as crowd:
        list(crowd.map(burst, citizens))

    for citizen in citizens:
        heard = names(world, citizen.hears())
        assert heard[-3:] == list(KINDS[:3])
        assert set(heard[:-3]) == {"rasa"}
        assert world.store.inbox_states(citizen.wa_id) == ["done"] * 7
