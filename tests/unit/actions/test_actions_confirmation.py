"""Only a wish that it be done deletes anything."""

from __future__ import annotations

import pytest
from actions_fakes import Outcome, entity, fake_services, run, tracker

from actions.confirmation import ValidateConfirmationForm


def answered(text: str, agrees: str) -> Outcome:
    on = tracker(text, "nlu_fallback", entity("agrees", agrees), form="confirmation_form", requested_slot="confirmed")
    return run(ValidateConfirmationForm(fake_services()), on)


@pytest.mark.parametrize(
    ("text", "agrees", "confirmed"), [("iya hapus saja", "shown", "yes"), ("data saya sudah benar", "right", None)]
)
def test_that_the_data_are_right_does_not_delete_them(text: str, agrees: str, confirmed: str | None) -> None:
    assert answered(text, agrees).slots.get("confirmed") == confirmed
