"""SMS that fail, get lost, or wait; and the texts and gateways."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from identity.phone import PhoneNumber
from identity.records import CodeExpired, CodeSent, SmsUnavailable, Verified, WrongCode
from identity.tables import sms_queue
from tests.unit.identity.identity_fakes import ME, REGISTERED, STRANGER, UNREGISTERED, House
from wording import Wording

RESPONSES = Path(__file__).parents[3] / "data" / "responses"


class Crash(BaseException):
    """The process dies while the gateway is being called."""


@pytest.fixture
def house(database_url: str) -> House:
    return House(database_url)


def crash_while_sending(house: House, conversation: str = ME) -> None:
    class DyingGateway:
        def send(self, phone_e164: str, text: str) -> None:
            raise Crash

    alive, house.gateway = house.gateway, DyingGateway()  # type: ignore[assignment]
    dying = house.restarted()
    house.gateway = alive
    with pytest.raises(Crash):
        dying.request_code(conversation, REGISTERED, "turn:crash")


@pytest.mark.parametrize("phone", [REGISTERED, UNREGISTERED])
def test_an_sms_that_was_not_taken_counts_for_nothing(house: House, phone: PhoneNumber) -> None:
    house.gateway.down = True
    assert house.request(phone=phone) == SmsUnavailable()
    house.clock.advance(seconds=1)
    house.gateway.down = False
    for _ in range(5):
        house.sent(phone=phone)
        house.clock.advance(seconds=60)


def test_a_repeated_command_hears_that_the_sms_failed(house: House) -> None:
    house.gateway.down = True
    assert house.identity.request_code(ME, REGISTERED, "turn:ask") == SmsUnavailable()
    house.gateway.down = False
    assert house.identity.request_code(ME, REGISTERED, "turn:ask") == SmsUnavailable()
    assert house.gateway.calls == 1


def test_an_old_code_stays_good_when_the_new_one_did_not_go_out(house: House) -> None:
    first = house.sent()
    house.clock.advance(seconds=61)
    house.gateway.down = True
    assert house.identity.resend_code(ME, first.challenge_id, house.turn()) == SmsUnavailable()
    assert house.check(first.challenge_id, house.wrong_code()) == WrongCode(2)
    assert isinstance(house.check(first.challenge_id, house.last_code()), Verified)


def test_an_adapters_surprise_is_a_failed_sms(house: House) -> None:
    def burst(_phone: str, _text: str) -> None:
        raise RuntimeError("surprise")

    house.gateway.send = burst  # type: ignore[method-assign]
    assert house.request() == SmsUnavailable()


def test_three_failures_in_a_row_open_the_circuit_for_half_a_minute(house: House) -> None:
    house.gateway.down = True
    for index in range(3):
        assert house.request(f"{index:032}") == SmsUnavailable()
    asked, calls = house.directory.asked, house.gateway.calls
    for phone in (REGISTERED, UNREGISTERED):
        assert house.request(phone=phone) == SmsUnavailable()
    assert (house.directory.asked, house.gateway.calls) == (asked, calls)
    house.clock.advance(seconds=30)
    assert house.request() == SmsUnavailable()
    assert house.gateway.calls == calls + 1
    house.gateway.down = False
    assert house.request() == SmsUnavailable()
    house.clock.advance(seconds=30)
    assert isinstance(house.request(), CodeSent)
    house.gateway.down = True
    assert house.request(STRANGER) == SmsUnavailable()
    house.gateway.down = False
    assert isinstance(house.request(STRANGER), CodeSent)


def test_what_a_crash_left_in_the_queue_is_delivered_once(house: House) -> None:
    crash_while_sending(house)
    assert house.identity.deliver_pending_sms() == 0
    house.clock.advance(seconds=11)
    assert house.identity.deliver_pending_sms() == 1
    assert house.identity.deliver_pending_sms() == 0
    repeated = house.identity.request_code(ME, REGISTERED, "turn:crash")
    assert isinstance(repeated, CodeSent)
    assert len(house.gateway.sent) == 1
    assert isinstance(house.check(repeated.challenge_id, house.last_code()), Verified)


def test_the_queue_tries_again_until_the_code_is_worthless(house: House) -> None:
    crash_while_sending(house)
    house.gateway.down = True
    house.clock.advance(seconds=11)
    assert house.identity.deliver_pending_sms() == 0
    assert house.identity.deliver_pending_sms() == 0
    assert house.gateway.calls == 1
    house.clock.advance(minutes=5)
    house.gateway.down = False
    assert house.identity.deliver_pending_sms() == 0
    with house.engine.begin() as connection:
        assert connection.execute(select(sms_queue)).first() is None


def test_a_replaced_code_does_not_arrive_late(house: House) -> None:
    crash_while_sending(house)
    house.clock.advance(seconds=61)
    house.sent()
    assert house.identity.deliver_pending_sms() == 0
    assert len(house.gateway.sent) == 1


@pytest.mark.parametrize("name", ["utter_sms_code", "utter_sms_not_registered", "utter_sms_number_in_use"])
def test_each_text_fits_one_sms(name: str) -> None:
    text = Wording.load(RESPONSES).text(name, code="123456", minutes=5)
    assert text.isascii()
    assert len(text) <= 160
    assert ("123456" in text) is (name == "utter_sms_code")


def test_many_threads_get_one_code_and_one_session_out_of_one_challenge(house: House) -> None:
    def together(count: int, work: object) -> list[object]:
        results: list[object] = []
        threads = [threading.Thread(target=lambda: results.append(work())) for _ in range(count)]  # type: ignore[operator]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    requested = together(6, house.request)
    sent = [outcome for outcome in requested if isinstance(outcome, CodeSent)]
    assert len(requested) == 6
    assert len(sent) == len(house.gateway.sent) == 1
    code = house.last_code()
    checked = together(6, lambda: house.check(sent[0].challenge_id, code))
    assert sorted(type(outcome).__name__ for outcome in checked) == ["CodeExpired"] * 5 + ["Verified"]
    assert CodeExpired() in checked
