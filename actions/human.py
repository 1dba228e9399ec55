"""A person is wanted: whom to call and when, and, for a verified number, a case that an officer takes up."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.hand_over import REQUEST, open_request
from actions.support import Domain, Events, ServiceAction, earlier_responses, entity_values, in_thread
from actions.task import begin
from actions.task_names import Task
from bootstrap import Services

OFFERED_IN_FORM = "utter_talk_to_human_in_form"


async def offer_human(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Contact and hours at once; the wish to be answered in this chat needs a verified number.

    Whoever asks for a person once more inside a form wants nothing else any more.
    """
    in_form = bool(tracker.active_loop.get("name"))
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is not None:
        await open_request(services, dispatcher, tracker, session.citizen_id, REQUEST)
        return []
    insists = in_form and any(OFFERED_IN_FORM in said for said in earlier_responses(tracker, turns=2))
    if insists or REQUEST in entity_values(tracker, "wish"):
        begun = await begin(services, dispatcher, tracker, Task.HAND_OVER)
        return [*begun, FollowupAction("phone_number_form")]
    dispatcher.utter_message(response=OFFERED_IN_FORM if in_form else "utter_talk_to_human")
    return []


class ActionOfferHuman(ServiceAction):
    def name(self) -> str:
        return "action_offer_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return await offer_human(self.services, dispatcher, tracker)
