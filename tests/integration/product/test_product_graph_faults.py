"""Graph refuses, is slow or does not answer: repeated or given up as the error table says, in order, never twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.product.product_kit import World, eventually

pytestmark = pytest.mark.product

AUDIO, VIDEO = "utter_channel_audio", "utter_channel_video"

PASSING: list[dict[str, Any]] = [
    {"graph_error": {"code": 131000, "times": 2}},  # HTTP 500
    {"graph_error": {"code": 2, "times": 1}},  # HTTP 503
    {"graph_error": {"code": 130429, "times": 2}},  # HTTP 429
    {"graph_error": {"code": 131056, "times": 2}},  # pair rate: 1 s, then 4 s
    {"graph_error": {"http_status": 502, "times": 1}},  # no JSON: may have arrived, waits for a status
    {"graph_error": {"http_status": 503, "times": 1}},
    {"graph_error": {"code": 131000, "times": 1, "late": True}},  # accepted, then reported as failed
    {"lose_graph_answers": 1},
    {"graph_delay_s": 1.5},
    {"duplicate_webhooks": 2},
]
FINAL = (131047, 131026, 100)


@pytest.fixture(autouse=True)
def no_faults_afterwards(world: World) -> Iterator[None]:
    yield
    world.simulator.set_faults({})


@pytest.mark.parametrize("fault", PASSING, ids=str)
def test_passing_trouble_delays_answers_but_neither_loses_doubles_nor_reorders_them(
    world: World, fault: dict[str, Any]
) -> None:
    citizen = world.citizen()
    world.simulator.set_faults(fault)

    heard = [
        *citizen.sends({"type": "audio"}),
        *citizen.sends({"type": "video"}),
    ]

    assert [world.says(name, words) for name, words in zip((AUDIO, VIDEO), heard, strict=True)] == [True, True]
    assert [state for state, _ in world.store.outbox(citizen.wa_id)] == ["accepted"] * 3


@pytest.mark.parametrize("code", FINAL)
def test_a_message_that_no_repetition_helps_is_given_up_and_the_next_one_goes(world: World, code: int) -> None:
    citizen = world.citizen()
    world.simulator.set_faults({"graph_error": {"code": code, "times": 1}})

    world.meta.sends(*(world.meta.message(citizen.wa_id, {"type": kind}) for kind in ("audio", "video")))
    (heard,) = citizen.hears()

    assert world.says(VIDEO, heard)
    assert world.store.outbox(citizen.wa_id)[1:] == [("dead", str(code)), ("accepted", None)]


def test_trouble_with_one_citizen_does_not_keep_another_waiting(world: World) -> None:
    first, second = world.citizen(), world.citizen()
    world.simulator.set_faults({"graph_error": {"code": 131056, "times": 3}})
    world.meta.sends(world.meta.message(first.wa_id, {"type": "audio"}))
    eventually(lambda: world.store.outbox(first.wa_id)[-1] == ("waiting", "131056"), "the first refusal")
    world.simulator.set_faults({})

    assert world.says(AUDIO, second.sends({"type": "audio"})[0])
    assert [world.says(AUDIO, words) for words in first.hears()] == [True]
