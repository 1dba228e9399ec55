"""The form for NIK and name: what it takes, keeps and leaves to the rules."""

from __future__ import annotations

import pytest
from actions_fakes import entity, fake_services, run, tracker
from rasa_sdk import Tracker

from actions.person import ValidateIdentityForm

NIK = "3273014507900001"
FORM = "identity_form"


def test_a_name_before_the_nik_is_kept_for_later() -> None:
    on = tracker("Siti Aminah", "inform", entity("person_name", "Siti Aminah"), form=FORM, requested_slot="nik_ref")
    outcome = run(ValidateIdentityForm(fake_services()), on)
    assert outcome.responses == ["utter_information_noted"]
    assert outcome.slots == {"nik_ref": None, "person_ref": None, "name_ref": "ref-PERSON_NAME"}


def test_nik_and_name_noted_early_identify_without_a_question() -> None:
    services = fake_services()
    services.identity.claims = {"n": NIK, "p": "Siti Aminah"}  # type: ignore[attr-defined]
    run(ValidateIdentityForm(services), tracker("482913", form=FORM, nik_ref="n", name_ref="p"))
    assert services.registry.asked == [("+6281234567890", NIK, "Siti Aminah")]  # type: ignore[attr-defined]


def test_a_name_mentioned_early_that_does_not_fit_is_simply_asked_for() -> None:
    services = fake_services()
    services.identity.claims = {"n": NIK, "p": "Siti"}  # type: ignore[attr-defined]
    outcome = run(ValidateIdentityForm(services), tracker("482913", form=FORM, nik_ref="n", name_ref="p"))
    assert outcome.responses == []
    assert outcome.slots == {"nik_ref": "n", "person_ref": None, "name_ref": None}
    assert services.identity.failures == 1  # type: ignore[attr-defined]


def test_a_wrong_pair_is_told_and_asked_for_anew() -> None:
    services = fake_services()
    services.identity.claims = {"n": NIK}  # type: ignore[attr-defined]
    found = entity("person_name", "Siti Aminah", confidence=0.95)
    on = tracker("Siti Aminah", "inform", found, form=FORM, requested_slot="person_ref", nik_ref="n")
    outcome = run(ValidateIdentityForm(services), on)
    assert outcome.responses == ["utter_identity_no_match"]
    refused = ["n", "ref-PERSON_NAME"]
    assert outcome.slots == {"nik_ref": None, "person_ref": None, "name_ref": None, "refused_pair": refused}


def test_a_rare_name_before_the_nik_is_kept_for_later_too() -> None:
    found = entity("possible_name", "Afrizal")
    on = tracker("Afrizal", "out_of_scope", found, form=FORM, requested_slot="nik_ref")
    assert run(ValidateIdentityForm(fake_services()), on).slots["name_ref"] == "ref-PERSON_NAME"


def test_a_session_that_ran_out_keeps_what_was_said_and_closes() -> None:
    on = tracker(NIK, "inform", entity("nik", NIK), form=FORM, requested_slot="nik_ref")
    outcome = run(ValidateIdentityForm(fake_services(verified=False)), on)
    assert outcome.responses == ["utter_session_expired"]
    assert outcome.closes
    assert outcome.slots["nik_ref"] == "ref-NIK"


def test_a_session_that_ran_out_keeps_a_rare_name_too() -> None:
    services = fake_services(verified=False)
    found = entity("possible_name", "Yustina Toendan")
    on = tracker("Yustina Toendan", "inform", found, form=FORM, requested_slot="person_ref", nik_ref="ref-NIK")
    outcome = run(ValidateIdentityForm(services), on)
    assert outcome.responses == ["utter_session_expired"]
    assert services.identity.recall("c1", outcome.slots["name_ref"]) == "Yustina Toendan"


@pytest.mark.parametrize(
    ("text", "intent", "found"),
    [
        ("Retno Wulandari", "affirm", [entity("possible_name", "Retno Wulandari")]),
        ("Retno Wulandari kak", "greet", [entity("possible_name", "Retno Wulandari")]),
        ("Bunga Citra Lestari", "out_of_scope", []),
        ("bunga citra lestari", "inform", []),
    ],
)
def test_rare_names_are_taken_when_a_name_is_asked(text: str, intent: str, found: list[dict[str, object]]) -> None:
    services = fake_services()
    services.identity.claims = {"n": NIK}  # type: ignore[attr-defined]
    run(
        ValidateIdentityForm(services),
        tracker(text, intent, *found, form=FORM, requested_slot="person_ref", nik_ref="n"),
    )
    _phone, _nik, name = services.registry.asked[0]  # type: ignore[attr-defined]
    assert name.lower() in ("retno wulandari", "bunga citra lestari")


def test_a_name_of_which_only_a_part_was_found_is_tried_as_a_whole() -> None:
    services = fake_services()
    services.identity.claims = {"n": NIK}  # type: ignore[attr-defined]
    found = entity("person_name", "Nur Rahman")
    run(
        ValidateIdentityForm(services),
        tracker("wa ode Nur Rahman", "inform", found, form=FORM, requested_slot="person_ref", nik_ref="n"),
    )
    assert [name for _, _, name in services.registry.asked] == ["Nur Rahman", "wa ode Nur Rahman"]  # type: ignore[attr-defined]
    assert services.identity.failures == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("kenapa harus nama?", "correct_name"), ("hmm gimana ya", "out_of_scope"), ("batal", "cancel"), ("ya", "affirm")],
)
def test_other_words_cost_no_attempt(text: str, intent: str) -> None:
    services = fake_services()
    run(
        ValidateIdentityForm(services),
        tracker(text, intent, form=FORM, requested_slot="person_ref", nik_ref="n"),
    )
    assert services.identity.failures == 0  # type: ignore[attr-defined]


def test_a_phone_number_is_no_attempt_at_a_nik() -> None:
    on = tracker("0812 3456 7890", "inform", entity("phone_number", "+6281234567890"), requested_slot="nik_ref")
    assert run(ValidateIdentityForm(fake_services()), on).responses == []


def with_part(confidence: float) -> Tracker:
    found = entity("nik", NIK), entity("person_name", "Siti Aminah")
    on = tracker(f"{NIK} Siti Aminah. data saya aman?", "inform", *found, form=FORM, requested_slot="nik_ref")
    question = {"name": "faq/data_privacy", "confidence": confidence, "response": "utter_faq/data_privacy"}
    on.latest_message["parts"] = [question]
    return on


def test_a_question_beside_the_nik_is_answered_before_anything_else_is_said() -> None:
    outcome = run(ValidateIdentityForm(fake_services()), with_part(0.95))
    assert outcome.responses == ["utter_faq/data_privacy", "utter_identity_no_match"]


def test_what_may_be_a_question_is_left_alone() -> None:
    assert run(ValidateIdentityForm(fake_services()), with_part(0.5)).responses == ["utter_identity_no_match"]


def test_the_way_back_to_the_person_before_checks_nik_and_name_anew() -> None:
    services = fake_services()
    services.identity.claims = {"n": NIK, "p": "Siti Aminah"}  # type: ignore[attr-defined]
    back = entity("whose", "previous")
    on = tracker("bukan ganti orang", "cancel", back, form=FORM, requested_slot="nik_ref", known_people=[["n", "p"]])
    run(ValidateIdentityForm(services), on)
    assert services.registry.asked == [("+6281234567890", NIK, "Siti Aminah")]  # type: ignore[attr-defined]


def test_without_a_person_before_there_is_no_way_back() -> None:
    services = fake_services()
    on = tracker("bukan ganti orang", "cancel", entity("whose", "previous"), form=FORM, requested_slot="nik_ref")
    assert run(ValidateIdentityForm(services), on).responses == []
    assert services.registry.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "intent", "closes"),
    [
        ("wis gak usah, ora lapor opo2", "nlu_fallback", True),
        ("ga jadi deh", "deny", True),
        ("gak usah pakai NIK bisa?", "nlu_fallback", False),
        ("ga usah, status aja", "check_vaccination_status", False),
    ],
)
def test_a_no_ends_the_form_unless_something_is_asked_or_wanted(text: str, intent: str, closes: bool) -> None:
    on = tracker(text, intent, entity("refuses", "all"), form=FORM, requested_slot="nik_ref")
    assert run(ValidateIdentityForm(fake_services()), on).closes is closes


def test_a_question_beside_the_value_that_nobody_understands_is_admitted() -> None:
    on = with_part(0.3)
    on.latest_message["parts"][0]["asked"] = True
    assert "utter_question_unclear" in run(ValidateIdentityForm(fake_services()), on).responses


def test_a_few_words_that_ask_for_consent_are_no_question() -> None:
    assert "utter_question_unclear" not in run(ValidateIdentityForm(fake_services()), with_part(0.3)).responses


def test_a_nik_that_was_right_before_brings_its_name_along() -> None:
    services = fake_services()
    services.identity.claims = {"n1": NIK, "p1": "Jacoba Matulessy"}  # type: ignore[attr-defined]
    found = entity("nik", NIK), entity("person_name", "Jacoba")
    known = {"known_people": [["n1", "p1"]], "form": FORM, "requested_slot": "nik_ref"}
    run(ValidateIdentityForm(services), tracker(f"Jacoba {NIK}", "inform", *found, **known))  # type: ignore[arg-type]
    assert [name for _, _, name in services.registry.asked][:1] == ["Jacoba Matulessy"]  # type: ignore[attr-defined]


def test_a_name_is_found_before_what_else_is_said() -> None:
    services = fake_services()
    services.identity.claims = {"n": NIK}  # type: ignore[attr-defined]
    text = "jacoba matulessy cepat su panggil boarding"
    on = tracker(text, "nlu_fallback", form=FORM, requested_slot="person_ref", nik_ref="n")
    run(ValidateIdentityForm(services), on)
    assert "jacoba matulessy" in [name for _, _, name in services.registry.asked]  # type: ignore[attr-defined]
    assert services.identity.failures == 1  # type: ignore[attr-defined]
