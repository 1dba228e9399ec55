"""A new code, or another way for whoever can receive none."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.lost_number import begin_lost_number
from actions.notes import same_doses
from actions.offers import IF_YES, offered_task
from actions.phrase_values import NumberState
from actions.slots import NEW_OTP_REF, NEW_PHONE_REF, OTP_REF, PHONE_REF, REQUESTED_SLOT, TASK, forget
from actions.support import Domain, Events, ServiceAction, command_id, entity_values, in_thread, phone_numbers
from actions.task import begin
from actions.task_names import Task
from actions.verification import tell_code_not_sent
from identity.records import CodeSent, Locked, UnknownChallenge

FORMS_OF_A_NEW_NUMBER = ("phone_change_form", "lost_number_form")


class ActionResendCode(ServiceAction):
    """A new code for the same number, also after the code form was left."""

    def name(self) -> str:
        return "action_resend_code"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        form = tracker.active_loop.get("name")
        sent, proved = (NEW_PHONE_REF, NEW_OTP_REF) if form in FORMS_OF_A_NEW_NUMBER else (PHONE_REF, OTP_REF)
        if form == "otp_form" and NumberState.LOST in entity_values(tracker, "number_state"):
            return await begin_lost_number(self.services, dispatcher, tracker)
        challenge_id, in_form = tracker.get_slot(sent), form in ("otp_form", *FORMS_OF_A_NEW_NUMBER)
        if challenge_id is None or tracker.get_slot(proved) is not None:
            # "kirim yang baru", "kirim lagi": no code is awaited, but a certificate has just been offered or sent.
            offered = offered_task(self.services.wording, tracker, IF_YES)
            if not form and (task := offered or _last_sent(tracker)):
                begun = await begin(self.services, dispatcher, tracker, task)
                return [*begun, *([] if offered else same_doses(tracker)), FollowupAction("phone_number_form")]
            if not form and phone_numbers(tracker):  # "coba lagi ke 0813…"
                return [*forget(PHONE_REF, OTP_REF), FollowupAction("phone_number_form")]
            dispatcher.utter_message(response="utter_otp_nothing_to_resend")
            return []
        outcome = await in_thread(
            self.services.identity.resend_code, tracker.sender_id, challenge_id, command_id(tracker, self.name())
        )
        if isinstance(outcome, UnknownChallenge):
            dispatcher.utter_message(response="utter_otp_nothing_to_resend")
            return [] if in_form else forget(sent)
        if not isinstance(outcome, CodeSent):
            tell_code_not_sent(dispatcher, self.services.wording, outcome)
            return [*forget(REQUESTED_SLOT), ActiveLoop(None)] if isinstance(outcome, Locked) else []
        dispatcher.utter_message(response="utter_otp_resent")
        renewed: Events = [SlotSet(sent, outcome.challenge_id)]
        return renewed if in_form else [*renewed, FollowupAction("otp_form")]


def _last_sent(tracker: Tracker) -> Task | None:
    return Task.CERTIFICATE if tracker.get_slot(TASK) == Task.CERTIFICATE.value else None
