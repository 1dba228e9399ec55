"""The forms' questions: whole, short or left out."""

from __future__ import annotations

from actions_fakes import fake_services, run, said, tracker

from actions.questions import ActionAskNik, ActionAskOtp, ActionAskPhoneNumber
from actions.support import Events

PHONE = "utter_ask_phone_number_form_phone_ref"
CODE = "utter_ask_otp_form_otp_ref"
OPENED = {"event": "active_loop", "name": "phone_number_form"}


def slot(name: str, value: str | None) -> dict[str, object]:
    return {"event": "slot", "name": name, "value": value}


def test_whole_at_first() -> None:
    assert run(ActionAskPhoneNumber(fake_services()), tracker("download", before=[OPENED])).responses == [PHONE]


def test_short_after_an_interruption() -> None:
    on = tracker("kapan booster?", before=[OPENED, said(PHONE)])
    on.events.append(said("utter_faq/next_dose"))
    assert run(ActionAskPhoneNumber(fake_services()), on).responses == [f"{PHONE}_again"]


def test_left_out_where_the_form_just_said_what_to_type() -> None:
    on = tracker("021 555", before=[OPENED, said(PHONE)])
    on.events.append(said("utter_phone_landline"))
    assert run(ActionAskPhoneNumber(fake_services()), on).responses == []


def test_short_again_when_the_code_form_is_opened_anew_for_the_same_code() -> None:
    before: Events = [slot("phone_ref", "c1"), said(CODE)]
    on = tracker("status aja deh", before=before, phone_ref="c1")
    on.events.extend([slot("phone_ref", "c1"), {"event": "active_loop", "name": "otp_form"}])
    assert run(ActionAskOtp(fake_services()), on).responses == [f"{CODE}_again"]


def test_whole_for_a_code_to_another_number() -> None:
    on = tracker("eh salah", before=[slot("phone_ref", "c1"), said(CODE)], phone_ref="c2")
    on.events.append(slot("phone_ref", "c2"))
    assert run(ActionAskOtp(fake_services()), on).responses == [CODE]


def test_verified_is_said_only_after_the_code() -> None:
    on = tracker("482913")
    on.events.append(slot("otp_ref", "s1"))
    assert run(ActionAskNik(fake_services()), on).responses == ["utter_ask_identity_form_nik_ref_verified"]
    on.events.append({"event": "action", "name": "action_start_task"})
    assert run(ActionAskNik(fake_services()), on).responses == ["utter_ask_identity_form_nik_ref"]
