"""A process dies at the worst moment: nothing is lost, nothing is done twice, and supervisor brings it back."""

from __future__ import annotations

import re

import pytest

from tests.integration.product.product_kit import World, eventually

pytestmark = pytest.mark.product

APOLOGY = "utter_channel_apology"
ASK = "saya mau download sertifikat vaksin"


def test_without_the_action_server_there_is_an_apology_at_once_and_afterwards_the_same_message_works(
    world: World,
) -> None:
    citizen = world.citizen()
    question = citizen.writes(ASK)
    other = world.citizen()
    world.processes.kill("actions")

    assert [world.says(APOLOGY, words) for words in other.writes(ASK)] == [True]

    world.processes.wait_until_back("actions")
    assert other.writes(ASK) == question


def test_rasa_killed_in_the_middle_of_a_turn_loses_and_doubles_nothing(world: World) -> None:
    citizen = world.citizen()
    citizen.writes(ASK)
    number = "0" + citizen.wa_id.removeprefix("62")
    with world.processes.paused("actions"):
        citizen.posts(f"nomor saya {number}")
        eventually(lambda: world.store.inbox_states(citizen.wa_id)[-1] == "taken", "the turn has begun")
        world.processes.kill("rasa")
        world.meta.sends(world.meta.message(citizen.wa_id, {"type": "audio"}))

    world.processes.wait_until_back("rasa")
    heard = citizen.hears()

    assert world.store.inbox_states(citizen.wa_id) == ["done"] * 4
    assert len(heard) == 2, heard
    assert not world.says(APOLOGY, heard[0])
    assert world.says("utter_channel_audio", heard[1])
    assert len(citizen.sms()) == 1
    users = [event for event in world.store.events(citizen.wa_id) if event["event"] == "user"]
    assert len(users) == 2


def test_ingest_killed_while_answers_wait_sends_them_after_its_restart(world: World) -> None:
    citizen, bystander = world.citizen(), world.citizen()
    kinds = ("audio", "video", "location")
    with world.faults(graph_delay_s=1.0):
        world.meta.sends(*(world.meta.message(citizen.wa_id, {"type": kind}) for kind in kinds))
        eventually(lambda: world.store.outbox(citizen.wa_id)[-3:-2] == [("sending", None)], "the first is being sent")
        world.processes.kill("ingest")
    world.processes.wait_until_back("ingest")

    heard = citizen.hears()

    assert [world.says(f"utter_channel_{kind}", words) for kind, words in zip(kinds, heard, strict=True)] == [True] * 3
    assert re.search("suara", bystander.sends({"type": "audio"})[0])


def test_an_answer_under_way_when_ingest_died_is_not_said_twice(world: World) -> None:
    """Meta took it, our process did not hear so: the status that Meta repeats settles it."""
    citizen = world.citizen()
    with world.faults(lose_graph_answers=1):
        world.meta.sends(world.meta.message(citizen.wa_id, {"type": "audio"}))
        eventually(lambda: len(world.store.outbox(citizen.wa_id)) == 2, "an answer to send")
        world.processes.kill("ingest")
    world.processes.wait_until_back("ingest")
    assert len(citizen.hears()) == 1
