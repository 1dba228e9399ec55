"""The slots by name, and how far a conversation has come on the way to a protected task."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.support import Events

PHONE_REF = "phone_ref"
OTP_REF = "otp_ref"
NIK_REF = "nik_ref"
NAME_REF = "name_ref"
NUMBER_REF = "number_ref"
PERSON_REF = "person_ref"
TASK = "task"
DOSE = "dose"
NEXT_TASK = "next_task"
INTRODUCED = "introduced"
FORM_DUE = "form_due"
REQUESTED_SLOT = "requested_slot"

PERSON_SLOTS = (NIK_REF, PERSON_REF)
VERIFICATION_SLOTS = (PHONE_REF, OTP_REF, *PERSON_SLOTS)
FORM_SLOTS = (FORM_DUE,)  # and those of the forms that tasks go on with
NOTED_SLOTS = (NUMBER_REF, NAME_REF)  # said before it was asked; the NIK has a slot of its form
TASK_SLOTS = (TASK, NEXT_TASK, DOSE, *FORM_SLOTS, *NOTED_SLOTS, *VERIFICATION_SLOTS)


def forget(*slots: str) -> Events:
    return [SlotSet(slot, None) for slot in slots]
