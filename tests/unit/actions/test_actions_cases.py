"""How far a case is, in words: what is asked, why it was refused, by when, and what can be done about it."""

from __future__ import annotations

import asyncio
import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from actions_fakes import fake_services, run, tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.case_changes import ActionAddStatement, ActionWithdrawCase
from actions.cases import case_rows
from actions.task import ActionDoTask
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
from registry.case_records import CaseState, CaseStatus, CorrectionKind, ReportKind
from registry.decision_records import Question, RefusalReason

NOW = dt.datetime(2022, 2, 1, 3, tzinfo=dt.timezone.utc)
HOUR = dt.timedelta(hours=1)
NUMBER, OTHER = "LP-220201-7K3Q", "KR-220201-9XQP"


def case(state: CaseState, reason: str | None = None, *, number: str = NUMBER, closed: Any = None) -> CaseStatus:
    kind = CorrectionKind.NAME if number.startswith("KR") else ReportKind.WRONG_RECORD
    return CaseStatus(number, kind, state, NOW - HOUR, NOW, closed, "p1", 0, reason)


def services(*cases: CaseStatus, due_at: dt.datetime = NOW + 2 * HOUR, **more: Any) -> Any:
    given: Any = fake_services(
        reports=SimpleNamespace(
            cases_of=lambda **_: list(cases),
            case=lambda number, _phone: next((each for each in cases if each.case_number == number), None),
        ),
        target_times=SimpleNamespace(due_at=lambda kind, opened_at: due_at),
        registry=SimpleNamespace(
            citizen_on=lambda _phone, citizen_id: SimpleNamespace(id=citizen_id), citizens_of=lambda _phone: []
        ),
        **{"additions": SimpleNamespace(words_of=lambda number, _phone: ()), **more},
    )
    session = given.identity.session("c1")
    session.citizen_id = "p1"
    given.identity.session = lambda _conversation: session
    return given


@pytest.mark.parametrize("reason", RefusalReason)
def test_a_refused_case_tells_why_and_until_when_it_can_be_opened_again(reason: RefusalReason) -> None:
    told = case_rows(services(), [case(CaseState.REFUSED, reason.value, closed=NOW)])
    plain = case_rows(services(), [case(CaseState.REFUSED, closed=NOW)])
    assert told != plain
    assert "8 Februari 2022" in told


def test_after_seven_days_nobody_is_told_to_open_it_again() -> None:
    closed = NOW - dt.timedelta(days=7, seconds=1)
    assert "8 Februari" not in case_rows(services(), [case(CaseState.REFUSED, "duplicate", closed=closed)])


@pytest.mark.parametrize("question", Question)
def test_a_waiting_case_tells_what_is_asked(question: Question) -> None:
    told = case_rows(services(), [case(CaseState.WAITING, question.value)])
    assert told != case_rows(services(), [case(CaseState.WAITING)])


@pytest.mark.parametrize("state", [CaseState.PENDING, CaseState.IN_PROGRESS])
def test_officers_time_is_told_while_it_runs_and_no_longer(state: CaseState) -> None:
    assert "1 Februari 2022 pukul 12.00 WIB" in case_rows(services(), [case(state)])
    assert "pukul" not in case_rows(services(due_at=NOW - HOUR), [case(state)])


def test_closed_cases_have_no_time() -> None:
    rows = case_rows(services(), [case(CaseState.DONE, closed=NOW), case(CaseState.WITHDRAWN, closed=NOW)])
    assert "pukul" not in rows


@pytest.mark.parametrize(
    ("newest", "response"),
    [
        (case(CaseState.PENDING), "utter_cases_open"),
        (case(CaseState.DONE, closed=NOW), "utter_cases_reopenable"),
        (case(CaseState.DONE, closed=NOW - dt.timedelta(days=8)), "utter_cases"),
        (case(CaseState.WITHDRAWN, closed=NOW), "utter_cases"),
    ],
)
def test_the_buttons_fit_the_newest_case(newest: CaseStatus, response: str) -> None:
    assert run(ActionDoTask(services(newest)), tracker(task="cases")).responses == [response]


def test_what_was_said_about_the_newest_case_is_read_back_on_one_line() -> None:
    said = SimpleNamespace(words_of=lambda number, _phone: ("3 juni\ndi *depok*", "bukan 3 juni, 8 juni"))
    office = services(case(CaseState.PENDING), case(CaseState.WAITING, number=OTHER), additions=said)
    dispatcher = CollectingDispatcher()
    asyncio.run(ActionDoTask(office).run(dispatcher, tracker(task="cases"), {}))
    (told,) = dispatcher.messages
    newest, other = told["rows"].split(OTHER)
    assert '"3 juni di depok / bukan 3 juni, 8 juni"' in newest
    assert "juni" not in other


@pytest.mark.parametrize(("wish", "form"), [("add_to_case", "statement"), ("withdraw_case", "withdrawal")])
def test_a_wish_opens_its_form_for_the_one_case_that_fits(wish: str, form: str) -> None:
    closed = case(CaseState.DONE, number=OTHER, closed=NOW)
    outcome = run(ActionDoTask(services(closed, case(CaseState.PENDING))), tracker(task="cases", case_wish=wish))
    assert (outcome.slots["form_due"], outcome.slots["case_number"]) == (form, NUMBER)


@pytest.mark.parametrize("wish", ["add_to_case", "withdraw_case"])
def test_of_two_cases_it_is_asked_which(wish: str) -> None:
    two = services(case(CaseState.PENDING), case(CaseState.WAITING, number=OTHER))
    outcome = run(ActionDoTask(two), tracker(task="cases", case_wish=wish))
    assert outcome.responses == [f"utter_which_{wish}"]
    named = run(ActionDoTask(two), tracker(task="cases", case_wish=wish, case_number=OTHER))
    assert named.slots["case_number"] == OTHER


@pytest.mark.parametrize("wish", ["add_to_case", "withdraw_case", "reopen_case"])
def test_a_wish_without_a_case_says_so(wish: str) -> None:
    outcome = run(ActionDoTask(services()), tracker(task="cases", case_wish=wish))
    assert outcome.responses == [f"utter_nothing_to_{wish}"]


@pytest.mark.parametrize("wish", ["add_to_case", "withdraw_case", "reopen_case"])
def test_a_strangers_number_does_nothing_to_ones_own_case(wish: str) -> None:
    on = tracker(task="cases", case_wish=wish, case_number="LP-220101-ZZ9Q")
    outcome = run(ActionDoTask(services(case(CaseState.PENDING))), on)
    assert outcome.responses[0] == "utter_case_unknown"
    assert outcome.slots["form_due"] is None


@pytest.mark.parametrize(
    ("outcome", "response"),
    [
        (Reopened(NUMBER), "utter_case_reopened"),
        *((ReopeningRefused(problem), f"utter_case_not_reopened_{problem.value}") for problem in ReopenProblem),
    ],
)
def test_reopening_is_answered_with_what_became_of_it(outcome: Any, response: str) -> None:
    office = services(case(CaseState.REFUSED, closed=NOW), additions=SimpleNamespace(reopen=lambda *_: outcome))
    assert run(ActionDoTask(office), tracker(task="cases", case_wish="reopen_case")).responses == [response]
    assert response in office.wording


@pytest.mark.parametrize(
    ("outcome", "response"),
    [
        (Added(NUMBER, 1), "utter_statement_added"),
        *((AdditionRefused(problem), f"utter_statement_not_added_{problem.value}") for problem in AdditionProblem),
    ],
)
def test_a_statement_is_answered_with_what_became_of_it(outcome: Any, response: str) -> None:
    office = services(additions=SimpleNamespace(add_statement=lambda *_: outcome))
    assert run(ActionAddStatement(office), tracker(case_number=NUMBER, statement_ref="s")).responses == [response]
    assert response in office.wording


@pytest.mark.parametrize(
    ("outcome", "response"),
    [
        (Withdrawn(NUMBER), "utter_case_withdrawn"),
        *((WithdrawalRefused(problem), f"utter_case_not_withdrawn_{problem.value}") for problem in WithdrawalProblem),
    ],
)
def test_a_withdrawal_is_answered_with_what_became_of_it(outcome: Any, response: str) -> None:
    office = services(additions=SimpleNamespace(withdraw=lambda *_: outcome))
    on = tracker(case_number=NUMBER, withdrawal_confirmed="yes")
    assert run(ActionWithdrawCase(office), on).responses == [response]
    assert response in office.wording


def test_what_was_said_is_kept_when_the_session_has_ended() -> None:
    on = tracker(case_number=NUMBER, statement_ref="s", otp_ref="o")
    outcome = run(ActionAddStatement(fake_services(verified=False)), on)
    assert (outcome.responses, outcome.next_action) == (["utter_session_expired"], "phone_number_form")
    assert "statement_ref" not in outcome.slots
