"""The protected tasks: how one begins, what happens once the person is known, and which one is next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.anger import is_upset
from actions.asking_back import asked_back_just_before
from actions.cases import tell_cases
from actions.certificate import WAITS_FOR_A_CHOICE, dose_spoken_of, give_certificates
from actions.data_rights import give_data_copy
from actions.greetings import hello
from actions.hand_over import hand_over
from actions.missing_certificate import give_missing_certificates
from actions.notes import note_doses, note_for_task
from actions.phrase_values import Relative
from actions.session import verified_citizen, where_verification_stands
from actions.slots import (
    DOSE,
    FORM_DUE,
    FORM_SLOTS,
    INTRODUCED,
    NAME_REF,
    NEXT_PERSON,
    NEXT_TASK,
    NIK_REF,
    OTP_REF,
    PERSON_REF,
    SENT_DOSES,
    SHOWN_DOSE,
    TASK,
    VERIFICATION_SLOTS,
    forget,
    open_form,
)
from actions.status import tell_status
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    entity_values,
    in_thread,
    just_said,
    responses_so_far,
    said_in_turn,
)
from actions.task_names import REPORTS, SELF_EXPLAINING, Task
from bootstrap import Services
from registry.records import Citizen
from wording import Wording

TOLD = frozenset({"utter_status_list", "utter_status_dose"})

Handler = Callable[[Services, CollectingDispatcher, Tracker, Citizen], Awaitable[Events]]


async def begin(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, task: Task, following: Task | None = None
) -> Events:
    """Start a protected task, or change to it inside a form; the phone number form comes next."""
    in_form = bool(tracker.active_loop.get("name"))
    goes_on = in_form and tracker.get_slot(TASK) == task.value
    events: Events = [
        SlotSet(TASK, task.value),
        SlotSet(NEXT_TASK, following and following.value),
        SlotSet(NEXT_PERSON, _another_person_too(tracker) if task in SELF_EXPLAINING else None),
    ]
    if not goes_on:
        events += forget(*FORM_SLOTS)
    if not (goes_on or asked_back_just_before(tracker)):
        events += forget(DOSE)
    events += introduce(services.wording, dispatcher, tracker)
    if is_upset(tracker) and task not in REPORTS:  # their beginning says sorry itself
        dispatcher.utter_message(response="utter_sympathy")
    standing = await where_verification_stands(services, tracker, task)
    answered_at_once = task is Task.CASES and any(e["name"] == PERSON_REF and e["value"] for e in standing)
    if goes_on:
        dispatcher.utter_message(response="utter_task_continues")
    elif in_form or not (task in SELF_EXPLAINING or answered_at_once):
        dispatcher.utter_message(response=f"utter_start_{task.value}")
    if not in_form and tracker.get_slot(OTP_REF) and not any(e["name"] == OTP_REF and e["value"] for e in standing):
        dispatcher.utter_message(response="utter_session_expired")
    events += standing
    said = await note_for_task(services, tracker, task)
    if task is Task.STATUS:
        said = [e for e in said if e["name"] != DOSE]  # "dosis 2 kapan" wants no certificate of it later
    if following is Task.CERTIFICATE:
        said += note_doses(tracker)
    if any(e.get("name") == PERSON_REF and e.get("value") for e in events):
        said = [e for e in said if e["name"] != NIK_REF]
    return events + said


def _another_person_too(tracker: Tracker) -> list[None] | None:
    """ "Sertifikat saya sama istri": who that is will be asked after the first one."""
    return [None, None] if Relative.WITH_ME in entity_values(tracker, "relative") else None


def introduce(wording: Wording, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Says who is writing, once in a conversation and never inside a form."""
    if tracker.active_loop.get("name") or tracker.get_slot(INTRODUCED):
        return []
    later = "_later" if responses_so_far(tracker) else ""
    dispatcher.utter_message(response=f"utter_introduction{later}", hello=hello(wording, tracker))
    return [SlotSet(INTRODUCED, True)]


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
            dispatcher.utter_message(response="utter_person_chosen", name=citizen.full_name)
            return forget(FORM_DUE)
        events = await HANDLERS[Task(task)](self.services, dispatcher, tracker, citizen)
        if _form_in(events):
            return events
        return [*forget(FORM_DUE), *events, *await go_on(self.services, dispatcher, tracker)]


class ActionCloseTask(ServiceAction):
    """A task's own form ended without what it was for: verify anew when time ran out, else say that it stops here."""

    said_already = (
        "confirmation_declined",
        "withdrawal_declined",
        "certificate_",
        "missing_certificate_",
        "otp_",
        "sms_unavailable",
        "thank",
    )

    def name(self) -> str:
        return "action_close_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if said_in_turn(tracker, "session_expired"):
            return [*forget(*VERIFICATION_SLOTS), FollowupAction("phone_number_form")]
        if not said_in_turn(tracker, *self.said_already):
            dispatcher.utter_message(response="utter_cancelled")
            return forget(TASK, NEXT_TASK, *FORM_SLOTS)
        return forget(*FORM_SLOTS)


async def go_on(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """The second task of a message, once the first is done; nothing when there was only one.

    The first is not done while it is asked which certificates are meant.
    """
    chooses = any(message.get("response") in WAITS_FOR_A_CHOICE for message in dispatcher.messages)
    waiting = None if chooses else tracker.get_slot(NEXT_TASK)
    if waiting is None and not chooses and tracker.get_slot(NEXT_PERSON):
        return await _go_on_with_the_next_person(services, dispatcher, tracker)
    citizen = await verified_citizen(services, tracker.sender_id) if waiting else None  # as the first task left it
    if waiting is None or citizen is None:
        return []
    task = Task(waiting)
    if task not in SELF_EXPLAINING:
        dispatcher.utter_message(response=f"utter_start_{task.value}")
    events = await HANDLERS[task](services, dispatcher, tracker, citizen)
    followed = [FollowupAction(form)] if (form := _form_in(events)) else []
    return [SlotSet(TASK, task.value), SlotSet(NEXT_TASK, None), *forget(*FORM_SLOTS), *events, *followed]


async def _go_on_with_the_next_person(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    nik_ref, name_ref = tracker.get_slot(NEXT_PERSON)
    await in_thread(services.identity.select_citizen, tracker.sender_id, None)
    dispatcher.utter_message(response="utter_next_person")
    person = [SlotSet(NIK_REF, nik_ref), SlotSet(NAME_REF, name_ref), *forget(PERSON_REF, NEXT_PERSON, FORM_DUE)]
    return [*person, FollowupAction("identity_form")]


def _form_in(events: Events) -> str | None:
    due = [event["value"] for event in events if event.get("name") == FORM_DUE and event.get("value")]
    return f"{due[-1]}_form" if due else None


async def _certificate(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen
) -> Events:
    that_one = dose_spoken_of(tracker) if entity_values(tracker, "that_one") else None
    missed = await give_certificates(services, dispatcher, tracker, citizen, tracker.get_slot(DOSE) or that_one)
    return [SlotSet(DOSE, None), *missed]


async def _status(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen) -> Events:
    said = just_said(tracker)
    named = entity_values(tracker, "dose") or (entity_values(tracker, "possible_dose") if TOLD & set(said) else [])
    doses = [] if said_in_turn(tracker, "switch_person") else named
    await tell_status(
        services,
        dispatcher,
        citizen,
        has_certificates=bool(tracker.get_slot(SENT_DOSES)),
        told_just_before=(bool(doses) and bool(TOLD & set(said))) or "utter_status_next_alone" in said,
        asked_dose=next(iter(doses), None),
    )
    return [SlotSet(SHOWN_DOSE, doses[0])] if doses else []


async def _missing_certificate(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen
) -> Events:
    left = await give_missing_certificates(services, dispatcher, tracker, citizen)
    return [] if left is None else [*open_form("report"), *left]


def _with_form(form_due: str) -> Handler:
    async def handle(
        services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen
    ) -> Events:
        return open_form(form_due)

    return handle


HANDLERS: dict[Task, Handler] = {
    Task.CERTIFICATE: _certificate,
    Task.STATUS: _status,
    Task.NAME_CORRECTION: _with_form("name_correction"),
    Task.PHONE_CHANGE: _with_form("phone_change"),
    Task.MISSING_CERTIFICATE: _missing_certificate,
    Task.WRONG_RECORD: _with_form("report"),
    Task.CASES: tell_cases,
    Task.DATA_COPY: give_data_copy,
    Task.DATA_DELETION: _with_form("confirmation"),
    Task.HAND_OVER: hand_over,
}
