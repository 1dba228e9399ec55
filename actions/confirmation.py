"""One question before something that cannot simply be taken back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Answer, answer_of
from actions.forms import VerifiedForm, close
from actions.phrase_values import Agrees, Withdrawal
from actions.questions import Question
from actions.slots import CONFIRMED, REQUESTED_SLOT, forget
from actions.support import Events, entity_values, guesses_of, intent_of, message_text
from actions.task_names import TASK_OF_INTENT, Task

YES = "yes"
MOST_WORDS_OF_A_YES = 4
STOPS = ("deny", "cancel")
SURE_OF_A_STOP, LIKELY_A_STOP = 0.9, 0.6


class ValidateConfirmationForm(VerifiedForm):
    slots = (CONFIRMED,)
    answered_by_no = slots
    explained = (CONFIRMED,)

    def name(self) -> str:
        return "validate_confirmation_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        answer = Answer.NO if _shrinks_back(tracker) else answer_of(tracker) or _agrees(tracker)
        asked = tracker.get_slot(REQUESTED_SLOT) == CONFIRMED
        if asked and answer is None and self._is_about_the_deletion(tracker):
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

    @staticmethod
    def _is_about_the_deletion(tracker: Tracker) -> bool:
        """ "Ya berarti hilang semua kalau dihapus" looks like a yes: only a plain one counts.

        And "sertifikat saya ikut hilang?" fears what is to come, it does not miss anything.
        """
        task = TASK_OF_INTENT.get(intent_of(tracker))
        asks = "?" in message_text(tracker)
        of_it = Withdrawal.CONFIRMED in entity_values(tracker, "withdrawal")  # "kalau dihapus sertifikatnya hilang?"
        fears = asks and (task in (Task.MISSING_CERTIFICATE, Task.CERTIFICATE) or of_it)
        return task is Task.DATA_DELETION or fears


def _agrees(tracker: Tracker) -> Answer | None:
    """ "Iya hapus saja", and neither a question nor anything more."""
    few = len(message_text(tracker).split()) <= MOST_WORDS_OF_A_YES
    agrees = Agrees.SHOWN in entity_values(tracker, "agrees") and few and "?" not in message_text(tracker)
    return Answer.YES if agrees else None


def _shrinks_back(tracker: Tracker) -> bool:
    """ "Eh jangan deh, nanti ga bisa download lagi": to stop at that is safe, whatever is said behind it."""
    parts = tracker.latest_message.get("parts") or ()
    first = next(((part["name"], part["confidence"]) for part in parts), ("", 0.0))
    whole = next(iter(guesses_of(tracker)), ("", 0.0))
    return (first[0] in STOPS and first[1] >= SURE_OF_A_STOP) or (whole[0] in STOPS and whole[1] >= LIKELY_A_STOP)


class ActionAskConfirmed(Question):
    whole = "utter_ask_confirmation_form_confirmed"
    short = "utter_ask_confirmation_form_confirmed"
    own_words = ("explain_confirmed", "session_expired")

    def name(self) -> str:
        return "action_ask_confirmation_form_confirmed"
