"""The slots by name, and how far a conversation has come on the way to a protected task."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.support import Events

PHONE_REF = "phone_ref"
OTP_REF = "otp_ref"
NIK_REF = "nik_ref"
NAME_REF = "name_ref"
NUMBER_REF = "number_ref"
KNOWN_PEOPLE = "known_people"
NEXT_PERSON = "next_person"
REFUSED_PAIR = "refused_pair"
PERSON_REF = "person_ref"
TASK = "task"
DOSE = "dose"
SHOWN_DOSE = "shown_dose"
SENT_DOSES = "sent_doses"
NEXT_TASK = "next_task"
SUGGESTED_TASK = "suggested_task"
INTRODUCED = "introduced"
FORM_DUE = "form_due"
NEW_NAME_REF = "new_name_ref"
NAME_CONFIRMED = "name_confirmed"
NEW_NUMBER_REF = "new_number_ref"
NEW_PHONE_REF = "new_phone_ref"
NEW_OTP_REF = "new_otp_ref"
REPORT_TOPIC = "report_topic"
REPORT_DETAIL_REF = "report_detail_ref"
REPORT_TOLD_REF = "report_told_ref"
GIVEN_ABROAD = "given_abroad"
COMPLAINT_REF = "complaint_ref"
CONFIRMED = "confirmed"
PHOTOS = "photos"
CASE_NUMBER = "case_number"
CASE_WISH = "case_wish"
STATEMENT_REF = "statement_ref"
WITHDRAWAL_CONFIRMED = "withdrawal_confirmed"
LOST_NIK_REF = "lost_nik_ref"
LOST_NAME_REF = "lost_name_ref"
BIRTH_DATE_REF = "birth_date_ref"
OLD_NUMBER_REF = "old_number_ref"
IDENTITY_PHOTOS = "identity_photos"
NUMBER_ASKED_AT = "number_asked_at"
REQUESTED_SLOT = "requested_slot"

PERSON_SLOTS = (NIK_REF, PERSON_REF)
VERIFICATION_SLOTS = (PHONE_REF, OTP_REF, *PERSON_SLOTS)
PROVING_SLOTS = (
    NAME_CONFIRMED,
    NEW_PHONE_REF,
    NEW_OTP_REF,
    CONFIRMED,
    WITHDRAWAL_CONFIRMED,
)  # good for one opening of their form
FORM_SLOTS = (  # of the forms that tasks go on with, and what was noted for them
    FORM_DUE,
    *PROVING_SLOTS,
    NEW_NAME_REF,
    NEW_NUMBER_REF,
    REPORT_TOPIC,
    REPORT_DETAIL_REF,
    REPORT_TOLD_REF,
    GIVEN_ABROAD,
    COMPLAINT_REF,
    PHOTOS,
    CASE_NUMBER,
    CASE_WISH,
    STATEMENT_REF,
    LOST_NIK_REF,
    LOST_NAME_REF,
    BIRTH_DATE_REF,
    OLD_NUMBER_REF,
    IDENTITY_PHOTOS,
)
NOTED_SLOTS = (NUMBER_REF, NAME_REF)  # said before it was asked; the NIK has a slot of its form
TASK_SLOTS = (
    TASK,
    NEXT_TASK,
    NEXT_PERSON,
    REFUSED_PAIR,
    DOSE,
    SENT_DOSES,
    *FORM_SLOTS,
    *NOTED_SLOTS,
    *VERIFICATION_SLOTS,
)


def forget(*slots: str) -> Events:
    return [SlotSet(slot, None) for slot in slots]


def open_form(form_due: str) -> Events:
    """What a handler returns whose task goes on with a form; see the rules for `form_due`."""
    return [*forget(*PROVING_SLOTS), SlotSet(FORM_DUE, form_due)]
