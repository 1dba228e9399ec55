"""Ubah Info Diri, the number: a code on the old one (which opened the session) and one on the new, then the move."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import VerifiedForm, close
from actions.new_number import prove_new_number, send_code_to_new_number
from actions.notes import recall
from actions.questions import Question
from actions.session import verified_citizen
from actions.slots import (
    FORM_SLOTS,
    NEW_NUMBER_REF,
    NEW_OTP_REF,
    NEW_PHONE_REF,
    REQUESTED_SLOT,
    VERIFICATION_SLOTS,
    forget,
)
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    command_id,
    entity_values,
    in_thread,
    replaced_values,
    said_in_turn,
)
from actions.task import go_on
from actions.verification import number_put_right, phone_attempts
from registry.case_records import NumberTaken, PhoneChanged, SameNumber

NOTICE_TO_OLD_NUMBER = "utter_sms_number_changed"


class ValidatePhoneChangeForm(VerifiedForm):
    slots = (NEW_PHONE_REF, NEW_OTP_REF)
    hears_questions = True
    mistakes = ("phone_", "otp_wrong_length")

    def name(self) -> str:
        return "validate_phone_change_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        asked = tracker.get_slot(REQUESTED_SLOT)
        codes = entity_values(tracker, "otp_code") if asked == NEW_OTP_REF else []
        only_the_old = replaced_values(tracker, "phone_number") and not entity_values(tracker, "phone_number")
        asks_for_number = asked in self.slots and not only_the_old
        attempts = phone_attempts(tracker, whole_text=asked == NEW_PHONE_REF) if asks_for_number else []
        if asked not in self.slots and (noted := await recall(self.services, tracker, NEW_NUMBER_REF)):
            attempts = [noted]
        if asked == NEW_OTP_REF and not codes and not attempts:
            phone = await number_put_right(self.services, tracker, NEW_PHONE_REF)
            attempts = [] if phone is None else [phone.e164]
        if not codes and not attempts and asked == NEW_PHONE_REF and entity_values(tracker, "this_number"):
            dispatcher.utter_message(response="utter_phone_this_one_new")
            return forget(*self.slots)
        if not codes and not attempts:
            return None
        if await self.session_ended(dispatcher, tracker):
            return [*forget(*self.slots), *close()]
        if codes:
            return await prove_new_number(self.services, dispatcher, tracker, codes[-1])
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        present = None if session is None else session.phone
        return await send_code_to_new_number(self.services, dispatcher, tracker, attempts, present)


class ActionAskNewPhone(Question):
    whole = "utter_ask_phone_change_form_new_phone_ref"
    short = "utter_ask_phone_change_form_new_phone_ref_again"
    own_words = ("phone_", "explain_new_phone_ref", "session_expired", "otp_too_many")

    def name(self) -> str:
        return "action_ask_phone_change_form_new_phone_ref"


class ActionChangePhoneNumber(ServiceAction):
    """After the form: moves the account, tells the old number, and goes on with the new one."""

    def name(self) -> str:
        return "action_change_phone_number"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        identity, conversation_id = self.services.identity, tracker.sender_id
        proof_id = tracker.get_slot(NEW_OTP_REF)
        citizen = await verified_citizen(self.services, conversation_id)
        session = await in_thread(identity.session, conversation_id)
        new = proof_id and await in_thread(identity.proved_number, conversation_id, proof_id)
        if citizen is None or session is None or not new:
            if not said_in_turn(tracker, "session_expired"):
                dispatcher.utter_message(response="utter_session_expired")
            return [*forget(NEW_PHONE_REF, NEW_OTP_REF, *VERIFICATION_SLOTS), FollowupAction("phone_number_form")]
        command = command_id(tracker, self.name())
        outcome = await in_thread(
            lambda: self.services.corrections.change_phone(
                session.phone.e164, new.e164, command, conversation_id=conversation_id
            )
        )
        if isinstance(outcome, PhoneChanged):
            await in_thread(identity.notify, session.phone, NOTICE_TO_OLD_NUMBER, command)
            await in_thread(identity.adopt_number, conversation_id, proof_id)
            dispatcher.utter_message(response="utter_phone_changed", masked_phone=new.masked)
        elif isinstance(outcome, NumberTaken):
            dispatcher.utter_message(response="utter_phone_taken")
        elif isinstance(outcome, SameNumber):
            dispatcher.utter_message(response="utter_phone_same_number")
        else:
            dispatcher.utter_message(response="utter_phone_no_account")
        return [*forget(*FORM_SLOTS), *await go_on(self.services, dispatcher, tracker)]
