"""How a protected task begins with a message that asks for it, or for two."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report, tell_the_officer
from actions.beside import answer_beside
from actions.cases import tell_cases_of_chat
from actions.lost_number import begin_lost_number
from actions.lost_number_news import tell_of_request
from actions.news import answer_news, answer_without_the_card
from actions.notes import CASE_WISHES
from actions.only_sounds_like import CHANGES, SURE_OF_A_CHANGE, meant_instead
from actions.photos import waive_photos
from actions.phrase_values import NumberState, ToldBefore, Wish
from actions.slots import TASK
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    confidence_of,
    entity_values,
    intent_of,
    message_text,
)
from actions.task import begin
from actions.task_names import REPORTS, SELF_EXPLAINING, TASK_OF_INTENT, Task
from actions.told import report_what_was_told
from actions.two_tasks import tasks_in
from wording import Wording

MAY_MEAN_THE_REQUEST = (Task.PHONE_CHANGE, Task.STATUS)  # of whoever has lost the number and asked for another
WAITS_FOR_THE_NUMBER = (Task.CERTIFICATE, Task.STATUS, Task.MISSING_CERTIFICATE)
ANSWERED_BESIDE = (Task.CERTIFICATE, *REPORTS)
SURE_OF_A_QUESTION_BESIDE = 0.9
MAY_TELL_WHAT_IS_MISSING = (*REPORTS, Task.CASES)


def _has_lost_the_number(wording: Wording, tracker: Tracker) -> bool:
    """Said so, or asks once more for a new number where the old one is asked for."""
    form = tracker.active_loop.get("name")
    tapped = message_text(tracker) == wording.text("utter_task_change_phone_number")  # offered beside other guesses
    state = entity_values(tracker, "number_state")
    if form == "phone_change_form" or NumberState.KEPT in state:  # it has just received a code
        return False
    again = bool(form) and not tapped and tracker.get_slot(TASK) in (Task.PHONE_CHANGE.value, Task.LOST_NUMBER.value)
    return again or NumberState.LOST in state


def _puts_right(tracker: Tracker) -> bool:
    """ "Ternyata tanggal 16", and no wish for something else to be done with the case."""
    wishes = set(CASE_WISHES) & set(entity_values(tracker, "wish"))
    corrects = ToldBefore.CORRECTED in entity_values(tracker, "told_before")
    asks = any(part.get("asked") for part in tracker.latest_message.get("parts") or ())
    return corrects and not (wishes or asks)


class ActionStartTask(ServiceAction):
    """Begins the task that the latest message asks for."""

    def name(self) -> str:
        return "action_start_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        asked = TASK_OF_INTENT.get(intent_of(tracker), Task.WRONG_RECORD)  # "ubah data", and which of the record
        if (told := await self._tell_of_the_trouble(dispatcher, tracker, asked)) is not None:
            return told
        if asked is Task.CASES and (added := await self._add_a_correction(dispatcher, tracker)) is not None:
            return added
        if (instead := await meant_instead(self.services, dispatcher, tracker, asked)) is not None:
            return instead
        if asked in MAY_TELL_WHAT_IS_MISSING:
            begun = await report_what_was_told(self.services, dispatcher, tracker)
            if begun is not None:
                return begun
        in_form = bool(tracker.active_loop.get("name"))
        corrects = asked is Task.CASES and _puts_right(tracker)
        if (asked in REPORTS or corrects) and not in_form:
            added = await add_to_the_report(self.services, dispatcher, tracker, None if corrects else asked)
            if added is not None:
                return added or [FollowupAction("action_listen")]
        if asked in REPORTS:
            answered = await answer_news(self.services, dispatcher, tracker, any_words=False)
            if answered is not None:
                return answered
        if asked is Task.PHONE_CHANGE and NumberState.FORGOTTEN in entity_values(tracker, "number_state"):
            dispatcher.utter_message(response="utter_number_forgotten")
            return [] if in_form else [FollowupAction("action_listen")]
        asks = "?" in message_text(tracker) or entity_values(tracker, "asks_day") or entity_values(tracker, "asks_when")
        asks_how_it_stands = asked in MAY_MEAN_THE_REQUEST and asks
        waits = asked in WAITS_FOR_THE_NUMBER  # whose number is lost can be sent nothing before it is changed
        about_cases = asked is Task.CASES or ((asks_how_it_stands or waits) and not in_form)
        if about_cases and await tell_of_request(self.services, dispatcher, tracker, waits=waits):
            form = tracker.active_loop.get("name")
            return [FollowupAction(str(form) if form else "action_listen")]
        if asked is Task.CASES and not in_form and await tell_cases_of_chat(self.services, dispatcher, tracker):
            return [FollowupAction("action_listen")]
        if asked is Task.PHONE_CHANGE and _has_lost_the_number(self.services.wording, tracker):
            answered = await answer_without_the_card(self.services, dispatcher, tracker)
            if answered is not None:
                return answered
            return await begin_lost_number(self.services, dispatcher, tracker)
        if asked in SELF_EXPLAINING and not in_form:
            waive_photos(dispatcher, tracker)  # "fotonya ga ada, kartunya ilang. minta sertifikat dosis 2 bisa?"
        begun = await begin(self.services, dispatcher, tracker, *(tasks_in(tracker, asked) or [asked]))
        again = Wish.SEND_AGAIN in entity_values(tracker, "wish")  # "ga bisa dibuka, kirim ulang"
        if asked in ANSWERED_BESIDE and not again:  # the status holds the answer, other tasks explain themselves
            answer_beside(dispatcher, tracker, at_least=SURE_OF_A_QUESTION_BESIDE)
        return begun

    async def _tell_of_the_trouble(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
    ) -> Events | None:
        """ "Saya sudah dua kali ke puskesmas tapi tidak dilayani", to the officer who was just asked for."""
        unsure = asked in CHANGES and confidence_of(tracker) < SURE_OF_A_CHANGE
        trouble = (asked in REPORTS or unsure) and not entity_values(tracker, "dose")
        if not trouble or tracker.active_loop.get("name"):
            return None
        told = await tell_the_officer(self.services, dispatcher, tracker, turns=1)
        return None if told is None else [FollowupAction("action_listen")]

    async def _add_a_correction(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """ "Eh salah, 7 September. Kira-kira kapan selesai?" right after a report: added, and how it stands is told."""
        asks = "?" in message_text(tracker) or bool(entity_values(tracker, "asks_when"))
        corrects = ToldBefore.CORRECTED in entity_values(tracker, "told_before") and asks
        figures = any(c.isdigit() for c in message_text(tracker)) and not entity_values(tracker, "ticket_number")
        if not (corrects and figures) or tracker.active_loop.get("name"):
            return None
        if await add_to_the_report(self.services, dispatcher, tracker, Task.WRONG_RECORD) != []:
            return None
        begun = await begin(self.services, dispatcher, tracker, Task.CASES)
        return [*begun, FollowupAction("phone_number_form")]
