"""A message after news about a case is understood as a word about it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from actions_fakes import FakeNotices, entity, fake_services, run, tracker

from actions.news import ActionTakeNo
from actions.start_task import ActionStartTask
from actions.unclear import ActionAskBack
from registry.case_records import CaseState
from registry.notice_records import Notice, NoticeKind

NOW = dt.datetime(2022, 2, 1, 3, tzinfo=dt.timezone.utc)
NUMBER = "LP-220201-7K3Q"
PLACE = entity("vaccinated_at", "place")
NOT_MINE = entity("record_field", "not_mine")


def after(kind: NoticeKind, *, ago: dt.timedelta = dt.timedelta(minutes=5), **more: Any) -> Any:
    told = Notice("n1", NUMBER, "c1", kind, None, (), NOW - ago, NOW - ago)
    return fake_services(case_notices=FakeNotices(told), **more)


def test_an_unclear_word_after_news_asks_how_the_case_is() -> None:
    outcome = run(ActionAskBack(after(NoticeKind.REFUSED)), tracker("kenapa", "nlu_fallback"))
    assert (outcome.slots["task"], outcome.slots["case_number"]) == ("cases", NUMBER)
    assert outcome.next_action == "phone_number_form"


def test_news_of_long_ago_explain_nothing() -> None:
    services = after(NoticeKind.REFUSED, ago=dt.timedelta(days=8))
    assert run(ActionAskBack(services), tracker("kenapa", "nlu_fallback")).responses == ["utter_ask_back"]


def test_news_that_were_answered_before_explain_nothing() -> None:
    on = tracker("kenapa", "nlu_fallback", before=[{"event": "user"}])
    on.latest_message["metadata"] = {"silence_s": 30}
    assert run(ActionAskBack(after(NoticeKind.REFUSED)), on).responses == ["utter_ask_back"]


@pytest.mark.parametrize("said", ["tidak ada", "hilang"])
def test_a_no_answers_the_officers_question(said: str) -> None:
    outcome = run(ActionTakeNo(after(NoticeKind.ASKED_BACK)), tracker(said, "deny"))
    assert outcome.slots["case_wish"] == "add_to_case"
    assert outcome.slots["statement_ref"]


def test_a_no_without_news_is_just_a_no() -> None:
    assert run(ActionTakeNo(fake_services()), tracker("tidak", "deny")).responses == ["utter_deny"]


def test_when_and_where_goes_to_the_case_that_waits_for_it() -> None:
    waiting = SimpleNamespace(case_number=NUMBER, state=CaseState.WAITING)
    services = fake_services(reports=SimpleNamespace(cases_of=lambda **_: [waiting]))
    on = tracker("saya vaksin di puskesmas melati tgl 4 mei", "report_missing_certificate", PLACE)
    outcome = run(ActionStartTask(services), on)
    assert (outcome.slots["task"], outcome.slots["case_number"]) == ("cases", NUMBER)


def test_without_a_waiting_case_it_opens_a_report() -> None:
    on = tracker("saya vaksin di puskesmas melati tgl 4 mei", "report_missing_certificate", PLACE)
    assert run(ActionStartTask(fake_services()), on).slots["task"] == "missing_certificate"


def test_whoever_disowns_a_move_out_of_the_blue_stops_it() -> None:
    stopped: list[str] = []

    def stop(phone: str, conversation_id: str, command_id: str) -> str:
        stopped.append(phone)
        return "KR-220201-7K3Q"

    services = fake_services(lost_numbers=SimpleNamespace(stop=stop))
    outcome = run(ActionTakeNo(services), tracker("bukan saya", "deny", NOT_MINE))
    assert (outcome.responses, stopped) == (["utter_lost_number_stopped"], ["+6281234567890"])


def test_a_stranger_to_the_number_verifies_first() -> None:
    services = fake_services(identity=fake_services(verified=False).identity)
    outcome = run(ActionTakeNo(services), tracker("bukan saya", "deny", NOT_MINE))
    assert (outcome.slots["case_wish"], outcome.next_action) == ("stop_move", "phone_number_form")


def test_not_me_in_the_middle_of_a_talk_is_just_a_no() -> None:
    on = tracker("bukan saya", "deny", NOT_MINE, before=[{"event": "user"}])
    on.latest_message["metadata"] = {"silence_s": 30}
    assert run(ActionTakeNo(fake_services()), on).responses == ["utter_deny"]
