"""How long it takes: of what is going on, of what was asked for, or in general; never of vaccination."""

from __future__ import annotations

import asyncio
import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from actions_fakes import entity, fake_services, said, tracker
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.how_long import asks_how_long, tell_how_long, tell_how_long_here
from bootstrap import Services

HOW_LONG = entity("asks_when", "progress")
CAME_IN = entity("told_before", "came_in")
DUE = dt.datetime(2022, 2, 3, 10, tzinfo=dt.timezone.utc)


def office(*, verified: bool = False, cases_of_chat: tuple[Any, ...] = ()) -> Services:
    return fake_services(
        verified=verified,
        target_times=SimpleNamespace(due_at=lambda kind, at: DUE),
        reports=SimpleNamespace(cases_of=lambda **_: list(cases_of_chat)),
    )


def told(services: Services, on: Tracker) -> tuple[list[str], Any]:
    dispatcher = CollectingDispatcher()
    events = asyncio.run(tell_how_long(services, dispatcher, on))
    return [message["response"] for message in dispatcher.messages], events


@pytest.mark.parametrize(
    ("task", "response"),
    [
        (None, "utter_time_if_asked_now"),
        ("certificate", "utter_time_at_once"),
        ("phone_change", "utter_time_at_once"),
        ("name_correction", "utter_time_if_asked_now_name_correction"),
        ("lost_number", "utter_time_if_asked_now_lost_number"),
        ("wrong_record", "utter_time_if_asked_now"),
    ],
)
def test_inside_a_form_it_is_told_of_what_is_going_on(task: str | None, response: str) -> None:
    dispatcher = CollectingDispatcher()
    tell_how_long_here(office(), dispatcher, tracker(task=task))
    assert [message["response"] for message in dispatcher.messages] == [response]


def test_before_anything_was_asked_for_it_is_told_in_general() -> None:
    assert told(office(), tracker("petugas balasnya kapan", "talk_to_human", HOW_LONG)) == (
        ["utter_time_if_asked_now"],
        [],
    )


def test_a_verified_number_hears_how_its_cases_stand() -> None:
    responses, events = told(office(verified=True), tracker("berapa lama", "check_ticket_status", HOW_LONG))
    assert "utter_time_if_asked_now" not in responses
    assert any(event.get("name") == "phone_number_form" for event in events)


def test_how_long_data_are_kept_is_no_question_for_officers() -> None:
    assert told(office(), tracker("data saya disimpan berapa lama", "nlu_fallback", HOW_LONG)) == ([], None)


def test_how_long_the_answer_of_officers_takes_is_asked_though_it_sounds_like_their_contact() -> None:
    on = tracker("berapa lama dibalasnya kalau di sini?", "faq", HOW_LONG)
    on.latest_message["intent"]["confidence"] = 0.98
    on.latest_message["intent_ranking"] = [{"name": "faq/contact", "confidence": 0.98}]
    assert asks_how_long(on)


@pytest.mark.parametrize("question", [HOW_LONG, CAME_IN])
def test_inside_a_form_nothing_is_looked_up(question: dict[str, Any]) -> None:
    assert told(office(verified=True), tracker("berapa lama", "inform", question, form="otp_form")) == ([], None)


def test_whether_it_came_in_is_nothing_to_say_where_nothing_was_asked_for() -> None:
    assert told(office(), tracker("udah masuk belum?", "nlu_fallback", CAME_IN)) == ([], None)


def test_the_interval_between_doses_is_about_vaccination_but_not_right_after_a_request() -> None:
    on = tracker("jarak dosis berapa lama", "faq", HOW_LONG)
    on.latest_message["intent"]["confidence"] = 0.95
    on.latest_message["intent_ranking"] = [{"name": "faq/next_dose", "confidence": 0.95}]
    assert not asks_how_long(on)
    assert told(office(), on) == ([], None)
    unsure = tracker("terus berapa lama", "faq", HOW_LONG, before=[{"event": "user"}, said("utter_report_opened")])
    unsure.latest_message["intent"]["confidence"] = 0.7
    assert asks_how_long(unsure)
