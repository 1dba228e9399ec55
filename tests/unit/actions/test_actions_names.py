"""Where a name was asked for, and what is taken for one."""

from __future__ import annotations

import pytest
from actions_fakes import entity, tracker

from actions.names import name_in


def test_a_name_said_as_one_is_taken_anywhere() -> None:
    on = tracker("nama saya Siti Aminah", "correct_name", entity("person_name", "Siti Aminah", confidence=0.95))
    assert name_in(on, asked=False) == "Siti Aminah"


def test_the_name_that_is_replaced_is_not_the_name() -> None:
    old = entity("person_name", "Nurhalisa", role="old", confidence=0.95)
    on = tracker("bukan Nurhalisa tapi Nurhaliza", "correct_name", old, entity("person_name", "Nurhaliza"))
    assert name_in(on, asked=True) == "Nurhaliza"


@pytest.mark.parametrize("text", ["Nurhaliza99", "<b>Nur</b>", "Nur@haliza"])
def test_an_attempt_that_can_be_no_name_is_handed_on_to_hear_why(text: str) -> None:
    assert name_in(tracker(text, "nlu_fallback"), asked=True, any_attempt=True) == text
    assert name_in(tracker(text, "nlu_fallback"), asked=True) is None


def test_a_number_is_no_attempt_at_a_name() -> None:
    on = tracker("0812 3456 7890", "inform", entity("phone_number", "+6281234567890"))
    assert name_in(on, asked=True, any_attempt=True) is None


@pytest.mark.parametrize(("text", "intent"), [("batal", "cancel"), ("kenapa harus nama?", "faq"), ("ya", "affirm")])
def test_other_wishes_are_no_names(text: str, intent: str) -> None:
    assert name_in(tracker(text, intent), asked=True, any_attempt=True) is None
