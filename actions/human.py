"""A person is wanted: whom to call and when, and, for a verified number, a case that an officer takes up."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.hand_over import REQUEST, open_request
from actions.how_long import AFTER_A_REQUEST, TURNS_ABOUT_IT, asks_how_long, tell_how_long
from actions.phrase_values import Wish
from actions.slots import REQUESTED_SLOT, forget
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    earlier_responses,
    entity_values,
    in_thread,
    responses_so_far,
    said_lately,
)
from actions.task import begin
from actions.task_names import Task
from bootstrap import Services

OFFERED_IN_FORM = "utter_talk_to_human_in_form"
OFFER = "talk_to_human"  # how those responses begin, after `utter_`
TURNS_ABOUT_THE_OFFER = 2
NO_CODE_COMES = {"utter_explain_not_registered", "utter_not_registered_after_all"}


async def offer_human(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Contact and hours at once; whoever wants to be answered in this chat is asked for the number first.

    Not so whoever prefers that to the question of a form, or has a number that gets no code.
    """
    in_form = bool(tracker.active_loop.get("name"))
    if Wish.CALL_ME in entity_values(tracker, "wish"):
        dispatcher.utter_message(response="utter_no_calls")
        return []
    if asks_how_long(tracker) and not in_form and said_lately(tracker, AFTER_A_REQUEST, turns=TURNS_ABOUT_IT):
        told = await tell_how_long(services, dispatcher, tracker)
        if told is not None:
            return told
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is not None:
        await open_request(services, dispatcher, tracker, session.citizen_id, REQUEST)
        return []
    in_this_chat = Wish.HAND_OVER in entity_values(tracker, "wish") or prefers_the_chat(tracker)
    offered = any(OFFERED_IN_FORM in said for said in earlier_responses(tracker, turns=2))
    if (in_form and (offered or in_this_chat)) or NO_CODE_COMES & set(responses_so_far(tracker)):
        await open_request(services, dispatcher, tracker, None, REQUEST)
        return [*forget(REQUESTED_SLOT), ActiveLoop(None)]  # a code that comes after all goes on with the task
    if in_this_chat:
        begun = await begin(services, dispatcher, tracker, Task.HAND_OVER)
        return [*begun, FollowupAction("phone_number_form")]
    dispatcher.utter_message(response=OFFERED_IN_FORM if in_form else "utter_talk_to_human")
    return []


def prefers_the_chat(tracker: Tracker) -> bool:
    """ "Ya udah di sini aja", when telephone, e-mail and an answer in the chat were offered."""
    return Wish.HERE in entity_values(tracker, "wish") and said_lately(tracker, (OFFER,), turns=TURNS_ABOUT_THE_OFFER)


class ActionOfferHuman(ServiceAction):
    def name(self) -> str:
        return "action_offer_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return await offer_human(self.services, dispatcher, tracker)
