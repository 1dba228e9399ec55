"""The slots by name, and how far a conversation has come on the way to a protected task."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.support import Events

PHONE_REF = "phone_ref"
OTP_REF = "otp_ref"
NIK_REF = "nik_ref"
PERSON_REF = "person_ref"
TASK = "task"
DOSE = "dose"
INTRODUCED = "introduced"
REQUESTED_SLOT = "requested_slot"

PERSON_SLOTS = (NIK_REF, PERSON_REF)
VERIFICATION_SLOTS = (PHONE_REF, OTP_REF, *PERSON_SLOTS)


def forget(*slots: str) -> Events:
    return [SlotSet(slot, None) for slot in slots]
