"""How a protected task begins with a message that asks for it, or for two."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report
from actions.asking_back import ask_back
from actions.certificate import CHOOSE, SEPARATOR
from actions.information import give_dose
from actions.lost_number import begin_lost_number
from actions.lost_number_news import tell_of_request
from actions.news import answer_news, answer_without_the_card
from actions.people import known_person, names_somebody_else, names_the_other
from actions.slots import PERSON_SLOTS, SENT_DOSES, TASK, forget
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    confidence_of,
    earlier_responses,
    entity_values,
    in_thread,
    intent_of,
    intents_of_parts,
    message_text,
)
from actions.task import begin
from actions.task_names import ALIKE, NEVER_BESIDE, SELF_EXPLAINING, TASK_OF_INTENT, Task
from actions.told import report_what_was_told
from actions.verification import NOT_REGISTERED
from wording import Wording

MAY_MEAN_THE_REQUEST = (Task.PHONE_CHANGE, Task.STATUS)  # of whoever has lost the number and asked for another
MAY_ANSWER_NEWS = (Task.MISSING_CERTIFICATE, Task.WRONG_RECORD)
WAITS_FOR_THE_NUMBER = (Task.CERTIFICATE, Task.STATUS, Task.MISSING_CERTIFICATE)
CHANGES = (Task.MISSING_CERTIFICATE, Task.WRONG_RECORD, Task.PHONE_CHANGE, Task.NAME_CORRECTION, Task.DATA_DELETION)
SURE_OF_A_CHANGE = 0.95
SURE_OF_A_SECOND_CHANGE = 0.9
MAY_TELL_WHAT_IS_MISSING = (*MAY_ANSWER_NEWS, Task.CASES)


def _tasks_in(tracker: Tracker, asked: Task) -> list[Task]:
    """The two tasks that the latest message asks for, in its order; empty when it asks for one."""
    named = dict.fromkeys(TASK_OF_INTENT[intent] for intent in intents_of_parts(tracker) if intent in TASK_OF_INTENT)
    surely = {TASK_OF_INTENT.get(intent) for intent in intents_of_parts(tracker, at_least=SURE_OF_A_SECOND_CHANGE)}
    named = {task: None for task in named if task is asked or task not in CHANGES or task in surely}
    others = [task for task in named if task is not asked and task not in NEVER_BESIDE]
    others = [task for task in others if frozenset({asked, task}) not in ALIKE]
    if asked not in named or not others:
        return []
    return [task for task in named if task in (asked, others[0])]


def _has_lost_the_number(wording: Wording, tracker: Tracker) -> bool:
    """Said so, or asks once more for a new number where the old one is asked for."""
    form = tracker.active_loop.get("name")
    tapped = message_text(tracker) == wording.text("utter_task_change_phone_number")  # offered beside other guesses
    if form == "phone_change_form" or "kept" in entity_values(tracker, "number_state"):  # it has just received a code
        return False
    again = bool(form) and not tapped and tracker.get_slot(TASK) in (Task.PHONE_CHANGE.value, Task.LOST_NUMBER.value)
    return again or "lost" in entity_values(tracker, "number_state")


class ActionStartTask(ServiceAction):
    """Begins the task that the latest message asks for."""

    def name(self) -> str:
        return "action_start_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        asked = TASK_OF_INTENT.get(intent_of(tracker), Task.WRONG_RECORD)  # "ubah data", and which of the record
        if (instead := await self._instead(dispatcher, tracker, asked)) is not None:
            return instead
        if asked in MAY_TELL_WHAT_IS_MISSING:
            begun = await report_what_was_told(self.services, dispatcher, tracker)
            if begun is not None:
                return begun
        in_form = bool(tracker.active_loop.get("name"))
        if asked in MAY_ANSWER_NEWS and not in_form:
            added = await add_to_the_report(self.services, dispatcher, tracker, asked)
            if added is not None:
                return [*added, FollowupAction("action_listen")]
        if asked in MAY_ANSWER_NEWS:
            answered = await answer_news(self.services, dispatcher, tracker, any_words=False)
            if answered is not None:
                return answered
        if asked is Task.PHONE_CHANGE and "forgotten" in entity_values(tracker, "number_state"):
            dispatcher.utter_message(response="utter_number_forgotten")
            return [] if in_form else [FollowupAction("action_listen")]
        if asked is Task.PHONE_CHANGE and NOT_REGISTERED in entity_values(tracker, "sms_says"):
            dispatcher.utter_message(response="utter_explain_not_registered")
            return [FollowupAction("action_listen")]
        asks_how_it_stands = asked in MAY_MEAN_THE_REQUEST and "?" in message_text(tracker)
        waits = asked in WAITS_FOR_THE_NUMBER  # whose number is lost can be sent nothing before it is changed
        about_cases = (asked is Task.CASES or asks_how_it_stands or waits) and not in_form
        if about_cases and await tell_of_request(self.services, dispatcher, tracker):
            return [FollowupAction("action_listen")]
        if asked is Task.PHONE_CHANGE and _has_lost_the_number(self.services.wording, tracker):
            answered = await answer_without_the_card(self.services, dispatcher, tracker)
            if answered is not None:
                return answered
            return await begin_lost_number(self.services, dispatcher, tracker)
        return await begin(self.services, dispatcher, tracker, *(_tasks_in(tracker, asked) or [asked]))

    async def _instead(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task) -> Events | None:
        """What a message means that is only taken for a task; None when it means the task."""
        in_form = bool(tracker.active_loop.get("name"))
        asks = "?" in message_text(tracker)
        said = next(iter(earlier_responses(tracker, turns=1)), [])
        if asked is Task.MISSING_CERTIFICATE and CHOOSE in said and entity_values(tracker, "dose"):
            return [*await give_dose(self.services, dispatcher, tracker), FollowupAction("action_listen")]
        sent = (tracker.get_slot(SENT_DOSES) or "").split(SEPARATOR)
        all_sent = tracker.get_slot(SENT_DOSES) and set(entity_values(tracker, "dose")) <= set(sent)
        if asked is Task.MISSING_CERTIFICATE and all_sent and not in_form:
            dispatcher.utter_message(response="utter_faq/app_not_up_to_date")
            return [FollowupAction("action_listen")]
        if asked in SELF_EXPLAINING and await names_somebody_else(self.services, tracker):
            return await self._of_somebody_else(dispatcher, tracker, asked)
        if asked is Task.NAME_CORRECTION and not in_form and await names_the_other(self.services, tracker):
            return await self._of_somebody_else(dispatcher, tracker, Task.CERTIFICATE)
        other = tracker.get_slot(TASK) not in (None, asked.value)
        if in_form and other and asked is Task.CASES and entity_values(tracker, "asks_when"):
            dispatcher.utter_message(response="utter_time_told_later")
            return [FollowupAction(str(tracker.active_loop.get("name")))]
        if in_form and other and asks and asked in CHANGES and confidence_of(tracker) < SURE_OF_A_CHANGE:
            return self._stay(dispatcher, tracker)
        wonders = asks and not in_form and not entity_values(tracker, "person_name")
        unsure = confidence_of(tracker) < SURE_OF_A_CHANGE or bool(entity_values(tracker, "about"))
        if asked is Task.NAME_CORRECTION and wonders and unsure:
            dispatcher.utter_message(response="utter_faq/certificate_name")
            return [FollowupAction("action_listen")]
        return None

    async def _of_somebody_else(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task) -> Events:
        """ "Sertifikat suami saya Binsar aja", said when it is the wife who is verified."""
        await in_thread(self.services.identity.select_citizen, tracker.sender_id, None)
        dispatcher.utter_message(response="utter_switch_person")
        known = await known_person(self.services, tracker)
        begun = await begin(self.services, dispatcher, tracker, asked)
        return [*begun, *forget(*PERSON_SLOTS), *known, FollowupAction("phone_number_form")]

    def _stay(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Asks back without leaving what is going on; the second time in a row it is left."""
        events = ask_back(self.services.wording, dispatcher, tracker)
        left = any(event["event"] == "active_loop" for event in events)
        return [*events, FollowupAction("action_listen" if left else str(tracker.active_loop.get("name")))]
