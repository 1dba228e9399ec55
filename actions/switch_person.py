"""Another person of the same number: the number stays verified, and it is asked whose data are meant."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import REST_OF_DOSES, SEPARATOR, give_certificates
from actions.notes import note_doses
from actions.people import SELF, known_person
from actions.session import verified_citizen
from actions.slots import FORM_SLOTS, NAME_REF, OTP_REF, PERSON_SLOTS, TASK, forget
from actions.support import Domain, Events, ServiceAction, entity_values, in_thread
from actions.task import begin
from actions.task_names import Task

END_OF_A_SENTENCE = re.compile(r"[.!?;\n]")


class ActionSwitchPerson(ServiceAction):
    def name(self) -> str:
        return "action_switch_person"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is None:
            dispatcher.utter_message(response="utter_switch_person_unverified")
            return [*forget(OTP_REF, NAME_REF, *PERSON_SLOTS), FollowupAction("phone_number_form")]
        citizen = await verified_citizen(self.services, tracker.sender_id)
        known = await known_person(self.services, tracker)
        if citizen is not None and SELF in entity_values(tracker, "whose") and tracker.get_slot(TASK) and not known:
            begun = await begin(self.services, dispatcher, tracker, Task(tracker.get_slot(TASK)))
            return [*begun, FollowupAction("phone_number_form")]
        before = _doses_before_the_person(tracker) if citizen is not None else []
        if citizen is not None and before:
            await give_certificates(self.services, dispatcher, tracker, citizen, SEPARATOR.join(before))
        await in_thread(self.services.identity.select_citizen, tracker.sender_id, None)
        dispatcher.utter_message(response="utter_switch_person")
        none = before or REST_OF_DOSES in entity_values(tracker, "dose")
        forgotten = [*forget(NAME_REF, *FORM_SLOTS, *PERSON_SLOTS), *known]
        return [*forgotten, *([] if none else note_doses(tracker)), FollowupAction("identity_form")]


def _doses_before_the_person(tracker: Tracker) -> list[str]:
    """ "Booster maksudku. Sekalian si Togar, NIK …": what a sentence of its own asks for is for the one before."""
    entities = tracker.latest_message.get("entities") or ()
    begins = min((e.get("start", 0) for e in entities if e.get("entity") in ("nik", "person_name")), default=0)
    text = str(tracker.latest_message.get("text") or "")
    doses = (e for e in entities if e.get("entity") == "dose" and e.get("end", 0) <= begins)
    return [str(e["value"]) for e in doses if END_OF_A_SENTENCE.search(text, e["end"], begins)]
