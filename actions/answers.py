"""A yes or a no: as an answer to a question of ours, and what a yes means where nothing was asked by a form."""

from __future__ import annotations

from enum import Enum

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.offers import IF_YES, offered_task
from actions.support import Domain, Events, ServiceAction, confidence_of, intent_of
from actions.task import begin

SURE = 0.8  # a yes that changes something is not guessed


class Answer(Enum):
    YES = "affirm"
    NO = "deny"


def answer_of(tracker: Tracker) -> Answer | None:
    """What the latest message answers, if that is beyond doubt."""
    try:
        return Answer(intent_of(tracker)) if confidence_of(tracker) >= SURE else None
    except ValueError:
        return None


class ActionTakeYes(ServiceAction):
    """A yes outside of forms: does what the last answer offered, if it offered something."""

    def name(self) -> str:
        return "action_take_yes"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        task = offered_task(self.services.wording, tracker, IF_YES)
        if task is None:
            dispatcher.utter_message(response="utter_affirm")
            return []
        begun = await begin(self.services, dispatcher, tracker, task)
        return [*begun, FollowupAction("phone_number_form")]
