"""The one way all forms behave: take the value, speak for themselves, or step aside for a rule.

A form that is handed a message without a value for it rejects; the designers' unconditional rules then answer
(FAQ, cancel, another task …) and Rasa asks the form's question again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.slots import REQUESTED_SLOT
from actions.support import Domain, Events, WithServices, intent_of

CARRIES_NOTHING = frozenset({"affirm", "deny", "greet", "thank"})


class FormWithWaysOut(WithServices, FormValidationAction, ABC):
    """Validator of a form whose slots are asked in the order of `slots`."""

    slots: tuple[str, ...]

    @abstractmethod
    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """Events that use what the message carries for this form, or None when it carries nothing.

        A good value ends in a set slot; a bad one in an utterance and the slot set to None. Must be free of
        effects and words when it returns None: Rasa may hand the same message over twice.
        """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if all(tracker.get_slot(slot) is not None for slot in self.slots):
            return [SlotSet(slot, tracker.get_slot(slot)) for slot in self.slots]
        if (taken := await self.take(dispatcher, tracker)) is not None:
            return taken
        wanted = tracker.get_slot(REQUESTED_SLOT)
        if wanted not in self.slots:
            return self.ask_again(tracker)
        if intent_of(tracker) in CARRIES_NOTHING:
            dispatcher.utter_message(response=f"utter_explain_{wanted}")
            return self.ask_again(tracker)
        return []

    def ask_again(self, tracker: Tracker) -> Events:
        """Keep what is known; Rasa asks for the first slot that is still empty."""
        return [SlotSet(slot, tracker.get_slot(slot)) for slot in self.slots]


def close() -> Events:
    """End the form; what follows is the rule for a form that ended without a value."""
    return [SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
