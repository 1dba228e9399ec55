"""Verified sessions and what is remembered in a conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from identity.phone import PhoneNumber
from identity.records import ClaimKind, IdentityTries, Verified
from tests.unit.identity.identity_fakes import ME, REGISTERED, STRANGER, House

OTHER_PHONE = PhoneNumber("+6281311112222")


@pytest.fixture
def house(database_url: str) -> House:
    return House(database_url, phones=(REGISTERED, OTHER_PHONE))


def test_nobody_is_verified_before_a_code(house: House) -> None:
    house.sent()
    assert house.identity.session(ME) is None
    assert house.identity.select_citizen(ME, "c1") is None
    assert house.identity.record_identity_failure(ME) == IdentityTries(0)


def test_a_session_ends_after_fifteen_idle_minutes(house: House) -> None:
    house.verify()
    for _ in range(3):
        house.clock.advance(minutes=14, seconds=59)
        assert house.identity.session(ME) is not None
    house.clock.advance(minutes=15)
    assert house.identity.session(ME) is None


def test_a_session_ends_after_an_hour_at_most(house: House) -> None:
    house.verify()
    started = house.clock.now()
    for _ in range(5):
        house.clock.advance(minutes=10)
        session = house.identity.session(ME)
        assert session is not None
        assert session.expires_at <= started + timedelta(hours=1)
    house.clock.advance(minutes=10)
    assert house.identity.session(ME) is None


def test_a_session_belongs_to_its_conversation(house: House) -> None:
    house.verify()
    assert house.identity.session(STRANGER) is None


def test_logout_ends_the_session_and_forgets_what_was_said(house: House) -> None:
    house.verify()
    ref = house.identity.remember(ME, ClaimKind.NIK, "3273010101900001")
    house.identity.end_session(ME)
    assert house.identity.session(ME) is None
    assert house.identity.recall(ME, ref) is None
    house.identity.end_session(ME)


def test_a_new_number_replaces_the_session(house: House) -> None:
    house.verify()
    house.identity.select_citizen(ME, "c1")
    assert isinstance(house.verify(phone=OTHER_PHONE), Verified)
    session = house.identity.session(ME)
    assert session is not None
    assert (session.phone, session.citizen_id) == (OTHER_PHONE, None)


def test_a_person_is_chosen_and_changed(house: House) -> None:
    house.verify()
    chosen = house.identity.select_citizen(ME, "c1")
    assert chosen is not None
    assert chosen.citizen_id == "c1"
    assert house.identity.session(ME) == chosen
    house.identity.select_citizen(ME, None)
    session = house.identity.session(ME)
    assert session is not None
    assert session.citizen_id is None


def test_five_wrong_pairs_of_nik_and_name_end_the_session(house: House) -> None:
    house.verify()
    left = [house.identity.record_identity_failure(ME).left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert house.identity.session(ME) is None


def test_a_repeated_wrong_pair_counts_once(house: House) -> None:
    house.verify()
    assert [house.identity.record_identity_failure(ME, "turn:identify").left for _ in range(3)] == [4, 4, 4]


def test_a_claim_is_remembered_for_an_hour_in_its_conversation(house: House) -> None:
    ref = house.identity.remember(ME, ClaimKind.PERSON_NAME, "Siti Aminah")
    assert "Siti" not in ref
    house.clock.advance(minutes=59)
    assert house.identity.recall(ME, ref) == "Siti Aminah"
    assert house.identity.recall(STRANGER, ref) is None
    assert house.identity.recall(ME, "unknown") is None
    house.clock.advance(minutes=1)
    assert house.identity.recall(ME, ref) is None
