"""A person is wanted: whom to call and when, and, for a verified number, a case that an officer takes up."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.hand_over import REQUEST, open_request
from actions.support import Domain, Events, ServiceAction, entity_values, in_thread
from actions.task import begin
from actions.task_names import Task


class ActionOfferHuman(ServiceAction):
    """Contact and hours at once; the wish to be answered in this chat needs a verified number."""

    def name(self) -> str:
        return "action_offer_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is not None:
            await open_request(self.services, dispatcher, tracker, session.citizen_id, REQUEST)
            return []
        if REQUEST in entity_values(tracker, "wish"):
            begun = await begin(self.services, dispatcher, tracker, Task.HAND_OVER)
            return [*begun, FollowupAction("phone_number_form")]
        in_form = "_in_form" if tracker.active_loop.get("name") else ""
        dispatcher.utter_message(response=f"utter_talk_to_human{in_form}")
        return []
