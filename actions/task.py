"""The protected tasks: how one begins, and what happens once the person is known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import give_certificates
from actions.notes import note_what_was_said, recall
from actions.slots import (
    DOSE,
    INTRODUCED,
    NIK_REF,
    OTP_REF,
    PERSON_REF,
    PHONE_REF,
    TASK,
    VERIFICATION_SLOTS,
    forget,
)
from actions.status import tell_status
from actions.support import Domain, Events, ServiceAction, entity_values, in_thread
from bootstrap import Services
from registry.records import Citizen

CERTIFICATE = "certificate"
STATUS = "status"


async def where_verification_stands(services: Services, tracker: Tracker) -> Events:
    """Slots as the server knows them: a live session, else a code still waiting, else nothing; a noted NIK stays."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    numbers = entity_values(tracker, "phone_number")
    nik_ref = tracker.get_slot(NIK_REF) if await recall(services, tracker, NIK_REF) else None
    known: dict[str, str | None] = {PHONE_REF: None, OTP_REF: None, NIK_REF: nik_ref, PERSON_REF: None}
    if numbers and (session is None or numbers[-1] != session.phone.e164):
        pass  # the number just given is to be proved
    elif session is not None:
        person = session.citizen_id
        known |= {PHONE_REF: session.id, OTP_REF: session.id, NIK_REF: person or nik_ref, PERSON_REF: person}
    elif challenge_id := tracker.get_slot(PHONE_REF):
        waiting = await in_thread(services.identity.challenge, tracker.sender_id, challenge_id)
        known[PHONE_REF] = challenge_id if waiting else None
    return [SlotSet(slot, value) for slot, value in known.items()]


async def begin(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, task: str) -> Events:
    """Start a protected task, or change to it inside a form; the phone number form comes next."""
    same, in_form = tracker.get_slot(TASK) == task, bool(tracker.active_loop.get("name"))
    events: Events = [SlotSet(TASK, task), SlotSet(DOSE, tracker.get_slot(DOSE) if same and in_form else None)]
    if in_form:
        dispatcher.utter_message(response="utter_task_continues" if same else f"utter_start_{task}")
    elif not tracker.get_slot(INTRODUCED):
        dispatcher.utter_message(response="utter_introduction")
        events.append(SlotSet(INTRODUCED, True))
    events += await where_verification_stands(services, tracker)
    said = await note_what_was_said(services, tracker)
    if any(e.get("name") == PERSON_REF and e.get("value") for e in events):
        said = [e for e in said if e["name"] != NIK_REF]
    return events + said


class _StartTask(ServiceAction, ABC):
    task: ClassVar[str]

    @abstractmethod
    def name(self) -> str: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return await begin(self.services, dispatcher, tracker, self.task)


class ActionStartCertificate(_StartTask):
    task = CERTIFICATE

    def name(self) -> str:
        return "action_start_certificate"


class ActionStartStatus(_StartTask):
    task = STATUS

    def name(self) -> str:
        return "action_start_status"


class ActionDoTask(ServiceAction):
    """Runs the task that was asked for, if the server says that this citizen may."""

    def name(self) -> str:
        return "action_do_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if citizen is None:
            dispatcher.utter_message(response="utter_session_expired")
            return [*forget(*VERIFICATION_SLOTS), FollowupAction("phone_number_form")]
        task = tracker.get_slot(TASK)
        if task == CERTIFICATE:
            await give_certificates(self.services, dispatcher, citizen, tracker.get_slot(DOSE))
            return [SlotSet(DOSE, None)]
        if task == STATUS:
            await tell_status(self.services, dispatcher, citizen)
        else:
            dispatcher.utter_message(response="utter_menu")
        return []


async def verified_citizen(services: Services, conversation_id: str) -> Citizen | None:
    """The person whose data this conversation may see now; the session on the server decides."""
    session = await in_thread(services.identity.session, conversation_id)
    if session is None or session.citizen_id is None:
        return None
    return await in_thread(services.registry.citizen, session.citizen_id)
