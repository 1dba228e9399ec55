"""The forms' questions: whole at first, short after an interruption, none where the form just said what to type."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.slots import NEW_PHONE_REF, OTP_REF, PHONE_REF
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    events_of_turn,
    in_thread,
    response_of,
    said_in_turn,
)

OTHER_HELP = "other_help"  # said in place of a question
LOOKS_UP_THE_SESSION = "action_start_task"


class Question(ServiceAction, ABC):
    whole: ClassVar[str]
    short: ClassVar[str]
    own_words: ClassVar[tuple[str, ...]]  # see `said_in_turn`: by these the form itself says what to type

    @abstractmethod
    def name(self) -> str: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if not said_in_turn(tracker, *self.own_words, OTHER_HELP):
            dispatcher.utter_message(response=self.question(tracker))
        return []

    def question(self, tracker: Tracker) -> str:
        return self.short if self._asked_before(tracker) else self.opening(tracker)

    def opening(self, tracker: Tracker) -> str:
        return self.whole

    def _asked_before(self, tracker: Tracker) -> bool:
        """Whether this question was asked since the form was opened."""
        for event in reversed(tracker.events):
            if event.get("event") == "active_loop" and event.get("name"):
                return False
            if response_of(event).startswith(self.whole):
                return True
        return False


class ActionAskPhoneNumber(Question):
    whole = "utter_ask_phone_number_form_phone_ref"
    short = "utter_ask_phone_number_form_phone_ref_again"
    own_words = ("phone_", "explain_phone_ref", "explain_not_registered")

    def name(self) -> str:
        return "action_ask_phone_number_form_phone_ref"


class ActionAskOtp(Question):
    """Shows where the code went, or that it can no longer be used."""

    whole = "utter_ask_otp_form_otp_ref"
    short = "utter_ask_otp_form_otp_ref_again"
    own_words: ClassVar[tuple[str, ...]] = ("otp_wrong", "otp_code_spent", "otp_too_soon", "explain_")
    no_code = ("otp_too_many", "otp_locked", "sms_unavailable")
    challenge_slot = PHONE_REF

    def name(self) -> str:
        return "action_ask_otp_form_otp_ref"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        challenge_id = tracker.get_slot(self.challenge_slot)
        challenge = challenge_id and await in_thread(self.services.identity.challenge, tracker.sender_id, challenge_id)
        if challenge:
            if not said_in_turn(tracker, *self.own_words, OTHER_HELP):
                again = self._asked_before(tracker) or said_in_turn(tracker, "otp_resent")
                response = self.short if again else self.whole
                dispatcher.utter_message(response=response, masked_phone=challenge.masked_phone)
        elif not said_in_turn(tracker, "otp_code_spent", *self.no_code):
            dispatcher.utter_message(response="utter_otp_expired")
        return []

    def _asked_before(self, tracker: Tracker) -> bool:
        """Whether it was asked for this very code: the form is opened anew also when only the task changes."""
        seen = asked = False
        for event in reversed(tracker.events):
            if event.get("event") == "slot" and event.get("name") == self.challenge_slot:
                if event.get("value") != tracker.get_slot(self.challenge_slot):
                    break
                asked = seen
            seen = seen or response_of(event).startswith(self.whole)
        return asked


class ActionAskNewOtp(ActionAskOtp):
    """The same for the number that an account shall move to."""

    whole = "utter_ask_phone_change_form_new_otp_ref"
    own_words = ActionAskOtp.own_words
    challenge_slot = NEW_PHONE_REF

    def name(self) -> str:
        return "action_ask_phone_change_form_new_otp_ref"


class ActionAskNik(Question):
    whole = "utter_ask_identity_form_nik_ref"
    short = "utter_ask_identity_form_nik_ref_again"
    own_words = ("nik_", "explain_nik_ref", "identity_no_match")

    def name(self) -> str:
        return "action_ask_identity_form_nik_ref"

    def opening(self, tracker: Tracker) -> str:
        return "utter_ask_identity_form_nik_ref_verified" if _just_verified(tracker) else self.whole


class ActionAskName(Question):
    whole = "utter_ask_identity_form_person_ref"
    short = "utter_ask_identity_form_person_ref_again"
    own_words = ("explain_person_ref", "identity_near_miss", "identity_one_word")

    def name(self) -> str:
        return "action_ask_identity_form_person_ref"

    def opening(self, tracker: Tracker) -> str:
        return "utter_ask_identity_form_person_ref_verified" if _just_verified(tracker) else self.whole


def _just_verified(tracker: Tracker) -> bool:
    """Whether the latest message held the right code; an action that only looks the session up sets the slot too."""
    events = list(events_of_turn(tracker))
    looked_up = any(e.get("name") == LOOKS_UP_THE_SESSION for e in events if e.get("event") == "action")
    proved = any(e.get("name") == OTP_REF and e.get("value") for e in events if e.get("event") == "slot")
    return proved and not looked_up
