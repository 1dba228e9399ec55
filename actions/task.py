"""The protected tasks: how one begins, and what happens once the person is known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import give_certificates
from actions.slots import (
    DOSE,
    INTRODUCED,
    NIK_REF,
    OTP_REF,
    PERSON_REF,
    PERSON_SLOTS,
    PHONE_REF,
    TASK,
    VERIFICATION_SLOTS,
    forget,
)
from actions.status import tell_status
from actions.support import Domain, Events, ServiceAction, entity_values, in_thread
from bootstrap import Services
from identity.records import ClaimKind
from registry.nik import NikError, parse_nik
from registry.records import Citizen

CERTIFICATE = "certificate"
STATUS = "status"


async def where_verification_stands(services: Services, tracker: Tracker) -> Events:
    """Slots as the server knows them: a live session, else a code still waiting, else nothing."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is not None:
        known = {PHONE_REF: session.id, OTP_REF: session.id}
        person = session.citizen_id
        known |= {NIK_REF: person, PERSON_REF: person} if person else dict.fromkeys(PERSON_SLOTS)
        return [SlotSet(slot, value) for slot, value in known.items()]
    challenge_id = tracker.get_slot(PHONE_REF)
    waiting = challenge_id and await in_thread(services.identity.challenge, tracker.sender_id, challenge_id)
    return forget(*VERIFICATION_SLOTS) if not waiting else forget(OTP_REF, PERSON_REF)


async def note_what_was_said(services: Services, tracker: Tracker) -> Events:
    """Keep NIK, name and dose given early, so that they are not asked again."""
    events: Events = []
    if doses := entity_values(tracker, "dose"):
        events.append(SlotSet(DOSE, doses[-1]))
    if niks := entity_values(tracker, "nik"):
        try:
            nik = parse_nik(niks[-1])
        except NikError:
            return events  # the form will say what is wrong with it when it asks
        ref = await in_thread(services.identity.remember, tracker.sender_id, ClaimKind.NIK, nik.value)
        events.append(SlotSet(NIK_REF, ref))
    return events


class _StartTask(ServiceAction, ABC):
    task: ClassVar[str]

    @abstractmethod
    def name(self) -> str: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        events: Events = [SlotSet(TASK, self.task), SlotSet(DOSE, None)]
        if not tracker.get_slot(INTRODUCED):
            dispatcher.utter_message(response="utter_introduction")
            events.append(SlotSet(INTRODUCED, True))
        events += await where_verification_stands(self.services, tracker)
        said = await note_what_was_said(self.services, tracker)
        if any(e.get("name") == PERSON_REF and e.get("value") for e in events):
            said = [e for e in said if e["name"] != NIK_REF]
        return events + said


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
