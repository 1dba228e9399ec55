"""One question before something that cannot simply be taken back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Answer, answer_of
from actions.forms import VerifiedForm, close
from actions.questions import Question
from actions.slots import CONFIRMED, REQUESTED_SLOT, forget
from actions.support import Events, intent_of
from actions.task_names import TASK_OF_INTENT, Task

YES = "yes"


class ValidateConfirmationForm(VerifiedForm):
    slots = (CONFIRMED,)
    explained = (CONFIRMED,)

    def name(self) -> str:
        return "validate_confirmation_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        answer = answer_of(tracker)
        asked = tracker.get_slot(REQUESTED_SLOT) == CONFIRMED
        if asked and TASK_OF_INTENT.get(intent_of(tracker)) is Task.DATA_DELETION:
            # "iya hapus aja" and "kalau dihapus apa yang hilang?" look alike: only a plain yes counts.
            dispatcher.utter_message(response="utter_explain_confirmed")
            return self.ask_again(tracker)
        if not asked or answer is None:
            return None
        if await self.session_ended(dispatcher, tracker):
            return [*forget(CONFIRMED), *close()]
        if answer is Answer.NO:
            dispatcher.utter_message(response="utter_confirmation_declined")
            return [*forget(CONFIRMED), *close()]
        return [SlotSet(CONFIRMED, YES)]


class ActionAskConfirmed(Question):
    whole = "utter_ask_confirmation_form_confirmed"
    short = "utter_ask_confirmation_form_confirmed"
    own_words = ("explain_confirmed", "session_expired")

    def name(self) -> str:
        return "action_ask_confirmation_form_confirmed"
