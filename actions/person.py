"""Whose data? NIK and name choose one person among those of the verified number."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import VerifiedForm, close
from actions.hand_over import REQUEST, open_request
from actions.names import SHAPE_OF_A_NAME, WORDS_OF_A_NAME, name_in
from actions.notes import note_doses, note_what_was_said, recall
from actions.people import first_of_two, goes_back, just_refused, known_person, name_known_with, remember_person
from actions.slots import (
    KNOWN_PEOPLE,
    NAME_REF,
    NEW_NAME_REF,
    NEXT_PERSON,
    NIK_REF,
    PERSON_REF,
    PERSON_SLOTS,
    REFUSED_PAIR,
    REQUESTED_SLOT,
    SENT_DOSES,
    TASK,
    VERIFICATION_SLOTS,
    forget,
)
from actions.support import (
    CORRECTED,
    Events,
    command_id,
    confidence_of,
    corrected_values,
    entity_values,
    in_thread,
    intent_of,
    message_text,
    phone_numbers,
    replaced_values,
    said_in_turn,
)
from actions.task_names import Task
from identity.records import ClaimKind
from registry.name_check import printed_alike
from registry.name_parts import may_be_the_same
from registry.nik import NikError, parse_nik
from registry.records import Citizen, Identified, NearMiss
from registry.routing import RecordField

END_OF_A_CLAUSE = re.compile(r"[.,;?!\n]")
MOST_READINGS = 4
MOST_WORDS_OF_A_CALL = 4
FIRST_WORDS = (2, 3)  # before what else is said: "jacoba matulessy cepat su panggil boarding"
FEWEST_DIGITS_OF_AN_ATTEMPT = 6
CODE_LENGTH = 6
SURE_OF_THANKS = 0.9


def nik_attempt(tracker: Tracker, *, asked: bool) -> str | None:
    """What the citizen typed as a NIK; where it was asked for, any message with enough digits."""
    if values := entity_values(tracker, "nik"):
        return values[-1]
    text = message_text(tracker)
    digits = sum(c.isdigit() for c in text)
    code = entity_values(tracker, "otp_code") and digits <= CODE_LENGTH  # else a group of a NIK written in groups
    others = code or phone_numbers(tracker) or entity_values(tracker, "ticket_number")
    if others or not asked:
        return None
    enough = digits >= FEWEST_DIGITS_OF_AN_ATTEMPT
    meant = not any(c.isalpha() for c in text) or intent_of(tracker) in ("inform", "nlu_fallback")
    return text if enough and meant else None


def _only_says_what_is_right(tracker: Tracker) -> bool:
    names, right = entity_values(tracker, "person_name"), corrected_values(tracker, "person_name")
    return bool(right) and set(names) <= set(right)


class ValidateIdentityForm(VerifiedForm):
    slots = PERSON_SLOTS
    hears_more = True
    mistakes = ("nik_",)

    def name(self) -> str:
        return "validate_identity_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        opening = tracker.get_slot(REQUESTED_SLOT) not in self.slots
        if not opening and self._only_thanks(tracker):
            dispatcher.utter_message(response="utter_thank")
            return [*self.ask_again(tracker), *close()]
        if not opening and await goes_back(self.services, tracker):
            return await self._previous_person(dispatcher, tracker)
        nik_ref, name = tracker.get_slot(NIK_REF), self._name(tracker)
        attempt = nik_attempt(tracker, asked=tracker.get_slot(REQUESTED_SLOT) == NIK_REF)
        others: Events = []
        if said_in_turn(tracker, "next_person"):  # of two in one message, whose data are known by now
            attempt = name = None
        elif two := await first_of_two(self.services, tracker):
            others, attempt, name = two
        elif attempt is None and nik_ref is None and (known := await known_person(self.services, tracker)):
            nik_ref = known[0]["value"]
            name = name or await self._called(tracker, known[1]["value"])
        elif attempt is None and nik_ref is None and name:
            nik_ref = just_refused(tracker)[0]
        if attempt is None and not opening and (taken_back := self._takes_the_nik_back(dispatcher, tracker)):
            return taken_back
        if attempt is None and name is None and not (opening and nik_ref and tracker.get_slot(NAME_REF)):
            return self._about_the_question(dispatcher, tracker)
        if await self.session_ended(dispatcher, tracker):
            said = await note_what_was_said(self.services, tracker)
            kept = [] if name is None else [SlotSet(NAME_REF, await self._remember_name(tracker, name))]
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, None), *said, *kept, *close()]
        if attempt is not None:
            try:
                nik = parse_nik(attempt)
            except NikError as error:
                digits = sum(c.isdigit() for c in attempt)
                dispatcher.utter_message(response=f"utter_nik_{error.reason.name.lower()}", digits=digits)
                return forget(*PERSON_SLOTS)
            nik_ref = await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.NIK, nik.value)
            known_name = await name_known_with(self.services, tracker, nik.value)
            if known_name is not None and (name is None or may_be_the_same(name, known_name)):
                name = known_name
            name = name or await self._refused_name(tracker, nik.value)
        if nik_ref is None and name is not None:
            return await self._keep_name(dispatcher, tracker, name)
        noted = await recall(self.services, tracker, NAME_REF) if name is None or opening else None
        if name and noted and may_be_the_same(name, noted):  # "aku, syafrida", who gave NIK and name before
            name = None
        wanted = name or noted
        if nik_ref is None or wanted is None:
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, None)]
        found = await self._identify(dispatcher, tracker, nik_ref, wanted, was_asked=noted is None or " " in wanted)
        return [*self._with_the_second(tracker, others, found), *forget(NAME_REF)]

    async def _refused_name(self, tracker: Tracker, nik: str) -> str | None:
        """The name that was not found with another NIK: it is the NIK that is put right."""
        nik_ref, name_ref = just_refused(tracker)
        if nik_ref is None or nik == await in_thread(self.services.identity.recall, tracker.sender_id, nik_ref):
            return None
        return await in_thread(self.services.identity.recall, tracker.sender_id, name_ref)

    @staticmethod
    def _only_thanks(tracker: Tracker) -> bool:
        """ "Oke makasih ya kak", once somebody was served: whoever goes gets no question.

        A NIK that comes later takes up the task again.
        """
        sure = (
            bool(tracker.get_slot(KNOWN_PEOPLE))
            and intent_of(tracker) == "thank"
            and confidence_of(tracker) >= SURE_OF_THANKS
        )
        return sure and not any(entity_values(tracker, kind) for kind in ("nik", "person_name", "possible_name"))

    @staticmethod
    def _with_the_second(tracker: Tracker, second: Events, found: Events) -> Events:
        """Both of two people in one message are known afterwards, the one verified now as the last.

        What is shown of the first is then shown of the second.
        """
        kept = [pair for event in second for pair in event["value"]]
        if kept and tracker.get_slot(TASK) in (Task.CERTIFICATE.value, Task.STATUS.value):
            found = [*found, SlotSet(NEXT_PERSON, kept[-1])]
        known = (event for event in found if event.get("name") == KNOWN_PEOPLE and event.get("value"))
        for event in known:
            event["value"] = [*kept, *event["value"]]
        return found if any(event.get("name") == KNOWN_PEOPLE for event in found) else [*second, *found]

    async def _previous_person(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """ "Bukan ganti orang", "punyaku sendiri": by the NIK and name given before."""
        if await self.session_ended(dispatcher, tracker):
            return [*self.ask_again(tracker), *close()]
        nik_ref, name_ref = (event["value"] for event in await known_person(self.services, tracker))
        name = await in_thread(self.services.identity.recall, tracker.sender_id, name_ref)
        if name is None:
            return self.ask_again(tracker)
        found = await self._identify(dispatcher, tracker, nik_ref, name, was_asked=True)
        return [*note_doses(tracker), *found]

    async def _called(self, tracker: Tracker, name_ref: str) -> str | None:
        """The whole name of somebody verified before who is called by a part of it: "hendra woi"."""
        few = len(message_text(tracker).split()) <= MOST_WORDS_OF_A_CALL
        return await in_thread(self.services.identity.recall, tracker.sender_id, name_ref) if few else None

    def _takes_the_nik_back(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """ "Eh salah, itu NIK adik saya": before the name is given, and no name either."""
        corrects = CORRECTED in entity_values(tracker, "told_before")
        if tracker.get_slot(REQUESTED_SLOT) != PERSON_REF or not corrects:
            return []
        if RecordField.NIK.value not in entity_values(tracker, "record_field"):
            return []
        dispatcher.utter_message(response="utter_nik_taken_back")
        return forget(*PERSON_SLOTS, NAME_REF)

    def _about_the_question(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """The code once more instead of the NIK; "why a name?" instead of the name."""
        asked = tracker.get_slot(REQUESTED_SLOT)
        if asked == NIK_REF and any(len(code) == CODE_LENGTH for code in entity_values(tracker, "otp_code")):
            dispatcher.utter_message(response="utter_nik_after_code")
        elif asked == PERSON_REF and intent_of(tracker) == "correct_name":
            dispatcher.utter_message(response="utter_explain_person_ref")
        else:
            return None
        return self.ask_again(tracker)

    async def _keep_name(self, dispatcher: CollectingDispatcher, tracker: Tracker, name: str) -> Events:
        ref = await self._remember_name(tracker, name)
        if tracker.get_slot(REQUESTED_SLOT) == NIK_REF:
            dispatcher.utter_message(response="utter_information_noted")
        return [*forget(*PERSON_SLOTS), SlotSet(NAME_REF, ref)]

    async def _remember_name(self, tracker: Tracker, name: str) -> str:
        return await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.PERSON_NAME, name)

    def _name(self, tracker: Tracker) -> str | None:
        wanted = tracker.get_slot(REQUESTED_SLOT)
        beside_nik = wanted in self.slots and bool(entity_values(tracker, "nik"))
        corrects = tracker.get_slot(TASK) == Task.NAME_CORRECTION.value
        if corrects and _only_says_what_is_right(tracker):  # "di KTP beta tulis Yusuf Wanggai"
            return next(iter(replaced_values(tracker, "person_name")[-1:]), None)
        return name_in(tracker, asked=wanted == PERSON_REF, asked_next=wanted == NIK_REF, beside_nik=beside_nik)

    async def _identify(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, nik_ref: str, name: str, *, was_asked: bool
    ) -> Events:
        """`was_asked`: the name answers our question; one that was only mentioned before may be half of a name."""
        identity, registry = self.services.identity, self.services.registry
        session = await in_thread(identity.session, tracker.sender_id)
        nik = await in_thread(identity.recall, tracker.sender_id, nik_ref)
        if session is None or nik is None:
            dispatcher.utter_message(response="utter_session_expired")
            return [*forget(*PERSON_SLOTS), *close()]
        outcome = await in_thread(registry.identify, session.phone.e164, nik, name)
        for other in self._other_readings(tracker, name):
            if not isinstance(outcome, Identified):
                outcome = await in_thread(registry.identify, session.phone.e164, nik, other)
        if isinstance(outcome, Identified):
            await in_thread(identity.select_citizen, tracker.sender_id, outcome.citizen.id)
            better = await self._better_name(tracker, outcome.citizen, name)
            found = [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, outcome.citizen.id)]
            known = remember_person(tracker, nik_ref, await self._remember_name(tracker, outcome.citizen.full_name))
            return [*found, *known, *better, *forget(SENT_DOSES, REFUSED_PAIR)]
        kept = await self._perhaps_the_right_name(tracker, name) if was_asked else []
        tries = await in_thread(identity.record_identity_failure, tracker.sender_id, command_id(tracker, self.name()))
        if tries.left == 0:
            dispatcher.utter_message(response="utter_identity_closed")
            return [*forget(*VERIFICATION_SLOTS), *close()]
        if not was_asked:
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, None)]
        if tracker.get_slot(TASK) == Task.HAND_OVER.value:  # an officer helps just where NIK and name are the trouble
            await open_request(self.services, dispatcher, tracker, None, REQUEST)
            return [*forget(*PERSON_SLOTS), *close()]
        if isinstance(outcome, NearMiss):
            dispatcher.utter_message(response="utter_identity_near_miss")
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, None)]
        if " " not in name.strip():  # told by what was typed alone, so it gives nothing away
            dispatcher.utter_message(response="utter_identity_one_word", tries_left=tries.left)
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, None)]
        dispatcher.utter_message(response="utter_identity_no_match", tries_left=tries.left)
        refused = [nik_ref, await self._remember_name(tracker, name)]
        return [*kept, *forget(*PERSON_SLOTS), SlotSet(REFUSED_PAIR, refused)]

    async def _perhaps_the_right_name(self, tracker: Tracker, name: str) -> Events:
        """Whoever wants the name corrected may have typed it as it should be; it is shown before anything changes."""
        wanted = tracker.get_slot(TASK) == Task.NAME_CORRECTION.value and not tracker.get_slot(NEW_NAME_REF)
        may_be_one = SHAPE_OF_A_NAME.fullmatch(name) and "," not in name and len(name.split()) in WORDS_OF_A_NAME
        return [SlotSet(NEW_NAME_REF, await self._remember_name(tracker, name))] if wanted and may_be_one else []

    def _other_readings(self, tracker: Tracker, name: str) -> list[str]:
        """The whole answer, where in "Wa Ode Nur Rahman" the first words mean something, or a clause of it; another
        name in it.
        """
        if tracker.get_slot(REQUESTED_SLOT) not in self.slots:
            return []
        text, asked = message_text(tracker), tracker.get_slot(REQUESTED_SLOT) == PERSON_REF
        clauses = [part.strip() for part in END_OF_A_CLAUSE.split(text)]
        whole = [each for each in (text, *clauses) if asked and SHAPE_OF_A_NAME.fullmatch(each)]
        right = corrected_values(tracker, "person_name")
        beside = [each for each in entity_values(tracker, "person_name") if each not in right]
        words = clauses[0].split() if asked and name == text else []
        beginnings = [" ".join(words[:count]) for count in FIRST_WORDS if len(words) > count + 1]
        return [each for each in dict.fromkeys([*whole, *beside[:1], *beginnings]) if each != name][:MOST_READINGS]

    async def _better_name(self, tracker: Tracker, citizen: Citizen, name: str) -> Events:
        """Whoever wants the name corrected has just typed it as the civil registry has it: not asked again."""
        wanted = tracker.get_slot(TASK) == Task.NAME_CORRECTION.value and not tracker.get_slot(NEW_NAME_REF)
        if not wanted or printed_alike(name, citizen.full_name):
            return []
        return [SlotSet(NEW_NAME_REF, await self._remember_name(tracker, name))]
