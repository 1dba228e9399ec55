"""What sounds like the wish for a task right after an answer of ours."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from actions_fakes import entity, fake_services, tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.only_sounds_like import meant_instead
from actions.task_names import Task


def before(*responses: str) -> list[dict[str, Any]]:
    """The answers to the message before."""
    said = [{"event": "bot", "metadata": {"utter_action": name}} for name in responses]
    return [{"event": "user", "message_id": "turn0", "text": ""}, *said]


def instead(on: Any, asked: Task) -> list[str] | None:
    """The responses said instead of beginning the task; None when the task is meant."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(meant_instead(fake_services(), dispatcher, on, asked))
    return None if events is None else [message["response"] for message in dispatcher.messages]


def test_after_the_number_has_moved_the_old_card_is_asked_about() -> None:
    on = tracker("kartu lama boleh dibuang ya?", "change_phone_number", before=before("utter_phone_changed"))
    assert instead(on, Task.PHONE_CHANGE) == ["utter_phone_changed_old_card"]


def test_another_number_after_the_move_is_another_change() -> None:
    number = entity("phone_number", "+6281311112222")
    words = entity("changes", "number")
    on = tracker(
        "ganti lagi ke 081311112222", "change_phone_number", number, words, before=before("utter_phone_changed")
    )
    assert instead(on, Task.PHONE_CHANGE) is None


@pytest.mark.parametrize(("times", "said"), [("1", ["utter_faq/app_not_up_to_date"]), ("2", None)])
def test_more_doses_than_were_sent_are_missing_and_not_only_in_the_app(times: str, said: list[str] | None) -> None:
    on = tracker("kok cuma satu?", "report_missing_certificate", entity("times", times), sent_doses="1")
    assert instead(on, Task.MISSING_CERTIFICATE) == said


def test_why_a_certificate_was_not_there_is_told_after_it_was_issued() -> None:
    asked = before("utter_missing_certificate_issued")
    on = tracker("kok bisa belum terbit?", "report_missing_certificate", before=asked, sent_doses="2")
    assert instead(on, Task.MISSING_CERTIFICATE) == ["utter_missing_certificate_why"]


def test_the_number_stays_when_only_the_phone_is_new() -> None:
    on = tracker("hp nya yg ganti, nomornya tetap", "change_phone_number", entity("number_state", "unchanged"))
    assert instead(on, Task.PHONE_CHANGE) == ["utter_number_unchanged"]


def test_where_news_come_is_told_to_whoever_waits_for_them() -> None:
    words = entity("told_before", "news_here")
    on = tracker("nanti dikabari di sini?", "check_ticket_status", words, before=before("utter_report_opened"))
    assert instead(on, Task.CASES) == ["utter_case_news_here"]
    nothing_asked = tracker("nanti dikabari di sini?", "check_ticket_status", words)
    assert instead(nothing_asked, Task.CASES) is None
