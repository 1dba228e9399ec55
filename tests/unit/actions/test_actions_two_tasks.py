"""Which two things one message asks for."""

from __future__ import annotations

import pytest
from actions_fakes import tracker
from rasa_sdk import Tracker

from actions.task_names import Task
from actions.two_tasks import clear_tasks_in, tasks_in


def parts(*named: tuple[str, float], likeliest: str = "") -> Tracker:
    on = tracker("", "nlu_fallback")
    on.latest_message["parts"] = [{"name": name, "confidence": sure} for name, sure in named]
    on.latest_message["intent_ranking"] = [{"name": likeliest, "confidence": 0.5}] if likeliest else []
    return on


CERTIFICATE, STATUS = ("download_certificate", 0.95), ("check_vaccination_status", 0.95)


def test_two_wishes_are_taken_in_their_order() -> None:
    assert tasks_in(parts(STATUS, CERTIFICATE), Task.CERTIFICATE) == [Task.STATUS, Task.CERTIFICATE]


def test_to_be_forgotten_comes_last() -> None:
    on = parts(("delete_my_data", 0.99), CERTIFICATE)
    assert tasks_in(on, Task.DATA_DELETION) == [Task.CERTIFICATE, Task.DATA_DELETION]


@pytest.mark.parametrize("intent", ["delete_my_data", "correct_name", "change_phone_number"])
def test_what_changes_something_is_not_guessed_from_a_part(intent: str) -> None:
    assert tasks_in(parts(CERTIFICATE, (intent, 0.85)), Task.CERTIFICATE) == []


def test_two_ways_to_say_one_thing_are_one_wish() -> None:
    on = parts(CERTIFICATE, ("report_missing_certificate", 0.95), likeliest="report_missing_certificate")
    assert tasks_in(on, Task.CERTIFICATE) == []
    assert clear_tasks_in(on) == [Task.MISSING_CERTIFICATE]


def test_an_unclear_message_of_clear_parts_asks_for_both() -> None:
    assert clear_tasks_in(parts(CERTIFICATE, ("correct_name", 0.92))) == [Task.CERTIFICATE, Task.NAME_CORRECTION]


def test_one_clear_part_is_enough_for_what_only_shows_something() -> None:
    assert clear_tasks_in(parts(CERTIFICATE, ("out_of_scope", 0.4))) == [Task.CERTIFICATE]
    assert clear_tasks_in(parts(("correct_name", 0.95), ("out_of_scope", 0.4))) == []
