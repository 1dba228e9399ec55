"""Greeting, stopping, asking back: what keeps a conversation going."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher

from actions.slots import DOSE, INTRODUCED, REQUESTED_SLOT, TASK, VERIFICATION_SLOTS, forget
from actions.support import Domain, Events, ServiceAction, in_thread

MOST_SUGGESTIONS = 3


class ActionGreet(ServiceAction):
    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        known = tracker.get_slot(INTRODUCED)
        dispatcher.utter_message(response="utter_greet_again" if known else "utter_greet_opening")
        return [SlotSet(INTRODUCED, True)]


class ActionCancel(ServiceAction):
    """Stops what is going on; a live session stays, so that nothing is asked twice."""

    def name(self) -> str:
        return "action_cancel"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(response="utter_cancelled")
        return [*forget(REQUESTED_SLOT, TASK, DOSE, *VERIFICATION_SLOTS), ActiveLoop(None)]


class ActionLogout(ServiceAction):
    def name(self) -> str:
        return "action_logout"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        await in_thread(self.services.identity.end_session, tracker.sender_id)
        dispatcher.utter_message(response="utter_logged_out")
        return [*forget(REQUESTED_SLOT, TASK, DOSE, *VERIFICATION_SLOTS), ActiveLoop(None)]


class ActionAskBack(ServiceAction):
    """Not understood: the likeliest tasks as buttons; the second time in a row the menu and a human."""

    def name(self) -> str:
        return "action_ask_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if self._asked_back_just_before(tracker):
            dispatcher.utter_message(response="utter_ask_back_again")
            return [*forget(REQUESTED_SLOT), ActiveLoop(None)]
        dispatcher.utter_message(response="utter_ask_back", buttons=self._suggestions(tracker))
        return []

    def _suggestions(self, tracker: Tracker) -> list[dict[str, str]]:
        wording = self.services.wording
        ranking = tracker.latest_message.get("intent_ranking") or ()
        likely = [str(guess["name"]) for guess in ranking if f"utter_task_{guess['name']}" in wording]
        return [
            {"title": wording.text(f"utter_task_{intent}"), "payload": f"/{intent}"}
            for intent in likely[:MOST_SUGGESTIONS]
        ]

    def _asked_back_just_before(self, tracker: Tracker) -> bool:
        """Whether this very action answered the message before the latest one."""
        messages = 0
        for event in reversed(tracker.events):
            if event.get("event") == "user":
                messages += 1
                if messages == 2:
                    return False
            elif messages == 1 and _is_run_of(event, self.name()):
                return True
        return False


def _is_run_of(event: dict[str, Any], action: str) -> bool:
    return event.get("event") == "action" and event.get("name") == action


class ActionRecover(ServiceAction):
    """When no rule knows what to do: say so, and go back to where the conversation stood before."""

    def name(self) -> str:
        return "action_recover"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(response="utter_recover")
        return [UserUtteranceReverted()]
