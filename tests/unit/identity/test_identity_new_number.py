"""Showing that a number is held which nobody has registered, and telling owners what happens to theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from identity.phone import PhoneNumber
from identity.records import (
    CodeExpired,
    CodePurpose,
    CodeSent,
    Notified,
    NumberProved,
    SmsUnavailable,
    TooManyCodes,
    TooSoon,
    Verified,
    WrongCode,
)
from tests.unit.identity.identity_fakes import ME, REGISTERED, STRANGER, UNREGISTERED, House

NEW = CodePurpose.NEW_NUMBER
NOTICE = "utter_sms_number_in_use"


@pytest.fixture
def house(database_url: str) -> House:
    return House(database_url)


def proved(house: House, phone: PhoneNumber = UNREGISTERED) -> str:
    sent = house.sent(phone=phone, purpose=NEW)
    outcome = house.check(sent.challenge_id, house.last_code())
    assert isinstance(outcome, NumberProved), outcome
    return outcome.proof_id


def test_a_code_goes_to_the_new_number_and_typing_it_is_a_proof(house: House) -> None:
    sent = house.sent(phone=UNREGISTERED, purpose=NEW)
    assert house.gateway.sent[-1][0] == UNREGISTERED.e164
    assert house.gateway.sent[-1][1].startswith("utter_sms_code ")
    challenge = house.identity.challenge(ME, sent.challenge_id)
    assert challenge is not None
    assert challenge.purpose is NEW
    outcome = house.check(sent.challenge_id, house.last_code())
    assert isinstance(outcome, NumberProved)
    assert house.identity.proved_number(ME, outcome.proof_id) == UNREGISTERED
    assert house.check(sent.challenge_id, house.last_code()) == CodeExpired()


def test_a_proof_neither_opens_a_session_nor_changes_the_one_there_is(house: House) -> None:
    proved(house)
    assert house.identity.session(ME) is None
    house.verify()
    house.identity.select_citizen(ME, "c1")
    before = house.identity.session(ME)
    proved(house, PhoneNumber("+6281311112222"))
    assert house.identity.session(ME) == before


def test_a_proof_is_good_for_a_quarter_of_an_hour_in_its_conversation(house: House) -> None:
    proof_id = proved(house)
    assert house.identity.proved_number(STRANGER, proof_id) is None
    assert house.identity.proved_number(ME, "unknown") is None
    house.clock.advance(minutes=14, seconds=59)
    assert house.identity.proved_number(ME, proof_id) == UNREGISTERED
    house.clock.advance(seconds=1)
    assert house.identity.proved_number(ME, proof_id) is None


def test_logout_forgets_the_proof_and_purge_deletes_old_ones(house: House) -> None:
    first = proved(house)
    house.identity.end_session(ME)
    assert house.identity.proved_number(ME, first) is None
    second = proved(house, PhoneNumber("+6281311112222"))
    house.identity.purge(house.clock.now())
    assert house.identity.proved_number(ME, second) is not None


def test_the_owner_of_a_registered_number_is_told_and_no_code_can_succeed(house: House) -> None:
    sent = house.sent(STRANGER, REGISTERED, NEW)
    assert house.gateway.sent == [(REGISTERED.e164, "utter_sms_number_in_use")]
    tries = [house.check(sent.challenge_id, code, STRANGER) for code in ("123456", "000000", "999999")]
    assert tries == [WrongCode(2), WrongCode(1), WrongCode(0)]


def test_a_new_code_for_a_new_number_keeps_its_purpose(house: House) -> None:
    first = house.sent(phone=UNREGISTERED, purpose=NEW)
    again = house.request(phone=UNREGISTERED, purpose=NEW)
    assert isinstance(again, TooSoon)
    assert again.challenge_id == first.challenge_id
    house.clock.advance(seconds=60)
    second = house.identity.resend_code(ME, first.challenge_id, house.turn())
    assert isinstance(second, CodeSent)
    assert isinstance(house.check(second.challenge_id, house.last_code()), NumberProved)


@pytest.mark.parametrize("phone", [REGISTERED, UNREGISTERED])
@pytest.mark.parametrize("first", CodePurpose)
def test_a_code_asked_for_one_purpose_is_never_handed_out_for_the_other(
    house: House, phone: PhoneNumber, first: CodePurpose
) -> None:
    (second,) = set(CodePurpose) - {first}
    house.sent(phone=phone, purpose=first)
    assert house.request(phone=phone, purpose=second) == TooManyCodes(house.clock.now() + timedelta(seconds=60))
    house.clock.advance(seconds=60)
    sent = house.sent(phone=phone, purpose=second)
    challenge = house.identity.challenge(ME, sent.challenge_id)
    assert challenge is not None
    assert challenge.purpose is second


def test_both_purposes_share_the_limits(house: House) -> None:
    for index in range(5):
        house.clock.advance(seconds=60)
        house.sent(phone=UNREGISTERED, purpose=list(CodePurpose)[index % 2])
    house.clock.advance(seconds=60)
    assert isinstance(house.request(phone=UNREGISTERED, purpose=NEW), TooManyCodes)


def test_a_repeated_command_has_the_same_proof(house: House) -> None:
    sent = house.sent(phone=UNREGISTERED, purpose=NEW)
    code = house.last_code()
    outcomes = [house.identity.check_code(ME, sent.challenge_id, code, "turn:check") for _ in range(2)]
    assert isinstance(outcomes[0], NumberProved)
    assert outcomes[0] == outcomes[1]


def test_a_number_proved_and_then_registered_signs_in(house: House) -> None:
    proved(house)
    house.directory.add(UNREGISTERED)
    assert isinstance(house.verify(phone=UNREGISTERED), Verified)


def test_a_notice_is_sent_once_for_a_command(house: House) -> None:
    for _ in range(2):
        assert house.identity.notify(REGISTERED, NOTICE, "turn:change") == Notified()
    assert house.gateway.sent == [(REGISTERED.e164, NOTICE)]
    assert house.identity.deliver_pending_sms() == 0


def test_a_notice_waits_for_a_gateway_that_is_down_but_not_longer_than_a_day(house: House) -> None:
    house.gateway.down = True
    assert house.identity.notify(REGISTERED, NOTICE, house.turn()) == Notified()
    house.clock.advance(hours=23)
    house.gateway.down = False
    assert house.identity.deliver_pending_sms() == 1
    assert house.gateway.sent == [(REGISTERED.e164, NOTICE)]

    house.gateway.down = True
    house.identity.notify(REGISTERED, NOTICE, house.turn())
    house.clock.advance(hours=24)
    house.gateway.down = False
    assert house.identity.deliver_pending_sms() == 0


def test_an_open_circuit_is_not_tried_for_a_notice(house: House) -> None:
    house.gateway.down = True
    while house.gateway.calls < 3:
        assert house.request() == SmsUnavailable()
    house.identity.notify(REGISTERED, NOTICE, house.turn())
    assert house.gateway.calls == 3
    house.gateway.down = False
    house.clock.advance(seconds=31)
    assert house.identity.deliver_pending_sms() == 1


def test_the_session_goes_on_with_the_number_just_proved(house: House) -> None:
    house.verify()
    house.identity.select_citizen(ME, "c1")
    before = house.identity.session(ME)
    proof_id = proved(house)
    adopted = house.identity.adopt_number(ME, proof_id)
    assert before is not None
    assert adopted is not None
    assert (adopted.id, adopted.citizen_id, adopted.phone) == (before.id, "c1", UNREGISTERED)
    assert house.identity.session(ME) == adopted


def test_a_number_is_adopted_only_with_a_proof_of_this_conversation_and_a_session(house: House) -> None:
    proof_id = proved(house)
    assert house.identity.adopt_number(ME, proof_id) is None
    house.verify()
    assert house.identity.adopt_number(ME, "unknown") is None
    assert house.identity.adopt_number(STRANGER, proof_id) is None
    assert house.identity.session(ME).phone == REGISTERED
