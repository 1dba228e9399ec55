"""A yes at the beginning of a question: enough for a name, never for what cannot be taken back."""

from __future__ import annotations

from actions_fakes import fake_services, run, tracker
from rasa_sdk import Tracker

from actions.answers import Answer, answer_of, answer_of_the_beginning
from actions.confirmation import ValidateConfirmationForm


def yes_and_a_question() -> Tracker:
    on = tracker("iya. apa saja yang hilang?", "faq", form="confirmation_form", requested_slot="confirmed")
    question = {"name": "faq/data_privacy", "confidence": 0.9, "response": "utter_faq/after_deletion"}
    on.latest_message["parts"] = [{"name": "affirm", "confidence": 1.0}, question]
    return on


def test_a_yes_before_a_question_is_one_by_its_beginning_only() -> None:
    assert answer_of(yes_and_a_question()) is None
    assert answer_of_the_beginning(yes_and_a_question()) is Answer.YES


def test_a_yes_before_a_question_deletes_nothing() -> None:
    assert run(ValidateConfirmationForm(fake_services()), yes_and_a_question()).slots.get("confirmed") is None
