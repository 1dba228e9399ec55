"""What citizens add to their cases, take back and bring back; only to their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from registry import tables
from registry.addition_records import (
    Added,
    AdditionProblem,
    AdditionRefused,
    Reopened,
    ReopeningRefused,
    ReopenProblem,
    WithdrawalProblem,
    WithdrawalRefused,
    Withdrawn,
)
from registry.additions import LONGEST_STATEMENT, MOST_STATEMENTS
from registry.case_records import CorrectionPending, ReportKind
from tests.unit.registry.registry_kit import CHAT, JPEG, Office, phone_of, someone

STRANGER = "+6281399988877"
PHONE = phone_of("two_doses")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = Office(database_url)
    yield office
    office.engine.dispose()


def case_row(office: Office, number: str) -> Any:
    rows = [*office.rows(tables.reports), *office.rows(tables.corrections)]
    return next(row for row in rows if row["number"] == number)


def state_of(office: Office, number: str) -> str:
    return str(case_row(office, number)["state"])


def say(office: Office, number: str, text: str = "it was a Tuesday", phone: str = PHONE, command: str = "") -> Any:
    return office.additions.add_statement(number, phone, text, CHAT, command or office.turn())


def withdraw(office: Office, number: str, phone: str = PHONE, command: str = "") -> Any:
    return office.additions.withdraw(number, phone, CHAT, command or office.turn())


def reopen(office: Office, number: str, phone: str = PHONE, command: str = "") -> Any:
    return office.additions.reopen(number, phone, CHAT, command or office.turn())


def pending_correction(office: Office) -> str:
    office.civil.down = True
    opened = office.correct("two_doses", "Somebody Else")
    assert isinstance(opened, CorrectionPending)
    return opened.case_number


def close(office: Office, number: str, state: str = "done") -> None:
    closed = "decided_at" if number.startswith("KR") else "closed_at"
    office.set_case(number, state=state, **{closed: office.clock.now()})


@pytest.fixture(params=["report", "correction"])
def number(office: Office, request: pytest.FixtureRequest) -> str:
    return office.report("two_doses") if request.param == "report" else pending_correction(office)


def test_words_are_added_to_an_open_case_and_sealed(office: Office, number: str) -> None:
    before = case_row(office, number)["version"]

    assert say(office, number.lower().replace("-", " "), "  it was a Tuesday ") == Added(number, 1)

    (row,) = office.rows(tables.case_statements)
    with office.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT text FROM case_statements").scalar_one()
    assert b"Tuesday" not in bytes(stored)
    assert office.vault.open(row["text"], place=f"case_statements/{row['id']}/text") == "it was a Tuesday"
    assert case_row(office, number)["version"] == before + 1
    assert state_of(office, number) == "pending"
    assert office.audit()[-1] == "statement_added"


def test_the_owner_reads_again_what_was_said_and_nobody_else_does(office: Office) -> None:
    told = {"complaint": "wrong", "statement": "it was in May"}
    opened = office.reports.open_report(
        ReportKind.WRONG_RECORD, office.citizen("two_doses").id, PHONE, told, CHAT, office.turn()
    )
    number = opened.case_number
    say(office, number, "no, in June")
    assert office.additions.words_of(number, PHONE) == ("it was in May", "no, in June")
    assert office.additions.words_of(number, STRANGER) == ()
    correction = pending_correction(office)
    say(office, correction, "as on my card")
    assert office.additions.words_of(correction, PHONE) == ("Somebody Else", "as on my card")


@pytest.mark.parametrize("answer", ["words", "photo"])
def test_an_answer_hands_the_case_back_to_the_officers(office: Office, number: str, answer: str) -> None:
    office.set_case(number, state="waiting")
    before = case_row(office, number)["version"]

    if answer == "words":
        say(office, number)
    else:
        office.reports.attach(number, PHONE, JPEG, office.turn())

    assert state_of(office, number) == "in_progress"
    assert case_row(office, number)["version"] == before + 1


def test_words_do_not_undo_what_an_officer_decided(office: Office, number: str) -> None:
    office.set_case(number, state="approved")

    say(office, number)

    assert state_of(office, number) == "approved"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  \n", AdditionProblem.EMPTY),
        ("x" * (LONGEST_STATEMENT + 1), AdditionProblem.TOO_LONG),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(office: Office, text: str, problem: AdditionProblem) -> None:
    assert say(office, office.report("two_doses"), text) == AdditionRefused(problem)
    assert not office.rows(tables.case_statements)


def test_the_longest_statement_is_taken(office: Office) -> None:
    assert isinstance(say(office, office.report("two_doses"), "x" * LONGEST_STATEMENT), Added)


def test_a_case_takes_no_more_than_twenty(office: Office) -> None:
    number = office.report("two_doses")
    for count in range(MOST_STATEMENTS):
        assert say(office, number, str(count)) == Added(number, count + 1)

    assert say(office, number, "one more") == AdditionRefused(AdditionProblem.TOO_MANY)
    assert len(office.rows(tables.case_statements)) == MOST_STATEMENTS


def test_a_repeated_command_adds_once_and_one_turn_may_add_two_things(office: Office) -> None:
    number = office.report("two_doses")

    assert say(office, number, "a", command="t") == say(office, number, "a", command="t") == Added(number, 1)
    assert say(office, number, "b", command="t") == Added(number, 2)


def test_a_withdrawn_case_is_closed_and_nothing_comes_of_its_decision(office: Office, number: str) -> None:
    office.decide(number, "holding", effective_at=office.clock.now())

    assert withdraw(office, number, command="t") == withdraw(office, number, command="t") == Withdrawn(number)

    assert state_of(office, number) == "withdrawn"
    (decision,) = office.rows(tables.decisions)
    assert decision["state"] == "overtaken"
    assert office.audit()[-1] == "case_withdrawn"
    assert withdraw(office, number) == WithdrawalRefused(WithdrawalProblem.CASE_CLOSED)
    assert say(office, number) == AdditionRefused(AdditionProblem.CASE_CLOSED)


def test_a_withdrawal_leaves_settled_decisions_and_other_cases_alone(office: Office) -> None:
    number, other = office.report("two_doses"), office.report("two_doses", ReportKind.WRONG_RECORD)
    office.decide(number, "undone")
    office.decide(other, "awaiting_second")

    withdraw(office, number)

    assert sorted(row["state"] for row in office.rows(tables.decisions)) == ["awaiting_second", "undone"]
    assert state_of(office, other) == "pending"


@pytest.mark.parametrize("state", ["done", "refused"])
def test_a_decided_case_can_be_reopened_for_seven_days(office: Office, number: str, state: str) -> None:
    close(office, number, state)
    office.clock.advance(days=7)

    assert reopen(office, number, command="t") == reopen(office, number, command="t") == Reopened(number)

    row = case_row(office, number)
    assert row["state"] == "pending"
    assert office.reports.cases_of(phone_e164=PHONE)[0].open
    assert office.audit()[-1] == "case_reopened"
    assert say(office, number) == Added(number, 1)


def test_a_reopened_correction_is_undecided_again(office: Office) -> None:
    number = pending_correction(office)
    close(office, number)
    office.set_case(number, decided_by="o1", effective_at=office.clock.now())

    reopen(office, number)

    row = case_row(office, number)
    assert (row["decided_at"], row["decided_by"], row["effective_at"]) == (None, None, None)


def test_after_seven_days_it_is_too_late(office: Office, number: str) -> None:
    close(office, number)
    office.clock.moment += timedelta(days=7, seconds=1)

    assert reopen(office, number) == ReopeningRefused(ReopenProblem.TOO_LATE)
    assert state_of(office, number) == "done"


def test_open_and_withdrawn_cases_are_not_reopened(office: Office, number: str) -> None:
    assert reopen(office, number) == ReopeningRefused(ReopenProblem.STILL_OPEN)
    withdraw(office, number)
    assert reopen(office, number) == ReopeningRefused(ReopenProblem.WITHDRAWN)


@pytest.mark.parametrize("open_one", [lambda office: office.report("two_doses"), pending_correction])
def test_one_matter_has_one_open_case(office: Office, open_one: Any) -> None:
    first = open_one(office)
    close(office, first, "refused")
    second = open_one(office)
    assert second != first

    assert reopen(office, first) == ReopeningRefused(ReopenProblem.OTHER_OPEN)

    withdraw(office, second)
    assert reopen(office, first) == Reopened(first)


@pytest.mark.parametrize("typed", ["", "LP-220201-ZZZZ", "KR-220201-ZZZZ", "nonsense", "own"])
@pytest.mark.parametrize("closed", [True, False])
def test_a_strangers_case_is_refused_like_one_that_does_not_exist(office: Office, typed: str, closed: bool) -> None:
    number = office.report("two_doses")
    if closed:
        close(office, number)
    typed = number if typed == "own" else typed
    before = case_row(office, number)

    assert say(office, typed, phone=STRANGER) == AdditionRefused(AdditionProblem.UNKNOWN_CASE)
    assert withdraw(office, typed, phone=STRANGER) == WithdrawalRefused(WithdrawalProblem.UNKNOWN_CASE)
    assert reopen(office, typed, phone=STRANGER) == ReopeningRefused(ReopenProblem.UNKNOWN_CASE)

    assert case_row(office, number) == before
    assert not office.rows(tables.case_statements)


def test_who_is_not_registered_adds_to_a_case_of_the_own_number(office: Office) -> None:
    opened = office.reports.open_report(ReportKind.OTHER, None, STRANGER, {}, CHAT, office.turn())

    assert say(office, opened.case_number, phone=STRANGER) == Added(opened.case_number, 1)
    assert withdraw(office, opened.case_number, phone=someone("no_doses")[0].phone) == WithdrawalRefused(
        WithdrawalProblem.UNKNOWN_CASE
    )
