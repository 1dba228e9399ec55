"""How long does it take, and has it come in? Of what this chat asked for, else of such things in general."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.beside import answer_beside
from actions.cases import tell_cases_of_chat
from actions.due import due
from actions.lost_number_news import tell_of_request
from actions.phrase_values import AsksWhen, ToldBefore
from actions.slots import TASK
from actions.support import Events, confidence_of, entity_values, guesses_of, in_thread, intent_of, said_lately
from actions.task import begin
from actions.task_names import Task
from bootstrap import Services
from registry.case_records import CorrectionKind, ReportKind
from registry.target_times import CaseKind

AFTER_A_REPORT = ("report_opened", "report_added", "statement_added", "photo_kept", "cases_open")
AFTER_A_REQUEST = (*AFTER_A_REPORT, "request_", "cases", "lost_number_", "name_correction_", "case_")
TURNS_ABOUT_IT = 2
TURNS_REMEMBERED = 10
ABOUT_OFFICERS = {"check_ticket_status", "talk_to_human", "correct_name", "change_phone_number"}
QUESTIONS, CONTACT = "faq/", "faq/contact"
SURE_OF_A_QUESTION = 0.9  # "jarak dosisnya berapa lama" is about vaccination
OF_A_REQUEST = {
    ToldBefore.NEWS_HERE: "utter_case_news_here",
    ToldBefore.HURRY: "utter_case_hurry",
    ToldBefore.WHAT_TO_SEND: "utter_case_what_to_send",
    ToldBefore.IF_REFUSED: "utter_case_if_refused",
    ToldBefore.IF_LATE: "utter_case_if_late",
}
KIND_OF: dict[Task, CaseKind] = {  # the other tasks are done at once
    Task.NAME_CORRECTION: CorrectionKind.NAME,
    Task.LOST_NUMBER: CorrectionKind.PHONE,
    Task.MISSING_CERTIFICATE: ReportKind.MISSING_CERTIFICATE,
    Task.WRONG_RECORD: ReportKind.WRONG_RECORD,
    Task.DATA_DELETION: ReportKind.OTHER,
    Task.HAND_OVER: ReportKind.OTHER,
}


def asks_how_long(tracker: Tracker) -> bool:
    asked = next((name for name, _ in guesses_of(tracker)), "")
    about_vaccination = asked.startswith(QUESTIONS) and asked != CONTACT
    surely = intent_of(tracker) == "faq" and confidence_of(tracker) >= SURE_OF_A_QUESTION
    return AsksWhen.PROGRESS in entity_values(tracker, "asks_when") and not (surely and about_vaccination)


def asked_for_something(tracker: Tracker) -> bool:
    """Whether something that officers do has been asked for in this conversation, as far as it is remembered."""
    return said_lately(tracker, AFTER_A_REQUEST, turns=TURNS_REMEMBERED)


def tell_how_long_here(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Of the task that is going on, if it were asked for now."""
    value = tracker.get_slot(TASK)
    tell_time_of(services, dispatcher, Task.HAND_OVER if value is None else Task(value))


def tell_time_of(services: Services, dispatcher: CollectingDispatcher, task: Task) -> None:
    if task not in KIND_OF:
        dispatcher.utter_message(response="utter_time_at_once")
        return
    of_task = f"utter_time_if_asked_now_{task.value}"
    response = of_task if of_task in services.wording else "utter_time_if_asked_now"
    by = due(services, KIND_OF[task])
    dispatcher.utter_message(response=response, date=by.date, time=by.time)


def _about_officers(tracker: Tracker) -> bool:
    """Not where it is asked how long data are kept."""
    likeliest = next((intent for intent, _ in guesses_of(tracker)), intent_of(tracker))
    return {likeliest, *(tracker.latest_message.get("denied") or ())} & ABOUT_OFFICERS != set()


async def tell_how_long(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Berapa hari kira-kira?", "sudah masuk belum?" outside of forms; None when nothing of the kind is asked."""
    came_in = ToldBefore.CAME_IN in entity_values(tracker, "told_before")
    if tracker.active_loop.get("name"):
        return None
    for value, answer in OF_A_REQUEST.items():
        if value in entity_values(tracker, "told_before") and asked_for_something(tracker):
            dispatcher.utter_message(response=answer)
            return []
    if not (came_in or AsksWhen.PROGRESS in entity_values(tracker, "asks_when")):
        return None
    about_it = said_lately(tracker, AFTER_A_REQUEST, turns=TURNS_ABOUT_IT)
    if not (about_it or came_in or (asks_how_long(tracker) and _about_officers(tracker))):
        return None
    if await tell_of_request(services, dispatcher, tracker):
        return []
    if await tell_cases_of_chat(services, dispatcher, tracker):
        answer_beside(dispatcher, tracker)
        return []
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is not None:
        begun = await begin(services, dispatcher, tracker, Task.CASES)
        return [*begun, FollowupAction("phone_number_form")]
    if came_in:
        return None
    tell_time_of(services, dispatcher, Task.HAND_OVER)
    answer_beside(dispatcher, tracker)
    return []
