"""The protected tasks: how one begins, what happens once the person is known, and which one is next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import give_certificates
from actions.notes import note_what_was_said
from actions.session import verified_citizen, where_verification_stands
from actions.slots import (
    DOSE,
    FORM_DUE,
    FORM_SLOTS,
    INTRODUCED,
    NEXT_TASK,
    NIK_REF,
    PERSON_REF,
    TASK,
    VERIFICATION_SLOTS,
    forget,
)
from actions.status import tell_status
from actions.support import Domain, Events, ServiceAction, intent_of, intents_of_parts
from bootstrap import Services
from registry.records import Citizen


class Task(str, Enum):
    """What a citizen may want done; `utter_start_<task>` and `utter_next_<task>` speak of it."""

    CERTIFICATE = "certificate"
    STATUS = "status"


TASK_OF_INTENT = {
    "download_certificate": Task.CERTIFICATE,
    "check_vaccination_status": Task.STATUS,
}
FORM_OF_TASK: dict[Task, str] = {}
# Two ways to say one thing, mostly: whoever names both wants the first.
ALIKE: tuple[frozenset[Task], ...] = ()

Handler = Callable[[Services, CollectingDispatcher, Tracker, Citizen], Awaitable[Events]]


async def begin(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, task: Task, following: Task | None = None
) -> Events:
    """Start a protected task, or change to it inside a form; the phone number form comes next."""
    same, in_form = tracker.get_slot(TASK) == task.value, bool(tracker.active_loop.get("name"))
    events: Events = [SlotSet(TASK, task.value), SlotSet(DOSE, tracker.get_slot(DOSE) if same and in_form else None)]
    events += [*forget(*FORM_SLOTS), SlotSet(NEXT_TASK, following and following.value)]
    if in_form:
        dispatcher.utter_message(response="utter_task_continues" if same else f"utter_start_{task.value}")
    elif not tracker.get_slot(INTRODUCED):
        dispatcher.utter_message(response="utter_introduction")
        events.append(SlotSet(INTRODUCED, True))
    if "complain_service" in intents_of_parts(tracker):
        dispatcher.utter_message(response="utter_sympathy")
    events += await where_verification_stands(services, tracker)
    said = await note_what_was_said(services, tracker)
    if any(e.get("name") == PERSON_REF and e.get("value") for e in events):
        said = [e for e in said if e["name"] != NIK_REF]
    return events + said


def _tasks_in(tracker: Tracker, asked: Task) -> list[Task]:
    """The two tasks that the latest message asks for, in its order; empty when it asks for one."""
    named = dict.fromkeys(TASK_OF_INTENT[intent] for intent in intents_of_parts(tracker) if intent in TASK_OF_INTENT)
    others = [task for task in named if task is not asked and frozenset({asked, task}) not in ALIKE]
    if asked not in named or not others:
        return []
    return [task for task in named if task in (asked, others[0])]


class ActionStartTask(ServiceAction):
    """Begins the task that the latest message asks for."""

    def name(self) -> str:
        return "action_start_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        asked = TASK_OF_INTENT[intent_of(tracker)]
        return await begin(self.services, dispatcher, tracker, *(_tasks_in(tracker, asked) or [asked]))


class ActionDoTask(ServiceAction):
    """Runs the task that was asked for, if the server says that this citizen may."""

    def name(self) -> str:
        return "action_do_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if citizen is None:
            dispatcher.utter_message(response="utter_session_expired")
            return [*forget(FORM_DUE, *VERIFICATION_SLOTS), FollowupAction("phone_number_form")]
        task = tracker.get_slot(TASK)
        if task is None:
            dispatcher.utter_message(response="utter_menu")
            return forget(FORM_DUE)
        if Task(task) in FORM_OF_TASK:
            return [*forget(*FORM_SLOTS), SlotSet(FORM_DUE, task)]
        events = await HANDLERS[Task(task)](self.services, dispatcher, tracker, citizen)
        return [*forget(FORM_DUE), *events, *await go_on(self.services, dispatcher, tracker, citizen)]


async def go_on(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen) -> Events:
    """The second task of a message, once the first is done; nothing when there was only one."""
    waiting = tracker.get_slot(NEXT_TASK)
    if waiting is None:
        return []
    task = Task(waiting)
    events: Events = [SlotSet(TASK, task.value), SlotSet(NEXT_TASK, None)]
    if form := FORM_OF_TASK.get(task):
        dispatcher.utter_message(response=f"utter_start_{task.value}")
        return [*events, *forget(*FORM_SLOTS), FollowupAction(form)]
    return events + await HANDLERS[task](services, dispatcher, tracker, citizen)


async def _certificate(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen
) -> Events:
    await give_certificates(services, dispatcher, citizen, tracker.get_slot(DOSE))
    return [SlotSet(DOSE, None)]


async def _status(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen) -> Events:
    await tell_status(services, dispatcher, citizen)
    return []


HANDLERS: dict[Task, Handler] = {Task.CERTIFICATE: _certificate, Task.STATUS: _status}
