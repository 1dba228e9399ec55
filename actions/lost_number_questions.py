"""The questions of the form for a lost number."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.questions import ActionAskNewOtp, Question
from actions.slots import PHOTOS


class ActionAskLostNik(Question):
    whole = "utter_ask_lost_number_form_lost_nik_ref"
    short = "utter_ask_identity_form_nik_ref_again"
    own_words = ("nik_", "explain_lost_nik_ref")

    def name(self) -> str:
        return "action_ask_lost_number_form_lost_nik_ref"


class ActionAskLostName(Question):
    whole = "utter_ask_lost_number_form_lost_name_ref"
    short = "utter_ask_identity_form_person_ref_again"
    own_words = ("explain_lost_name_ref",)

    def name(self) -> str:
        return "action_ask_lost_number_form_lost_name_ref"


class ActionAskBirthDate(Question):
    whole = "utter_ask_lost_number_form_birth_date_ref"
    short = "utter_ask_lost_number_form_birth_date_ref"
    own_words = ("birth_date_", "explain_birth_date_ref")

    def name(self) -> str:
        return "action_ask_lost_number_form_birth_date_ref"


class ActionAskOldNumber(Question):
    whole = "utter_ask_lost_number_form_old_number_ref"
    short = "utter_ask_lost_number_form_old_number_ref"
    own_words = ("phone_", "explain_old_number_ref")

    def name(self) -> str:
        return "action_ask_lost_number_form_old_number_ref"


class ActionAskIdentityPhotos(Question):
    whole = "utter_ask_lost_number_form_identity_photos"
    short = "utter_ask_lost_number_form_identity_photos_again"
    own_words = ("explain_identity_photos", "photo_noted_one_more")

    def name(self) -> str:
        return "action_ask_lost_number_form_identity_photos"

    def question(self, tracker: Tracker) -> str:
        one_is_there = bool(tracker.get_slot(PHOTOS))
        return "utter_explain_identity_photos_one_more" if one_is_there else super().question(tracker)


class ActionAskNumberToMoveTo(Question):
    whole = "utter_ask_lost_number_form_new_phone_ref"
    short = "utter_ask_phone_change_form_new_phone_ref_again"
    own_words = ("phone_", "explain_new_phone_ref", "otp_too_many")

    def name(self) -> str:
        return "action_ask_lost_number_form_new_phone_ref"


class ActionAskCodeOnIt(ActionAskNewOtp):
    def name(self) -> str:
        return "action_ask_lost_number_form_new_otp_ref"
