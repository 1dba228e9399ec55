"""The SMS gateway is down: every number is told alike, and nothing is counted against the citizen."""

from __future__ import annotations

import re

import pytest

from tests.conversations.people import of_no_case
from tests.integration.product.product_kit import World

pytestmark = pytest.mark.product

PROFILE = "three_doses"


def test_registered_and_unregistered_numbers_hear_the_same_and_may_try_again(world: World) -> None:
    registered = of_no_case(world.simulator.citizens(), PROFILE)["phone"].replace("+62", "0")
    unregistered = "089912345671"
    citizen, stranger = world.citizen(), world.citizen()

    def sms_to(number: str) -> list[str]:
        return world.simulator.sms(number.replace("0", "62", 1))

    earlier = {number: len(sms_to(number)) for number in (registered, unregistered)}
    for each in (citizen, stranger):
        assert each.writes("saya mau download sertifikat vaksin")

    with world.faults(sms_down=True):
        told = [citizen.writes(f"nomor saya {registered}"), stranger.writes(f"nomor saya {unregistered}")]
    assert told[0] == told[1]
    assert told[0]
    for number in (registered, unregistered):
        assert len(sms_to(number)) == earlier[number]

    world.simulator.advance_clock(31)  # the gateway is given a rest after failures in a row
    for each, number in ((citizen, registered), (stranger, unregistered)):
        each.writes("saya mau download sertifikat vaksin")
        each.writes(f"nomor saya {number}")
    sms = {number: sms_to(number)[earlier[number] :] for number in (registered, unregistered)}
    assert [len(received) for received in sms.values()] == [1, 1]
    assert not re.search(r"\d{6}", sms[unregistered][0])
    code = re.search(r"(?<!\d)\d{6}(?!\d)", sms[registered][0])
    assert code
    wrong = f"{(int(code[0]) + 1) % 1_000_000:06d}"
    refusal = " ".join(citizen.writes(wrong))
    assert re.search(r"\b2\b", refusal), refusal  # three tries, one of them used just now
    assert citizen.writes(code[0])
