"""Every form with every intent: it speaks or steps aside for an unconditional rule, and fills no slot by itself."""

from __future__ import annotations

import pytest
from actions_fakes import fake_services, run, said, tracker
from ruamel.yaml import YAML

from actions.case_changes import ValidateStatementForm, ValidateWithdrawalForm
from actions.confirmation import ValidateConfirmationForm
from actions.information import ActionTakeInformation
from actions.lost_number import ValidateLostNumberForm
from actions.name_correction import ValidateNameCorrectionForm
from actions.person import ValidateIdentityForm
from actions.phone_change import ValidatePhoneChangeForm
from actions.report import ValidateReportForm
from actions.verification import ValidateOtpForm, ValidatePhoneNumberForm
from settings import ROOT

YAML_READER = YAML(typ="safe")
INTENTS = sorted({*YAML_READER.load(ROOT / "domain.yml")["intents"], "nlu_fallback"})
FORMS = [
    (ValidatePhoneNumberForm, "phone_number_form", "phone_ref"),
    (ValidateOtpForm, "otp_form", "otp_ref"),
    (ValidateIdentityForm, "identity_form", "nik_ref"),
    (ValidateIdentityForm, "identity_form", "person_ref"),
    (ValidateNameCorrectionForm, "name_correction_form", "new_name_ref"),
    (ValidateNameCorrectionForm, "name_correction_form", "name_confirmed"),
    (ValidatePhoneChangeForm, "phone_change_form", "new_phone_ref"),
    (ValidatePhoneChangeForm, "phone_change_form", "new_otp_ref"),
    (ValidateReportForm, "report_form", "report_topic"),
    (ValidateReportForm, "report_form", "report_detail_ref"),
    (ValidateConfirmationForm, "confirmation_form", "confirmed"),
    (ValidateStatementForm, "statement_form", "statement_ref"),
    (ValidateWithdrawalForm, "withdrawal_form", "withdrawal_confirmed"),
    (ValidateLostNumberForm, "lost_number_form", "lost_nik_ref"),
    (ValidateLostNumberForm, "lost_number_form", "lost_name_ref"),
    (ValidateLostNumberForm, "lost_number_form", "birth_date_ref"),
    (ValidateLostNumberForm, "lost_number_form", "old_number_ref"),
    (ValidateLostNumberForm, "lost_number_form", "identity_photos"),
    (ValidateLostNumberForm, "lost_number_form", "new_phone_ref"),
    (ValidateLostNumberForm, "lost_number_form", "new_otp_ref"),
]


def unconditional_rules() -> set[str]:
    found = set()
    for file in (ROOT / "data" / "rules").glob("*.yml"):
        for rule in YAML_READER.load(file)["rules"]:
            if not rule.get("condition"):
                found.add(rule["steps"][0].get("intent"))
    return found


RULES = unconditional_rules()


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(("validator", "form", "slot"), FORMS, ids=lambda value: str(value))
def test_no_intent_ends_in_silence(validator: type, form: str, slot: str, intent: str) -> None:
    on = tracker("?!", intent, form=form, requested_slot=slot)
    outcome = run(validator(fake_services()), on)
    assert outcome.responses or (not outcome.slots and intent in RULES)
    assert not any(outcome.slots.values())


@pytest.mark.parametrize(("_validator", "form", "slot"), FORMS, ids=lambda value: str(value))
def test_information_without_use_is_answered_by_the_explanation(_validator: type, form: str, slot: str) -> None:
    on = tracker("asdf", "inform", form=form, requested_slot=slot)
    assert run(ActionTakeInformation(fake_services()), on).responses == [f"utter_explain_{slot}"]


def test_not_understood_twice_leads_to_menu_and_a_person() -> None:
    once = run(ActionTakeInformation(fake_services()), tracker("asdf"))
    twice = run(
        ActionTakeInformation(fake_services()), tracker("qwer", before=[{"event": "user"}, said("utter_ask_back")])
    )
    assert (once.responses, twice.responses) == (["utter_ask_back"], ["utter_ask_back_again"])
    assert twice.closes
