"""Ubah Info Diri, the name: the new one against the old one, confirmed, then corrected or left to an officer."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Answer, answer_of, answer_of_the_beginning
from actions.due import due
from actions.forms import VerifiedForm, close
from actions.names import name_in
from actions.notes import note_doses, recall
from actions.people import remember_person
from actions.session import verified_citizen
from actions.slots import (
    FORM_SLOTS,
    NAME_CONFIRMED,
    NEW_NAME_REF,
    NEXT_TASK,
    NIK_REF,
    PERSON_REF,
    REQUESTED_SLOT,
    VERIFICATION_SLOTS,
    forget,
)
from actions.statements import has_figures
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    command_id,
    entity_values,
    in_thread,
    intent_of,
    intents_of_parts,
    just_said,
    message_text,
    replaced_values,
    said_in_turn,
)
from actions.task import go_on
from actions.task_names import Task
from bootstrap import Services
from identity.records import ClaimKind
from registry.case_records import (
    CorrectionKind,
    CorrectionPending,
    NameCheck,
    NameCorrected,
    NameOk,
    NameRefused,
    SameName,
)
from registry.name_check import in_full
from registry.names import same_name
from registry.records import Citizen


class ValidateNameCorrectionForm(VerifiedForm):
    slots = (NEW_NAME_REF, NAME_CONFIRMED)
    explained = (NAME_CONFIRMED,)
    mistakes = ("name_",)
    hears_questions = True
    taken_words = ("nik", "phone_number")  # "mohon maaf, bukan demikian" looks like a name

    def name(self) -> str:
        return "validate_name_correction_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        asked = tracker.get_slot(REQUESTED_SLOT)
        if asked == NAME_CONFIRMED and _answer(tracker) is not None and not entity_values(tracker, "person_name"):
            name = None  # "iyo sudah pas. tapi dosis 2 ikut berubah juga?" has figures, and is no name
        elif asked == NAME_CONFIRMED and has_figures(tracker) and not entity_values(tracker, "person_name"):
            name = None  # "tgl lahir 26-07-41 nek dibutuhke"
        elif asked in self.slots:
            name = name_in(tracker, asked=asked == NEW_NAME_REF, any_attempt=True)
        else:
            name = await recall(self.services, tracker, NEW_NAME_REF)
        again = asked == NAME_CONFIRMED and name is not None and await self._shown_again(tracker, name)
        if again or (asked == NAME_CONFIRMED and name is not None and await self._repeats(tracker, name)):
            name = None
        answers = asked == NAME_CONFIRMED and name is None
        answer = (Answer.YES if again else _answer(tracker)) if answers else None
        if name is None and answer is None:
            return None
        if await self.session_ended(dispatcher, tracker):
            ref = tracker.get_slot(NEW_NAME_REF) if name is None else await self._remember(tracker, name)
            return [SlotSet(NEW_NAME_REF, ref), SlotSet(NAME_CONFIRMED, None), *close()]
        if name is not None:
            return await self._check(dispatcher, tracker, name, literally=_is_second_thought(tracker))
        if answer is Answer.NO:
            dispatcher.utter_message(response="utter_name_once_more")
            return forget(*self.slots)
        wanted = tracker.get_slot(NEW_NAME_REF)
        confirmed = [SlotSet(NEW_NAME_REF, wanted), SlotSet(NAME_CONFIRMED, wanted)]
        if intent_of(tracker) == "download_certificate":  # "iya persis. langsung kirim pdf yang terakhir ya"
            return [*confirmed, SlotSet(NEXT_TASK, Task.CERTIFICATE.value), *note_doses(tracker)]
        return confirmed

    async def _shown_again(self, tracker: Tracker, name: str) -> bool:
        """ "Iya benar, Herlina Maria": the very name that is shown, and nothing denied."""
        shown = await recall(self.services, tracker, NEW_NAME_REF)
        denied = bool(replaced_values(tracker, "person_name")) or intents_of_parts(tracker)[-1:] == ["deny"]
        return shown is not None and shown.lower() == name.lower() and not denied

    async def _repeats(self, tracker: Tracker, name: str) -> bool:
        """ "Betul, Nur Haliza dipisah": a part of the name that is shown, and no other name."""
        shown = await recall(self.services, tracker, NEW_NAME_REF)
        return shown is not None and set(name.lower().split()) < set(shown.lower().split())

    async def _check(self, dispatcher: CollectingDispatcher, tracker: Tracker, name: str, *, literally: bool) -> Events:
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if citizen is None:
            dispatcher.utter_message(response="utter_session_expired")
            return [*forget(*self.slots), *close()]
        name = name if literally else in_full(citizen.full_name, name)
        outcome = await in_thread(self.services.corrections.check_name, citizen.id, name)
        if isinstance(outcome, SameName):  # found in "dr. Ida Bagus Yasa, S.H."
            whole = await in_thread(self.services.corrections.check_name, citizen.id, message_text(tracker))
            outcome = whole if isinstance(whole, SameName) else outcome
        if not isinstance(outcome, NameOk):
            tell_name_not_usable(dispatcher, outcome)
            return forget(*self.slots)
        if await self._is_of_another(tracker, citizen, name):
            dispatcher.utter_message(response="utter_name_of_another")
            return forget(*self.slots)
        return [SlotSet(NEW_NAME_REF, await self._remember(tracker, name)), SlotSet(NAME_CONFIRMED, None)]

    async def _is_of_another(self, tracker: Tracker, citizen: Citizen, name: str) -> bool:
        """Whether it is the name of somebody else on the same number: a slip between people, not a correction."""
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is None:
            return False
        family = await in_thread(self.services.registry.citizens_of, session.phone.e164)
        return any(other.id != citizen.id and same_name(other.full_name, name) for other in family)

    async def _remember(self, tracker: Tracker, name: str) -> str:
        return await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.PERSON_NAME, name)


def _answer(tracker: Tracker) -> Answer | None:
    if entity_values(tracker, "unsure"):
        return None
    if entity_values(tracker, "agrees") and intent_of(tracker) != "deny":
        return Answer.YES
    return answer_of(tracker) or answer_of_the_beginning(tracker)


def _is_second_thought(tracker: Tracker) -> bool:
    """Whether a name was shown already and this is another one, which then is meant as it stands."""
    retyped = "utter_name_once_more" in just_said(tracker)
    return retyped or tracker.get_slot(REQUESTED_SLOT) == NAME_CONFIRMED


def tell_name_not_usable(dispatcher: CollectingDispatcher, outcome: NameCheck) -> None:
    if isinstance(outcome, SameName):
        titles = "_but_titles" if outcome.titles_left_out else ""
        dispatcher.utter_message(response=f"utter_name_same{titles}")
    elif isinstance(outcome, NameRefused):
        dispatcher.utter_message(response=f"utter_name_{outcome.reason.value}")


class ActionAskNewName(ServiceAction):
    """The question shows the name as it is printed now."""

    def name(self) -> str:
        return "action_ask_name_correction_form_new_name_ref"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if said_in_turn(tracker, "name_", "explain_new_name_ref", "other_help", "session_expired"):
            return []
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if citizen is None:
            dispatcher.utter_message(response="utter_explain_new_name_ref")
        else:
            question = "utter_ask_name_correction_form_new_name_ref"
            dispatcher.utter_message(response=question, name=citizen.full_name)
        return []


class ActionAskNameConfirmed(ServiceAction):
    """Old name, new name, and where they differ."""

    def name(self) -> str:
        return "action_ask_name_correction_form_name_confirmed"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if said_in_turn(tracker, "explain_name_confirmed", "other_help"):
            return []
        citizen = await verified_citizen(self.services, tracker.sender_id)
        name = await recall(self.services, tracker, NEW_NAME_REF)
        if citizen is None or name is None:
            dispatcher.utter_message(response="utter_explain_name_confirmed")
            return []
        wanted = await in_thread(self.services.corrections.check_name, citizen.id, name)
        if isinstance(wanted, NameOk):
            titles = "_without_titles" if wanted.titles_left_out else ""
            dispatcher.utter_message(
                response=f"utter_ask_name_correction_form_name_confirmed{titles}",
                old=wanted.old,
                new=wanted.new,
                differences=_differences(self.services, wanted),
            )
        else:
            tell_name_not_usable(dispatcher, wanted)
        return []


def _differences(services: Services, wanted: NameOk) -> str:
    """`Nurhalisa → Nurhaliza`; words that were added or dropped are named as such."""

    def phrase(old: str, new: str) -> str:
        kind = "changed" if old and new else "added" if new else "dropped"
        return services.wording.text(f"utter_row_name_{kind}", old=old, new=new)

    return "\n".join(phrase(each.old, each.new) for each in wanted.differences)


class ActionCorrectName(ServiceAction):
    """After the form: corrects the confirmed name if the civil registry says so, else opens a request."""

    def name(self) -> str:
        return "action_correct_name"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        citizen = await verified_citizen(self.services, tracker.sender_id)
        name = await recall(self.services, tracker, NEW_NAME_REF)
        confirmed = tracker.get_slot(NAME_CONFIRMED) == tracker.get_slot(NEW_NAME_REF)
        if citizen is None or name is None or not confirmed:
            if not said_in_turn(tracker, "session_expired"):
                dispatcher.utter_message(response="utter_session_expired")
            return [*forget(NAME_CONFIRMED, PERSON_REF, *VERIFICATION_SLOTS), FollowupAction("phone_number_form")]
        outcome = await in_thread(
            self.services.corrections.correct_name,
            citizen.id,
            name,
            tracker.sender_id,
            command_id(tracker, self.name()),
        )
        known: Events = []
        if isinstance(outcome, NameCorrected):
            if nik_ref := tracker.get_slot(NIK_REF):
                known = remember_person(tracker, nik_ref, tracker.get_slot(NEW_NAME_REF))
            with_certificate = "" if outcome.certificate_ids else "_no_certificate"
            dispatcher.utter_message(response=f"utter_name_corrected{with_certificate}")
        elif isinstance(outcome, CorrectionPending):
            kind = "again" if outcome.already_open else "pending"
            by, response = due(self.services, CorrectionKind.NAME), f"utter_name_correction_{kind}"
            dispatcher.utter_message(response=response, number=outcome.case_number, date=by.date, time=by.time)
        else:
            tell_name_not_usable(dispatcher, outcome)
        return [*known, *forget(*FORM_SLOTS), *await go_on(self.services, dispatcher, tracker)]
