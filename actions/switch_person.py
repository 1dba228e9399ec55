"""Another person of the same number: the number stays verified, and it is asked whose data are meant."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import tell_the_officer
from actions.certificate import ALL_DOSES, LISTED, NEXT_DOSE, REST_OF_DOSES, SEPARATOR, give_certificates
from actions.notes import note_doses
from actions.people import known_person, named_relatives, only_a_relative_is_known, speaks_of_another
from actions.phrase_values import NumberState, Whose
from actions.session import verified_citizen
from actions.slots import (
    DOSE,
    FORM_SLOTS,
    NAME_REF,
    NEXT_PERSON,
    OTP_REF,
    PERSON_SLOTS,
    PHONE_REF,
    SENT_DOSES,
    TASK,
    forget,
)
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    entity_values,
    events_of_turn,
    guesses_of,
    in_thread,
    intents_of_parts,
    just_said,
)
from actions.task import begin
from actions.task_names import SELF_EXPLAINING, TASK_OF_INTENT, Task
from bootstrap import Services
from registry.name_parts import telling_parts

END_OF_A_PART = re.compile(r"[.,!?;\n]")
GOES_ON = (Task.CERTIFICATE.value, Task.STATUS.value)  # for the next person too
SURE_OF_A_REQUEST = 0.8
LIKELY = 3  # of the guesses at what an unclear message wants
ABOUT_A_PERSON = (Task.CERTIFICATE, Task.STATUS, Task.MISSING_CERTIFICATE)


class ActionSwitchPerson(ServiceAction):
    def name(self) -> str:
        return "action_switch_person"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is not None and (chosen := await self._from_the_list(dispatcher, tracker)) is not None:
            return chosen
        if session is not None and (told := await self._for_the_officer(dispatcher, tracker)) is not None:
            return told
        if session is None:
            wanted = None if tracker.active_loop.get("name") else _wanted_beside(tracker)
            if wanted is not None:  # "mau sertifikat, ada 3 orang, punya saya dulu baru istri"
                begun = await begin(self.services, dispatcher, tracker, wanted)
                return [*begun, FollowupAction("phone_number_form")]
            dispatcher.utter_message(response="utter_switch_person_unverified")
            return [*forget(OTP_REF, NAME_REF, *PERSON_SLOTS), FollowupAction("phone_number_form")]
        if NumberState.ANOTHER in entity_values(tracker, "number_state"):
            dispatcher.utter_message(response="utter_switch_to_another_number")
            return _to_another_number()
        citizen = await verified_citizen(self.services, tracker.sender_id)
        known = await known_person(self.services, tracker)
        its_own = Whose.SELF in entity_values(tracker, "whose") and not only_a_relative_is_known(tracker)
        stays = its_own and tracker.get_slot(TASK) in GOES_ON and not known
        if citizen is not None and stays and not await speaks_of_another(self.services, tracker):
            begun = await begin(self.services, dispatcher, tracker, Task(tracker.get_slot(TASK)))
            return [*begun, FollowupAction("phone_number_form")]
        before = await _doses_before_the_person(self.services, tracker) if citizen is not None else []
        just_sent = (tracker.get_slot(SENT_DOSES) or "").split(SEPARATOR)  # "kenapa dikirim semua? sekarang anakku …"
        before = [REST_OF_DOSES if dose == ALL_DOSES and just_sent[0] else dose for dose in before]
        before = [dose for dose in before if dose not in just_sent]
        before = [] if "utter_certificate_dose_missing" in just_said(tracker) else before
        if citizen is not None and before:
            await give_certificates(self.services, dispatcher, tracker, citizen, SEPARATOR.join(before))
        await in_thread(self.services.identity.select_citizen, tracker.sender_id, None)
        named = known or entity_values(tracker, "nik") or entity_values(tracker, "person_name")
        dispatcher.utter_message(response="utter_switch_person" if named else "utter_switch_person_or_number")
        none = before or REST_OF_DOSES in entity_values(tracker, "dose")
        asked_now = any(event.get("name") == TASK for event in events_of_turn(tracker))
        in_between = asked_now or bool(tracker.active_loop.get("name"))
        over = not (in_between or tracker.get_slot(TASK) in GOES_ON)
        wanted = None if in_between else _wanted_beside(tracker)
        if over and wanted is None and tracker.get_slot(SENT_DOSES):
            wanted = Task.CERTIFICATE  # "lho dosis 2 mana?", sent, "sekarang adiknya"
        stale: tuple[str, ...] = () if tracker.active_loop.get("name") else (DOSE,)
        stale += (TASK,) if over else ()
        forgotten = [*forget(NAME_REF, NEXT_PERSON, *stale, *FORM_SLOTS, *PERSON_SLOTS), *known]
        forgotten += [] if wanted is None else [SlotSet(TASK, wanted.value)]
        return [*forgotten, *([] if none else note_doses(tracker)), FollowupAction("identity_form")]

    async def _for_the_officer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """ "Saya mau tanya soal anak saya yang berkebutuhan khusus", right after an officer was asked for."""
        if entity_values(tracker, "nik") or entity_values(tracker, "person_name") or tracker.active_loop.get("name"):
            return None
        told = await tell_the_officer(self.services, dispatcher, tracker, turns=1)
        return None if told is None else [FollowupAction("action_listen")]

    async def _from_the_list(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """ "Yang nomer dua. sekalian yg satu juga", below the list, speaks of no person."""
        names_somebody = any(entity_values(tracker, kind) for kind in ("nik", "person_name", "relative", "whose"))
        doses = [*entity_values(tracker, "dose"), *entity_values(tracker, "possible_dose")]
        chooses = LISTED & set(just_said(tracker)) and not tracker.active_loop.get("name") and not names_somebody
        citizen = await verified_citizen(self.services, tracker.sender_id) if chooses and doses else None
        if citizen is None or REST_OF_DOSES in doses:
            return None
        given = await give_certificates(self.services, dispatcher, tracker, citizen, SEPARATOR.join(doses))
        return [FollowupAction("action_listen"), *given, SlotSet(DOSE, None)]


def _wanted_beside(tracker: Tracker) -> Task | None:
    """ "Sekarang adik, 7308… Rosdiana, sertifikatnya"."""
    asked = {TASK_OF_INTENT.get(intent) for intent in intents_of_parts(tracker, at_least=SURE_OF_A_REQUEST)}
    return next((task for task in SELF_EXPLAINING if task in asked), None)


async def change_person(services: Services, tracker: Tracker) -> Events | None:
    """For an unclear message of a verified number: the person it speaks of, if that is another one."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None or tracker.active_loop.get("name"):
        return None
    if NumberState.ANOTHER in entity_values(tracker, "number_state"):  # "istri saya? nomornya beda dengan saya"
        return _to_another_number()
    if not (entity_values(tracker, "nik") or await speaks_of_another(services, tracker)):
        return None
    guesses = (TASK_OF_INTENT.get(intent) for intent, _ in guesses_of(tracker)[:LIKELY])
    task = next((guess for guess in guesses if guess in ABOUT_A_PERSON), None)
    new = not entity_values(tracker, "nik") and not await known_person(services, tracker)
    if task is None and entity_values(tracker, "relative") and new:
        return None  # "kata istri saya sudah dihapus"
    wanted = [] if task is None else [SlotSet(TASK, task.value)]
    return [*wanted, FollowupAction("action_switch_person")]


def _to_another_number() -> Events:
    return [*forget(PHONE_REF, OTP_REF, NAME_REF, *PERSON_SLOTS), FollowupAction("phone_number_form")]


async def _doses_before_the_person(services: Services, tracker: Tracker) -> list[str]:
    """ "Booster maksudku. Sekalian si Togar, NIK …": what a part of its own asks for is for the one before."""
    entities = tracker.latest_message.get("entities") or ()
    text = str(tracker.latest_message.get("text") or "")
    named = [e.get("start", 0) for e in entities if e.get("entity") in ("nik", "person_name", "relative")]
    for relative in await named_relatives(services, tracker):
        called = "|".join(re.escape(part) for part in telling_parts(relative.full_name))
        named += [match.start() for match in re.finditer(rf"(?<!\w)(?:{called})(?!\w)", text, re.I)]
    offered = LISTED | {NEXT_DOSE}  # "semua. terus punya kakaknya juga"
    chooses = bool(offered & set(just_said(tracker)))
    begins = min(named, default=len(text) if chooses else 0)
    doses = (e for e in entities if e.get("entity") == "dose" and e.get("end", 0) <= begins)
    ends = ((str(e["value"]), END_OF_A_PART.search(text, e["end"], begins)) for e in doses)
    return [dose for dose, end in ends if end and not (dose == ALL_DOSES and end[0] == "?")]
