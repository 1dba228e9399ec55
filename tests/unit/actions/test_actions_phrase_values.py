"""What actions ask an entity for is what the phrases can say."""

from __future__ import annotations

import pytest

from actions import phrase_values
from language.phrases import entities

BY_ENTITY = {
    "wish": phrase_values.Wish,
    "number_state": phrase_values.NumberState,
    "told_before": phrase_values.ToldBefore,
    "whose": phrase_values.Whose,
    "agrees": phrase_values.Agrees,
    "relative": phrase_values.Relative,
    "vaccinated_at": phrase_values.VaccinatedAt,
    "asks_when": phrase_values.AsksWhen,
    "about": phrase_values.About,
    "withdrawal": phrase_values.Withdrawal,
    "sms_says": phrase_values.SmsSays,
}


@pytest.mark.parametrize("entity", BY_ENTITY)
def test_every_value_of_the_phrases_has_a_name_and_no_name_is_left_over(entity: str) -> None:
    named = {value for name, value in vars(BY_ENTITY[entity]).items() if name.isupper()}
    assert named == set(entities()[entity])
