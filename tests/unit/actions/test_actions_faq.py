"""An answer is not said twice word for word."""

from __future__ import annotations

from typing import Any

from actions_fakes import fake_services, run, said, tracker
from rasa_sdk import Tracker

from actions.faq import ActionAnswerQuestion

BEFORE = [{"event": "user", "text": "boleh diprint?"}, said("utter_faq/certificate_print")]


def asks(*before: dict[str, Any], typed: bool = True) -> Tracker:
    on = tracker("kalau buram?", "faq", before=before)
    chosen = {"utter_action": "utter_faq/certificate_print"}
    on.latest_message["response_selector"] = {"faq": {"response": chosen}}
    on.latest_message["intent_ranking"] = [{"name": "faq/certificate_use", "confidence": 0.9}] if typed else []
    return on


def test_a_question_has_its_answer() -> None:
    assert run(ActionAnswerQuestion(fake_services()), asks()).responses == ["utter_faq/certificate_print"]


def test_the_same_answer_right_after_itself_is_owned_up_to() -> None:
    assert run(ActionAnswerQuestion(fake_services()), asks(*BEFORE)).responses == ["utter_faq_said_already"]


def test_a_tapped_topic_is_told_again() -> None:
    on = asks(*BEFORE, typed=False)
    assert run(ActionAnswerQuestion(fake_services()), on).responses == ["utter_faq/certificate_print"]
