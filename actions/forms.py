"""The one way all forms behave: take the value, speak for themselves, or step aside for a rule.

A form that is handed a message without a value for it rejects; the designers' unconditional rules then answer
(FAQ, cancel, another task …) and Rasa asks the form's question again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.asking_back import may_be_offered
from actions.beside import answer_beside, asks_what_is_not_understood, change_task_beside, note_beside
from actions.how_long import asks_how_long, tell_how_long_here
from actions.photos import keep_for_the_report
from actions.phrase_values import Wish
from actions.slots import REQUESTED_SLOT, TASK
from actions.support import (
    Domain,
    Events,
    WithServices,
    earlier_responses,
    entity_values,
    guesses_of,
    in_thread,
    intent_of,
    intents_of_parts,
    message_text,
    phone_numbers,
    silence_before,
)
from actions.task_names import SELF_EXPLAINING, TASK_OF_INTENT
from wording import Wording

COMES_BACK = ("greet", "affirm")
CARRIES_NOTHING = frozenset({"affirm", "deny", "greet", "thank"})
GIVEN = ("phone_number", "nik", "otp_code", "dose", "person_name", "ticket_number", "vaccinated_at")
MAY_REFUSE = frozenset(
    {"deny", "affirm", "thank", "inform", "out_of_scope", "nlu_fallback", "complain_service", "goodbye", "correct_name"}
)
BESIDE_THE_POINT = frozenset({"out_of_scope", "nlu_fallback"})
SURE_OF_A_CANCEL = 0.9
SURE_OF_ANOTHER_TASK = 0.9
A_BARE_GUESS = 0.5  # confidence of an intent below which it is as likely wrong as right
MISTAKES_BEFORE_OTHER_HELP = 2
OTHER_HELP = "utter_other_help"
LONG_SILENCE = timedelta(minutes=15)  # as long as an idle session lives


class FormWithWaysOut(WithServices, FormValidationAction, ABC):
    """Validator of a form whose slots are asked in the order of `slots`."""

    slots: tuple[str, ...]
    explained: tuple[str, ...] = ()
    """Slots whose question is explained once more when the answer is beside the point."""
    hears_more: bool = False
    """Whether a message with a value may also ask something or for another task; not where it tells what happened."""
    hears_questions: bool = False
    """Whether it may ask something, and no more: for another task such a form is not left on the way."""
    taken_words: tuple[str, ...] = GIVEN
    """Entities beside which a no is none to the question."""
    answered_by_no: tuple[str, ...] = ()
    """Slots to which a no is an answer of its own; elsewhere "ga usah", "cuma nanya" end the form."""
    takes_photos: bool = False
    """Whether `take` uses the photos of a message."""
    mistakes: tuple[str, ...] = ()
    """How the names of the responses begin, after `utter_`, that tell of a value that cannot be used."""

    @abstractmethod
    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """Events that use what the message carries for this form, or None when it carries nothing.

        A good value ends in a set slot; a bad one in an utterance and the slot set to None. Must be free of
        effects and words when it returns None: Rasa may hand the same message over twice.
        """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if all(tracker.get_slot(slot) is not None for slot in self.slots):
            return [SlotSet(slot, tracker.get_slot(slot)) for slot in self.slots]
        wanted = tracker.get_slot(REQUESTED_SLOT)
        heard = wanted in self.slots and wanted not in self.answered_by_no
        if heard and refuses(tracker, self.taken_words):
            return [*self.ask_again(tracker), *close()]
        if (taken := await self.take(dispatcher, tracker)) is not None:
            self._offer_other_help(dispatcher, tracker)
            self._answer_questions(dispatcher, tracker, taken=True)
            taken = taken if self.takes_photos else [*taken, *keep_for_the_report(dispatcher, tracker)]
            return [*taken, *await self._heed_the_rest(dispatcher, tracker)] if self.hears_more else taken
        if wanted not in self.slots:
            return self.ask_again(tracker)
        intent = intent_of(tracker)
        if asks_how_long(tracker) and intent not in TASK_OF_INTENT:
            tell_how_long_here(self.services, dispatcher, tracker)
            return self.ask_again(tracker)
        stops = "cancel" in intents_of_parts(tracker, at_least=SURE_OF_A_CANCEL)
        if intent == "faq" and (stops or (heard and entity_values(tracker, "refuses"))):
            answer_beside(dispatcher, tracker)  # "batal sudah. cukup di hp?", "bukan mau diganti. adiknya boleh kapan?"
            return [*self.ask_again(tracker), *close()]
        adrift = hints_at_nothing_else(self.services.wording, tracker) and not phone_numbers(tracker)
        back = (intent in COMES_BACK or adrift) and silence_before(tracker) >= LONG_SILENCE
        if back and tracker.get_slot(TASK):
            dispatcher.utter_message(response=f"utter_welcome_back_{tracker.get_slot(TASK)}")
            return await self.come_back(dispatcher, tracker)
        beside_the_point = wanted in self.explained and intent in BESIDE_THE_POINT
        if intent in CARRIES_NOTHING or beside_the_point or adrift:
            dispatcher.utter_message(response=self.explanation(tracker, str(wanted)))
            self._answer_questions(dispatcher, tracker)
            self._offer_other_help(dispatcher, tracker)
            return self.ask_again(tracker)
        return []

    def _answer_questions(self, dispatcher: CollectingDispatcher, tracker: Tracker, *, taken: bool = False) -> None:
        """What a message asks beside the value, before whatever is said to the value; if it is unclear, that too."""
        if not (self.hears_more or self.hears_questions):
            return
        if asks_how_long(tracker):
            tell_how_long_here(self.services, dispatcher, tracker)
            dispatcher.messages.insert(0, dispatcher.messages.pop())
        elif not answer_beside(dispatcher, tracker) and taken and asks_what_is_not_understood(tracker):
            dispatcher.utter_message(response="utter_question_unclear")

    async def _heed_the_rest(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Another wish and other data beside the value; when a form opens, whatever opened it has noted them."""
        changed = await change_task_beside(self.services, dispatcher, tracker)
        opening = tracker.get_slot(REQUESTED_SLOT) not in self.slots
        beside = [] if opening else await note_beside(self.services, tracker)
        return [*beside, *changed]

    async def come_back(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The citizen greets after a long silence; forms that need a live session say here that it has ended."""
        return self.ask_again(tracker)

    def explanation(self, tracker: Tracker, wanted: str) -> str:
        """The response that says once more what is awaited."""
        return f"utter_explain_{wanted}"

    def ask_again(self, tracker: Tracker) -> Events:
        """Keep what is known; Rasa asks for the first slot that is still empty."""
        return [SlotSet(slot, tracker.get_slot(slot)) for slot in self.slots]

    def _offer_other_help(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """After the same trouble three times in a row, another way than asking a fourth time; not at each mistake."""
        mistakes = tuple(f"utter_{beginning}" for beginning in (*self.mistakes, "explain_"))
        if not any(str(said.get("response")).startswith(mistakes) for said in dispatcher.messages):
            return
        earlier = earlier_responses(tracker, turns=MISTAKES_BEFORE_OTHER_HELP)
        in_a_row = [turn for turn in earlier if any(response.startswith(mistakes) for response in turn)]
        offered = any(OTHER_HELP in turn for turn in earlier)
        if len(in_a_row) == MISTAKES_BEFORE_OTHER_HELP and not offered:
            dispatcher.utter_message(response=OTHER_HELP)


class VerifiedForm(FormWithWaysOut, ABC):
    """A form behind the code: when the session ends in the middle, it says so and closes."""

    async def come_back(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if await self.session_ended(dispatcher, tracker):
            return [*self.ask_again(tracker), *close()]
        return self.ask_again(tracker)

    async def session_ended(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Whether the server no longer knows this conversation; says so when it does not."""
        if await in_thread(self.services.identity.session, tracker.sender_id) is not None:
            return False
        dispatcher.utter_message(response="utter_session_expired")
        return True


def refuses(tracker: Tracker, given: tuple[str, ...] = GIVEN) -> bool:
    """Whether the latest message wants nothing of what a form asks, and nothing else either, which a rule would do."""
    no = bool(entity_values(tracker, "refuses")) or Wish.NOT_NEEDED in entity_values(tracker, "wish")
    gives = any(entity_values(tracker, entity) for entity in given)
    wants = {TASK_OF_INTENT.get(intent) for intent in intents_of_parts(tracker, at_least=SURE_OF_ANOTHER_TASK)}
    if wants & set(SELF_EXPLAINING):  # "nda usah perbaiki nama, sertifikatnya saja"
        return False
    return no and not gives and intent_of(tracker) in MAY_REFUSE and "?" not in message_text(tracker)


def hints_at_nothing_else(wording: Wording, tracker: Tracker) -> bool:
    """Unclear, and likeliest the present task, no task at all or a bare guess: to offer guesses would only distract."""
    if intent_of(tracker) != "nlu_fallback":
        return False
    guesses = guesses_of(tracker)
    if not guesses:
        return True
    likeliest, confidence = guesses[0]
    task = TASK_OF_INTENT.get(likeliest)
    same_task = task is not None and task.value == tracker.get_slot(TASK)
    return same_task or not may_be_offered(wording, likeliest) or confidence < A_BARE_GUESS


def close() -> Events:
    """End the form; what follows is the rule for a form that ended without a value."""
    return [SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
