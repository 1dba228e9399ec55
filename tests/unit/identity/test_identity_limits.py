"""Locks: the pair and the sender, never the number alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from identity.phone import PhoneNumber
from identity.records import CodeSent, Locked, Verified, WrongCode
from tests.unit.identity.identity_fakes import ME, REGISTERED, STRANGER, UNREGISTERED, House


@pytest.fixture
def house(database_url: str) -> House:
    return House(database_url)


@pytest.mark.parametrize("phone", [REGISTERED, UNREGISTERED])
def test_ten_failures_lock_the_sender_for_a_day(house: House, phone: PhoneNumber) -> None:
    assert isinstance(house.fail(9, STRANGER, phone), WrongCode)
    house.clock.advance(minutes=13)
    sent = house.sent(STRANGER, phone)
    locked = house.check(sent.challenge_id, "x", STRANGER)
    assert locked == Locked(house.clock.now() + timedelta(hours=24))
    assert house.check(sent.challenge_id, "x", STRANGER) == locked
    assert house.request(STRANGER, phone) == locked
    assert house.request(STRANGER, PhoneNumber("+6281111111111")) == locked
    house.clock.advance(hours=24)
    assert isinstance(house.request(STRANGER, phone), CodeSent)


def test_the_right_code_does_not_open_a_lock(house: House) -> None:
    house.fail(9)
    house.clock.advance(minutes=13)
    sent = house.sent()
    code = house.last_code()
    assert isinstance(house.check(sent.challenge_id, house.wrong_code()), Locked)
    assert isinstance(house.check(sent.challenge_id, code), Locked)


def test_failures_over_many_numbers_lock_the_sender(house: House) -> None:
    outcome: object = None
    for index in range(10):
        house.clock.advance(minutes=13)
        sent = house.sent(STRANGER, PhoneNumber(f"+628123456780{index}"))
        outcome = house.check(sent.challenge_id, "x", STRANGER)
    assert isinstance(outcome, Locked)


def test_one_stranger_locks_nobody_else_out(house: House) -> None:
    house.fail(10, STRANGER)
    house.clock.advance(hours=1)
    assert isinstance(house.verify(), Verified)


def test_a_number_forgives_strangers_twenty_failures_a_day(house: House) -> None:
    start = house.clock.now()
    house.fail(9, "1" * 32)
    house.fail(9, "2" * 32)
    house.fail(2, "3" * 32)
    house.clock.advance(hours=1)
    refused = house.request(STRANGER)
    assert refused == Locked(start + timedelta(minutes=13, hours=24))
    assert isinstance(house.request(STRANGER, UNREGISTERED), CodeSent)
    house.clock.advance(hours=24)
    assert isinstance(house.request(STRANGER), CodeSent)


def test_the_verified_owner_is_not_touched_by_strangers_failures(house: House) -> None:
    assert isinstance(house.verify(), Verified)
    house.clock.advance(hours=2)
    house.fail(9, "1" * 32)
    house.fail(9, "2" * 32)
    house.fail(2, "3" * 32)
    house.clock.advance(hours=1)
    assert isinstance(house.request(STRANGER), Locked)
    assert isinstance(house.verify(), Verified)


def test_the_owners_own_failures_do_not_use_the_numbers_budget(house: House) -> None:
    assert isinstance(house.verify(), Verified)
    house.clock.advance(hours=2)
    house.fail(10)
    house.fail(9, "1" * 32)
    house.fail(9, "2" * 32)
    house.clock.advance(hours=1)
    assert isinstance(house.request(STRANGER), CodeSent)


def test_trust_ends_after_ninety_days(house: House) -> None:
    assert isinstance(house.verify(), Verified)
    house.clock.advance(days=90)
    house.fail(9, "1" * 32)
    house.fail(9, "2" * 32)
    house.fail(2, "3" * 32)
    house.clock.advance(hours=1)
    assert isinstance(house.request(ME), Locked)


def test_claims_to_a_record_count_like_failures_and_once_for_a_command(house: House) -> None:
    for index in range(9):
        house.identity.count_claim(STRANGER, UNREGISTERED, f"claim{index}")
        house.identity.count_claim(STRANGER, UNREGISTERED, f"claim{index}")
    assert isinstance(house.request(STRANGER, REGISTERED), CodeSent)
    house.identity.count_claim(STRANGER, UNREGISTERED, "claim9")
    assert isinstance(house.request(STRANGER, PhoneNumber("+6281111111111")), Locked)
