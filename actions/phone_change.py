"""Ubah Info Diri, the number: a code on the old one (which opened the session) and one on the new, then the move."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import VerifiedForm, close
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
from actions.support import Domain, Events, ServiceAction, command_id, entity_values, in_thread, said_in_turn
from actions.task import go_on
from actions.verification import check_code, phone_attempts, read_phone, tell_code_not_sent
from identity.errors import PhoneError
from identity.records import CodePurpose, CodeSent, Locked, NumberProved, TooSoon
from registry.case_records import NumberTaken, PhoneChanged, SameNumber

NOTICE_TO_OLD_NUMBER = "utter_sms_number_changed"


class ValidatePhoneChangeForm(VerifiedForm):
    slots = (NEW_PHONE_REF, NEW_OTP_REF)
    mistakes = ("phone_", "otp_wrong_length")

    def name(self) -> str:
        return "validate_phone_change_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        asked = tracker.get_slot(REQUESTED_SLOT)
        codes = entity_values(tracker, "otp_code") if asked == NEW_OTP_REF else []
        attempts = phone_attempts(tracker, whole_text=asked == NEW_PHONE_REF) if asked in self.slots else []
        if asked not in self.slots and (noted := await recall(self.services, tracker, NEW_NUMBER_REF)):
            attempts = [noted]
        if not codes and not attempts:
            return None
        if await self.session_ended(dispatcher, tracker):
            return [*forget(*self.slots), *close()]
        if codes:
            return await self._prove(dispatcher, tracker, codes[-1])
        return await self._send_code(dispatcher, tracker, attempts)

    async def _send_code(self, dispatcher: CollectingDispatcher, tracker: Tracker, attempts: list[str]) -> Events:
        before = tracker.get_slot(NEW_PHONE_REF)
        try:
            phone = read_phone(attempts)
        except PhoneError as error:
            dispatcher.utter_message(response=f"utter_phone_{error.reason.name.lower()}")
            return [SlotSet(NEW_PHONE_REF, before), SlotSet(NEW_OTP_REF, None), *forget(NEW_NUMBER_REF)]
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is not None and session.phone == phone:
            dispatcher.utter_message(response="utter_phone_same_number")
            return forget(*self.slots, NEW_NUMBER_REF)
        outcome = await in_thread(
            lambda: self.services.identity.request_code(
                tracker.sender_id, phone, command_id(tracker, self.name()), purpose=CodePurpose.NEW_NUMBER
            )
        )
        if not isinstance(outcome, CodeSent):
            tell_code_not_sent(dispatcher, self.services.wording, outcome)
        if isinstance(outcome, (CodeSent, TooSoon)):
            return [SlotSet(NEW_PHONE_REF, outcome.challenge_id), *forget(NEW_OTP_REF, NEW_NUMBER_REF)]
        return [*forget(*self.slots), *close()]

    async def _prove(self, dispatcher: CollectingDispatcher, tracker: Tracker, code: str) -> Events:
        challenge_id = tracker.get_slot(NEW_PHONE_REF)
        outcome = await check_code(self.services, dispatcher, tracker, challenge_id, code)
        if isinstance(outcome, NumberProved):
            return [SlotSet(NEW_PHONE_REF, challenge_id), SlotSet(NEW_OTP_REF, outcome.proof_id)]
        if isinstance(outcome, Locked):
            return [*forget(*self.slots), *close()]
        return [SlotSet(NEW_PHONE_REF, challenge_id), SlotSet(NEW_OTP_REF, None)]


class ActionAskNewPhone(Question):
    whole = "utter_ask_phone_change_form_new_phone_ref"
    short = "utter_ask_phone_change_form_new_phone_ref_again"
    own_words = ("phone_", "explain_new_phone_ref", "session_expired")

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
        return [*forget(*FORM_SLOTS), *await go_on(self.services, dispatcher, tracker, citizen)]
