"""Asking for codes and typing them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from identity.codes import CodeHasher, new_code
from identity.phone import PhoneNumber
from identity.records import (
    CodeExpired,
    CodePurpose,
    CodeSent,
    Locked,
    TooManyCodes,
    TooSoon,
    UnknownChallenge,
    Verified,
    WrongCode,
)
from identity.tables import metadata, otp_challenges, sms_queue
from storage import tables as shared
from storage.tables import audit_events
from tests.databases import Databases
from tests.unit.identity.identity_fakes import ME, REGISTERED, STRANGER, UNREGISTERED, House


@pytest.fixture
def house(database_url: str) -> House:
    return House(database_url)


def test_the_code_of_the_sms_verifies_the_conversation(house: House) -> None:
    sent = house.sent()
    assert sent.masked_phone == "+62 812-••••-7890"
    assert sent.expires_at - house.clock.now() == timedelta(minutes=5)
    outcome = house.check(sent.challenge_id, house.last_code())
    assert isinstance(outcome, Verified)
    session = house.identity.session(ME)
    assert session is not None
    assert session.id == outcome.session_id
    assert session.phone == REGISTERED


def test_a_code_is_good_once(house: House) -> None:
    sent = house.sent()
    assert isinstance(house.check(sent.challenge_id, house.last_code()), Verified)
    assert house.check(sent.challenge_id, house.last_code()) == CodeExpired()


@pytest.mark.parametrize(("seconds", "outcome"), [(299, Verified), (300, CodeExpired), (301, CodeExpired)])
def test_a_code_lives_five_minutes(house: House, seconds: int, outcome: type) -> None:
    sent = house.sent()
    house.clock.advance(seconds=seconds)
    assert isinstance(house.check(sent.challenge_id, house.last_code()), outcome)


def test_a_code_has_three_tries(house: House) -> None:
    sent = house.sent()
    tries = [house.check(sent.challenge_id, house.wrong_code()) for _ in range(3)]
    assert tries == [WrongCode(2), WrongCode(1), WrongCode(0)]
    assert house.check(sent.challenge_id, house.last_code()) == CodeExpired()
    assert house.identity.challenge(ME, sent.challenge_id) is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "१२३४५६", "0" * 99, "\x00"])
def test_anything_else_is_a_wrong_code(house: House, typed: str) -> None:
    assert house.check(house.sent().challenge_id, typed) == WrongCode(2)


def test_a_challenge_belongs_to_its_conversation(house: House) -> None:
    sent = house.sent()
    assert house.check(sent.challenge_id, house.last_code(), STRANGER) == UnknownChallenge()
    assert house.identity.challenge(STRANGER, sent.challenge_id) is None
    assert house.identity.resend_code(STRANGER, sent.challenge_id, house.turn()) == UnknownChallenge()
    assert isinstance(house.check(sent.challenge_id, house.last_code()), Verified)


def test_an_unknown_challenge_is_told_apart(house: House) -> None:
    assert house.check("f" * 32, "123456") == UnknownChallenge()


def test_an_open_challenge_can_be_shown(house: House) -> None:
    sent = house.sent()
    challenge = house.identity.challenge(ME, sent.challenge_id)
    assert challenge is not None
    assert (challenge.masked_phone, challenge.tries_left) == ("+62 812-••••-7890", 3)
    assert (challenge.expires_at, challenge.resend_at) == (sent.expires_at, sent.resend_at)


def test_a_new_code_may_be_had_after_a_minute_and_voids_the_old(house: House) -> None:
    first = house.sent()
    first_code = house.last_code()
    house.clock.advance(seconds=59)
    too_soon = house.identity.resend_code(ME, first.challenge_id, house.turn())
    assert too_soon == TooSoon(first.challenge_id, first.masked_phone, first.expires_at, first.resend_at)
    house.clock.advance(seconds=1)
    second = house.identity.resend_code(ME, first.challenge_id, house.turn())
    assert isinstance(second, CodeSent)
    assert second.challenge_id != first.challenge_id
    assert house.check(first.challenge_id, first_code) == CodeExpired()
    assert isinstance(house.check(second.challenge_id, house.last_code()), Verified)


def test_an_expired_code_can_be_sent_again_but_a_used_one_cannot(house: House) -> None:
    first = house.sent()
    house.clock.advance(minutes=6)
    second = house.identity.resend_code(ME, first.challenge_id, house.turn())
    assert isinstance(second, CodeSent)
    assert isinstance(house.check(second.challenge_id, house.last_code()), Verified)
    assert house.identity.resend_code(ME, second.challenge_id, house.turn()) == UnknownChallenge()


def test_two_numbers_of_one_conversation_have_a_code_each(house: House) -> None:
    mine = house.sent()
    code = house.last_code()
    house.sent(phone=UNREGISTERED)
    assert isinstance(house.check(mine.challenge_id, code), Verified)


def test_five_codes_an_hour_for_a_sender(house: House) -> None:
    start = house.clock.now()
    for index in range(5):
        house.sent(phone=PhoneNumber(f"+628123456780{index}"))
        house.clock.advance(minutes=2)
    assert house.request() == TooManyCodes(start + timedelta(hours=1))
    house.clock.advance(minutes=50)
    assert isinstance(house.request(), CodeSent)


def test_five_codes_an_hour_for_a_number_over_all_strangers(house: House) -> None:
    for index in range(5):
        house.sent(f"{index:032}")
    assert isinstance(house.request(STRANGER), TooManyCodes)


def test_strangers_do_not_use_up_the_codes_of_the_verified_owner(house: House) -> None:
    assert isinstance(house.verify(), Verified)
    house.clock.advance(hours=2)
    for index in range(5):
        house.sent(f"{index:032}")
    assert isinstance(house.request(STRANGER), TooManyCodes)
    assert isinstance(house.request(ME), CodeSent)


def test_an_unregistered_number_walks_the_same_way_to_a_code_that_never_fits(house: House) -> None:
    sent = house.sent(phone=UNREGISTERED)
    assert house.gateway.sent == [(UNREGISTERED.e164, "utter_sms_not_registered")]
    assert [house.check(sent.challenge_id, "123456") for _ in range(3)] == [
        WrongCode(2),
        WrongCode(1),
        WrongCode(0),
    ]
    assert house.identity.session(ME) is None


@pytest.mark.parametrize("purpose", CodePurpose)
def test_registered_and_unregistered_numbers_cost_the_same_statements_and_hashes(
    databases: Databases, purpose: CodePurpose
) -> None:
    def walk(phone: PhoneNumber) -> tuple[list[str], list[str], int]:
        house = House(databases.fresh())
        statements: list[str] = []
        event.listen(
            house.engine,
            "before_cursor_execute",
            lambda _c, _k, sql, *_rest: statements.append(sql.split(" WHERE")[0]),
        )
        first = house.sent(phone=phone, purpose=purpose)
        outcomes: list[object] = [house.request(phone=phone, purpose=purpose)]
        house.clock.advance(seconds=61)
        second = house.identity.resend_code(ME, first.challenge_id, house.turn())
        assert isinstance(second, CodeSent)
        outcomes += [second, *(house.check(second.challenge_id, "x") for _ in range(4))]
        outcomes.append(house.identity.challenge(ME, second.challenge_id))
        house.gateway.down = True
        outcomes += [house.request(phone=phone, purpose=purpose) for _ in range(4)]
        return statements, [type(outcome).__name__ for outcome in outcomes], house.directory.asked

    known, unknown = walk(REGISTERED), walk(UNREGISTERED)
    assert len(known[0]) > 20
    assert known == unknown


def test_registered_and_unregistered_numbers_cost_the_same_hashes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[int] = []
    digest = CodeHasher.digest
    monkeypatch.setattr(CodeHasher, "digest", lambda *a: hashed.append(1) or digest(*a))
    counts = []
    for phone in (REGISTERED, UNREGISTERED):
        house.check(house.sent(phone=phone).challenge_id, "x")
        counts.append(len(hashed))
    assert counts == [2, 4]


def test_a_repeated_command_has_its_outcome_again_and_no_second_effect(house: House) -> None:
    first = house.identity.request_code(ME, REGISTERED, "turn:ask")
    assert house.restarted().request_code(ME, REGISTERED, "turn:ask") == first
    assert len(house.gateway.sent) == 1
    assert isinstance(first, CodeSent)
    wrong = house.identity.check_code(ME, first.challenge_id, "x", "turn:check")
    assert house.identity.check_code(ME, first.challenge_id, "x", "turn:check") == wrong == WrongCode(2)
    good = house.identity.check_code(ME, first.challenge_id, house.last_code(), "turn:good")
    assert house.identity.check_code(ME, first.challenge_id, house.last_code(), "turn:good") == good
    assert isinstance(good, Verified)


def test_one_action_may_ask_and_check_under_one_command(house: House) -> None:
    sent = house.identity.request_code(ME, REGISTERED, "turn:same")
    assert isinstance(sent, CodeSent)
    assert isinstance(house.identity.check_code(ME, sent.challenge_id, house.last_code(), "turn:same"), Verified)


def test_neither_code_nor_number_stands_in_the_database(house: House) -> None:
    house.gateway.down = True
    house.request()
    house.gateway.down = False
    house.verify()
    code = house.last_code()
    with house.engine.begin() as connection:
        assert connection.execute(select(otp_challenges)).first() is not None
        assert connection.execute(select(sms_queue)).first() is None
        tables = [*metadata.sorted_tables, *shared.metadata.sorted_tables]
        rows = [str(row) for table in tables for row in connection.execute(select(table))]
    text = "\n".join(rows)
    assert code not in text
    assert REGISTERED.e164[3:] not in text


def test_the_audit_tells_what_happened_by_fingerprint(house: House) -> None:
    sent = house.sent()
    house.check(sent.challenge_id, "x")
    house.check(sent.challenge_id, house.last_code())
    house.identity.end_session(ME)
    with house.engine.begin() as connection:
        kinds = connection.execute(select(audit_events.c.kind)).scalars().all()
        subjects = set(connection.execute(select(audit_events.c.subject)).scalars())
    assert kinds == ["code_requested", "code_wrong", "verified", "session_ended"]
    assert subjects == {house.vault.fingerprint("phone", REGISTERED.e164), ""}


def test_codes_are_six_digits_and_differ() -> None:
    codes = {new_code() for _ in range(50)}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 45


def test_purge_forgets_the_old_and_keeps_what_counts(house: House) -> None:
    assert isinstance(house.fail(10, STRANGER), Locked)
    house.verify()
    house.identity.purge(house.clock.now() + timedelta(days=9))
    assert isinstance(house.request(STRANGER), Locked)
    assert house.identity.session(ME) is not None
    house.clock.advance(days=100)
    house.identity.purge(house.clock.now())
    with house.engine.begin() as connection:
        left = {
            table.name: connection.execute(select(table)).first()
            for table in (*metadata.sorted_tables, shared.commands)
        }
    assert not any(left.values())


def test_a_number_is_put_right_by_its_last_figures(house: House) -> None:
    sent = house.sent()
    number = house.identity.number_ending_in(ME, sent.challenge_id, "12")
    assert number == PhoneNumber(REGISTERED.e164[:-2] + "12")


@pytest.mark.parametrize(
    ("conversation", "ending"), [(STRANGER, "12"), (ME, "satu"), (ME, ""), (ME, "0" * 11)], ids=str
)
def test_there_is_no_number_for_strangers_or_without_figures(house: House, conversation: str, ending: str) -> None:
    sent = house.sent()
    assert house.identity.number_ending_in(conversation, sent.challenge_id, ending) is None
