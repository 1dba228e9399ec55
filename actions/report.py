"""Reports that an officer decides: a dose that is not on record, a datum that is wrong."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import LATEST_DOSE, REST_OF_DOSES
from actions.forms import VerifiedForm, close
from actions.missing_certificate import give_missing_certificates
from actions.notes import note_place, recall, tells_what_is_wrong
from actions.phrase_values import About, VaccinatedAt, Wish
from actions.session import verified_citizen
from actions.slots import (
    COMPLAINT_REF,
    DOSE,
    PHOTOS,
    REPORT_DETAIL_REF,
    REPORT_TOLD_REF,
    REPORT_TOPIC,
    REQUESTED_SLOT,
    TASK,
    forget,
)
from actions.statements import FEWEST_WORDS_OF_A_STATEMENT, gives_a_day, has_figures, is_statement, wants_something_else
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    confidence_of,
    entity_values,
    in_thread,
    intent_of,
    media_of,
    message_text,
    responses_so_far,
    said_in_turn,
    says_when_and_where,
    states_what_is_right,
)
from actions.task_names import Task
from identity.records import ClaimKind
from registry.routing import ABOUT_THE_PERSON, RecordField

PHOTO_WISHES = {Wish.SEND_LATER, Wish.SENDS_PHOTO}
OPENS_A_DENIAL = ("bukan", "bkn", "lho bukan", "loh bukan", "eh bukan", "lah bukan", "dudu", "sanes")
WHEN = "ask_report_form_report_detail_ref_when"
ASKS_WHEN = f"utter_{WHEN}"
ASKS_FOR_THE_DETAIL = f"utter_{WHEN.removesuffix('when')}"
ENOUGH_SAID = ("session_expired", "other_help")
SURE_OF_THANKS = 0.9
MOST_WORDS_OF_A_DOSE = 4  # "yang dosis kedua kak"
FEWEST_WORDS_IN_FULL = 6  # which datum, and what is wrong with it


def is_missing(tracker: Tracker) -> bool:
    return bool(tracker.get_slot(TASK) == Task.MISSING_CERTIFICATE.value)


class ValidateReportForm(VerifiedForm):
    slots = (REPORT_TOPIC, REPORT_DETAIL_REF)
    explained = slots
    takes_photos = True

    def name(self) -> str:
        return "validate_report_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        asked = tracker.get_slot(REQUESTED_SLOT)
        if asked == REPORT_TOPIC and intent_of(tracker) == "thank" and confidence_of(tracker) >= SURE_OF_THANKS:
            dispatcher.utter_message(response="utter_thank")
            return [*self.ask_again(tracker), *close()]
        if Wish.NEVER_MIND in entity_values(tracker, "wish") and not has_figures(tracker):  # "ooh yaudah gpp"
            return [*self.ask_again(tracker), *close()]
        counts = asked == REPORT_TOPIC and is_missing(tracker) and bool(entity_values(tracker, "times"))
        elsewhere = wants_something_else(tracker) and not is_statement(tracker)
        if asked not in self.slots or (elsewhere and not counts):
            return None
        if not is_missing(tracker) and (of_a_dose := await self._dose_in_question(tracker)) is not None:
            return of_a_dose
        if self._has_no_card(tracker):
            dispatcher.utter_message(response="utter_card_not_needed")
            return self.ask_again(tracker)
        if asked == REPORT_DETAIL_REF and PHOTO_WISHES & set(entity_values(tracker, "wish")) and not media_of(tracker):
            dispatcher.utter_message(response="utter_photos_later")
            return self.ask_again(tracker)
        topic = tracker.get_slot(REPORT_TOPIC) or self._topic(tracker)
        if asked == REPORT_DETAIL_REF and (other := self._other_datum(tracker, topic)):
            return [SlotSet(REPORT_TOPIC, other), SlotSet(REPORT_DETAIL_REF, None)]
        in_full = len(message_text(tracker).split()) >= FEWEST_WORDS_IN_FULL or entity_values(tracker, "what_is_right")
        told_in_full = topic == RecordField.OTHER.value and bool(in_full)
        told_ahead = is_missing(tracker) and (topic is None or says_when_and_where(tracker)) and has_figures(tracker)
        if asked == REPORT_TOPIC and topic is None and VaccinatedAt.RECENT in entity_values(tracker, "vaccinated_at"):
            dispatcher.utter_message(response="utter_missing_certificate_recent")
            return [*forget(REPORT_TOPIC, REPORT_DETAIL_REF), *close()]
        detail = await self._detail(tracker, answers=asked == REPORT_DETAIL_REF or told_in_full or told_ahead)
        new_photos = media_of(tracker)
        answered = topic is not None if asked == REPORT_TOPIC else detail is not None
        if not answered and not new_photos and detail == tracker.get_slot(REPORT_DETAIL_REF):
            return None
        photos = [*(tracker.get_slot(PHOTOS) or ()), *new_photos]
        if asked == REPORT_DETAIL_REF and detail is not None and not photos and _leaves_out_when(tracker):
            dispatcher.utter_message(response=ASKS_WHEN)
            return [SlotSet(REPORT_TOPIC, topic), SlotSet(REPORT_DETAIL_REF, None), SlotSet(REPORT_TOLD_REF, detail)]
        found: Events = [SlotSet(REPORT_TOPIC, topic), SlotSet(REPORT_DETAIL_REF, detail)]
        if counts and detail is None:
            found.append(SlotSet(COMPLAINT_REF, await self._with_the_complaint(tracker)))
        found += note_place(tracker)
        found.append(SlotSet(PHOTOS, photos or None))
        if not answered:
            dispatcher.utter_message(response="utter_photo_noted" if new_photos else "utter_information_noted")
            return found
        if await self.session_ended(dispatcher, tracker):
            return [*found, *close()]
        if asked == REPORT_TOPIC and is_missing(tracker):
            return await self._unless_given(dispatcher, tracker, str(topic), found)
        return found

    def _topic(self, tracker: Tracker) -> str | None:
        if is_missing(tracker):
            doses = [*entity_values(tracker, "dose")[-1:], *entity_values(tracker, "times")]
            return next((dose for dose in doses if dose not in (LATEST_DOSE, REST_OF_DOSES)), None)
        if fields := entity_values(tracker, "record_field"):
            return fields[-1]
        several_words = len(message_text(tracker).split()) >= FEWEST_WORDS_OF_A_STATEMENT
        return RecordField.OTHER.value if several_words and is_statement(tracker) else None

    async def _dose_in_question(self, tracker: Tracker) -> Events | None:
        """ "Dosis 2" where it is asked which datum is wrong: that dose is missing, or one of its data is wrong."""
        fields = {*entity_values(tracker, "record_field"), tracker.get_slot(REPORT_TOPIC)} - {None}
        doses = [*entity_values(tracker, "dose")[-1:], *entity_values(tracker, "times")]
        dose = next((each for each in doses if each.isdigit()), None)
        citizen = await verified_citizen(self.services, tracker.sender_id) if dose else None
        if dose is None or citizen is None:
            return None
        recorded = await in_thread(self.services.registry.vaccinations, citizen.id)
        if int(dose) in {each.dose for each in recorded}:
            return None if fields else self._of_which_datum(tracker, dose)
        if fields & {*ABOUT_THE_PERSON, RecordField.NOT_MINE.value}:
            return None
        told = await self._with_the_complaint(tracker)
        missing = {TASK: Task.MISSING_CERTIFICATE.value, REPORT_TOPIC: dose, COMPLAINT_REF: told}
        detail = told if says_when_and_where(tracker) else None
        return [*(SlotSet(slot, value) for slot, value in missing.items()), SlotSet(REPORT_DETAIL_REF, detail)]

    @staticmethod
    def _of_which_datum(tracker: Tracker, dose: str) -> Events | None:
        """Asks on for the datum of a dose by itself; what is told of it already is taken as it is."""
        if len(message_text(tracker).split()) > MOST_WORDS_OF_A_DOSE:
            return None
        return [SlotSet(DOSE, dose), SlotSet(REPORT_TOPIC, None), SlotSet(REPORT_DETAIL_REF, None)]

    @staticmethod
    def _has_no_card(tracker: Tracker) -> bool:
        """ "Kartunya udah ga ada", and nothing of the dose."""
        told = has_figures(tracker) or entity_values(tracker, "vaccinated_at") or entity_values(tracker, "record_field")
        return About.CARD in entity_values(tracker, "about") and not told

    @staticmethod
    def _other_datum(tracker: Tracker, topic: str | None) -> str | None:
        """ "Bukan NIK-nya, yang salah tempat vaksin": another datum than the one asked about, and not yet how it is."""
        fields = [] if is_missing(tracker) or states_what_is_right(tracker) else entity_values(tracker, "record_field")
        denies = message_text(tracker).lower().startswith(OPENS_A_DENIAL)
        return fields[-1] if denies and fields and fields[-1] != topic else None

    async def _with_the_complaint(self, tracker: Tracker) -> str:
        """ "Baru satu kali, Juni 2021 kayaknya" says more than which dose it is."""
        before = await recall(self.services, tracker, COMPLAINT_REF)
        text = "\n".join(part for part in (before, message_text(tracker)) if part)
        return await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.STATEMENT, text)

    async def _detail(self, tracker: Tracker, *, answers: bool) -> str | None:
        """The reference of what the citizen says about the matter; a photo of the card says it as well."""
        known: str | None = tracker.get_slot(REPORT_DETAIL_REF)
        answers = answers and (is_statement(tracker) or bool(media_of(tracker)))
        tells_more = known is not None and says_when_and_where(tracker)
        if not tells_more and (known is not None or not (answers or tells_what_is_wrong(tracker))):
            return known
        before = await recall(self.services, tracker, REPORT_DETAIL_REF if known else REPORT_TOLD_REF)
        text = "\n".join(part for part in (before, message_text(tracker)) if part)
        return await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.STATEMENT, text)

    async def _unless_given(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, dose: str, found: Events
    ) -> Events:
        """A dose that is on record needs no report: its certificate is sent, and the form ends."""
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if citizen is None:
            return [*found, *close()]
        left = await give_missing_certificates(self.services, dispatcher, tracker, citizen, dose)
        if left is None:
            return [*forget(REPORT_TOPIC, REPORT_DETAIL_REF), *close()]
        return found


def _leaves_out_when(tracker: Tracker) -> bool:
    """ "Di puskesmas deket rumah": asked once, for without a day nobody finds the record."""
    told = gives_a_day(tracker) or entity_values(tracker, "unsure")
    asked = [name for name in responses_so_far(tracker) if name.startswith(ASKS_FOR_THE_DETAIL)][-1:]
    asked_already = tracker.get_slot(REPORT_TOLD_REF) is not None or asked == [f"{ASKS_FOR_THE_DETAIL}blocked"]
    return is_missing(tracker) and not (told or asked_already)


class ActionAskReportTopic(ServiceAction):
    """Which dose is missing, or which datum is wrong."""

    def name(self) -> str:
        return "action_ask_report_form_report_topic"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if said_in_turn(tracker, "explain_report_topic", *ENOUGH_SAID):
            return []
        dose = tracker.get_slot(DOSE) or ""
        of_dose = "_of_dose" if dose.isdigit() and not is_missing(tracker) else ""
        response = f"utter_ask_report_form_report_topic_{await self._matter(tracker)}{of_dose}"
        dispatcher.utter_message(response=response, dose=dose)
        return []

    async def _matter(self, tracker: Tracker) -> str:
        if not is_missing(tracker):
            return Task.WRONG_RECORD.value
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if citizen is None:
            return Task.MISSING_CERTIFICATE.value
        recorded = await in_thread(self.services.registry.vaccinations, citizen.id)
        return Task.MISSING_CERTIFICATE.value if recorded else "nothing_recorded"


class ActionAskReportDetail(ServiceAction):
    """What is right, in the citizen's own words."""

    def name(self) -> str:
        return "action_ask_report_form_report_detail_ref"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if not said_in_turn(tracker, "explain_report_detail_ref", WHEN, *ENOUGH_SAID):
            topic = Task.MISSING_CERTIFICATE.value if is_missing(tracker) else tracker.get_slot(REPORT_TOPIC)
            topic = "blocked" if said_in_turn(tracker, "missing_certificate_blocked") else topic
            dose = tracker.get_slot(DOSE) or ""
            of_dose = f"utter_ask_report_form_report_detail_ref_{topic}_of_dose"
            specific = f"utter_ask_report_form_report_detail_ref_{topic}"
            general = f"utter_ask_report_form_report_detail_ref_{RecordField.OTHER.value}"
            if dose.isdigit() and of_dose in self.services.wording:
                dispatcher.utter_message(response=of_dose, dose=dose)
            else:
                dispatcher.utter_message(response=specific if specific in self.services.wording else general)
        return []
