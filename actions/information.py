"""A number, code, NIK, name or dose by itself: use it for what is going on, or ask what it is for."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import give_certificates
from actions.slots import DOSE, OTP_REF, PERSON_REF, PHONE_REF, TASK, forget
from actions.support import Domain, Events, ServiceAction, entity_values
from actions.task import CERTIFICATE, note_what_was_said, verified_citizen


class ActionTakeInformation(ServiceAction):
    def name(self) -> str:
        return "action_take_information"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        said = await note_what_was_said(self.services, tracker)
        if tracker.active_loop.get("name"):
            return self._inside_a_form(dispatcher, tracker, said)
        task, doses = tracker.get_slot(TASK), entity_values(tracker, "dose")
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if doses and citizen is not None:
            await give_certificates(self.services, dispatcher, citizen, doses[-1])
            return [SlotSet(TASK, CERTIFICATE), SlotSet(DOSE, None)]
        if task is not None and entity_values(tracker, "phone_number"):
            return [*said, *forget(PHONE_REF, OTP_REF, PERSON_REF), FollowupAction("phone_number_form")]
        if entity_values(tracker, "ticket_number"):
            dispatcher.utter_message(response="utter_check_ticket_status")
            return said
        dispatcher.utter_message(response="utter_information_unused")
        return said

    def _inside_a_form(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Events) -> Events:
        """The form had no use for it; what can be used later is kept, and the form asks again."""
        useful = said or entity_values(tracker, "person_name")
        dispatcher.utter_message(response="utter_information_noted" if useful else "utter_recover")
        return said
