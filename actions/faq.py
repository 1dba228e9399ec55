"""Questions about vaccination, travel, the app and this service: the answer that the language understanding chose."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report
from actions.beside import SAID_ALREADY
from actions.certificate import CHOOSE, CHOOSE_AGAIN
from actions.how_long import AFTER_A_REQUEST, OF_A_REQUEST, SURE_OF_A_QUESTION, tell_how_long
from actions.information import doses_before_the_question, give_dose
from actions.offers import IF_YES, offered_task
from actions.people import speaks_of_another, speaks_of_own
from actions.phrase_values import About, AsksWhen, ToldBefore
from actions.reactions import OLD_CARD, has_just_moved, more_than_shown
from actions.session import verified_citizen
from actions.slots import INTRODUCED, SENT_DOSES, TASK
from actions.status import tell_status
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    chosen_answer,
    confidence_of,
    entity_values,
    guesses_of,
    in_thread,
    intents_of_parts,
    just_said,
    message_text,
    said_lately,
)
from actions.task import TOLD, begin
from actions.task_names import SELF_EXPLAINING, TASK_OF_INTENT, Task

SURE_OF_A_REQUEST = 0.8
TURNS_ABOUT_A_PERSON = 3
ABOUT_CERTIFICATES = ("utter_faq/certificate_use", "utter_faq/international_certificate")
MOST_WORDS_OF_A_NUDGE = 4
ABOUT_A_DOSE_OF_THE_LIST = ("utter_faq/where_to_vaccinate", "utter_faq/vaccine_places", "utter_faq/which_brand")
ABOUT_THE_NEXT_DOSE = ("utter_faq/next_dose", "utter_faq/booster_conditions", "utter_faq/fourth_dose")


class ActionAnswerQuestion(ServiceAction):
    """Not word for word what was answered just before; about one's own next dose with one's own day."""

    def name(self) -> str:
        return "action_answer_question"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        answer = chosen_answer(tracker)
        in_form = bool(tracker.active_loop.get("name"))
        said = just_said(tracker)
        if not in_form and {ToldBefore.CAME_IN, *OF_A_REQUEST} & set(entity_values(tracker, "told_before")):
            stands = await tell_how_long(self.services, dispatcher, tracker)
            if stands is not None:
                return stands
        if About.OLD_CARD in entity_values(tracker, "about") and has_just_moved(tracker):
            dispatcher.utter_message(response=OLD_CARD)
            return []
        tells_a_datum = bool(entity_values(tracker, "record_field")) and "?" not in message_text(tracker)
        if tells_a_datum:  # "sinovac", right after a report
            added = await add_to_the_report(self.services, dispatcher, tracker, Task.WRONG_RECORD)
            if added is not None:
                return added
        if (reported := await more_than_shown(self.services, dispatcher, tracker)) is not None:
            return reported
        told = bool(TOLD & set(said))
        dose = next((each for each in entity_values(tracker, "dose") if each.isdigit()), None)
        of_the_list = told and not in_form and answer in ABOUT_A_DOSE_OF_THE_LIST
        if of_the_list and dose and await self._tell_dose(dispatcher, tracker, dose):
            return [SlotSet(TASK, Task.STATUS.value)]
        own = answer in ABOUT_THE_NEXT_DOSE and not in_form and await self._of_whom_is_shown(tracker)
        citizen = await verified_citizen(self.services, tracker.sender_id) if own else None
        if citizen is not None:
            sent = bool(tracker.get_slot(SENT_DOSES))
            await tell_status(self.services, dispatcher, citizen, has_certificates=sent, told_just_before=told)
            return [SlotSet(TASK, Task.STATUS.value)]
        if not in_form and self._asks_for_what_is_offered(tracker, answer):  # "terus sertifikatnya gimana"
            begun = await begin(self.services, dispatcher, tracker, Task.CERTIFICATE)
            return [*begun, FollowupAction("phone_number_form")]
        if not in_form and (told_how_long := await self._how_long(dispatcher, tracker, answer)) is not None:
            return told_how_long
        repeats = bool(guesses_of(tracker)) and answer in said
        if repeats and not in_form and answer in ABOUT_THE_NEXT_DOSE and speaks_of_own(tracker):
            begun = await begin(self.services, dispatcher, tracker, Task.STATUS)
            return [*begun, FollowupAction("phone_number_form")]
        dispatcher.utter_message(response=SAID_ALREADY if repeats else answer)
        return [] if in_form else await self._what_is_wanted_too(dispatcher, tracker)

    def _asks_for_what_is_offered(self, tracker: Tracker, answer: str) -> bool:
        """Few words about certificates in general, right after one's own were offered."""
        offered = offered_task(self.services.wording, tracker, IF_YES) is Task.CERTIFICATE
        few = len(message_text(tracker).split()) <= MOST_WORDS_OF_A_NUDGE and "?" not in message_text(tracker)
        return offered and few and bool(guesses_of(tracker)) and answer in ABOUT_CERTIFICATES

    async def _tell_dose(self, dispatcher: CollectingDispatcher, tracker: Tracker, dose: str) -> bool:
        """ "Kalau yang pertama di mana?" below the list is about that dose, if it is on record."""
        citizen = await verified_citizen(self.services, tracker.sender_id)
        recorded = [] if citizen is None else await in_thread(self.services.registry.vaccinations, citizen.id)
        if citizen is None or dose not in {str(each.dose) for each in recorded}:
            return False
        await tell_status(self.services, dispatcher, citizen, told_just_before=True, asked_dose=dose)
        return True

    async def _of_whom_is_shown(self, tracker: Tracker) -> bool:
        """Whether a day is asked that is one person's: one's own, or of whom data were just shown."""
        asks = bool(entity_values(tracker, "asks_day"))
        if "utter_status_list" in just_said(tracker) and not asks:
            return False
        shown = asks and said_lately(tracker, ("status_", "certificate_"), turns=TURNS_ABOUT_A_PERSON)
        return speaks_of_own(tracker) or (shown and not await speaks_of_another(self.services, tracker))

    async def _what_is_wanted_too(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """ "Harus antigen gak? Sekalian minta sertifikat terakhir"; nothing when nothing is asked for besides."""
        if self._takes_the_offer(tracker) and doses_before_the_question(tracker):
            return [*await give_dose(self.services, dispatcher, tracker), FollowupAction("action_listen")]
        surely = {TASK_OF_INTENT.get(intent) for intent in intents_of_parts(tracker, at_least=SURE_OF_A_REQUEST)}
        wanted = next((task for task in SELF_EXPLAINING if task in surely), None)
        asks_for_more = entity_values(tracker, "dose") or entity_values(tracker, "also")
        just_sent = wanted is Task.CERTIFICATE and bool(tracker.get_slot(SENT_DOSES))  # "yang lama saya kirim, laku?"
        if wanted is None or (just_sent and not asks_for_more):
            return []
        answered = len(dispatcher.messages)
        begun = await begin(self.services, dispatcher, tracker, wanted)
        introduced = any(event.get("name") == INTRODUCED and event["value"] for event in begun)
        if introduced:  # who is writing is said first
            dispatcher.messages.insert(0, dispatcher.messages.pop(answered))
        return [*begun, FollowupAction("phone_number_form")]

    def _takes_the_offer(self, tracker: Tracker) -> bool:
        """ "Iya, dosis 2. Yang lama masih berlaku?", when certificates were just offered."""
        listed = {CHOOSE, CHOOSE_AGAIN} & set(just_said(tracker))
        return bool(listed) or offered_task(self.services.wording, tracker, IF_YES) is Task.CERTIFICATE

    async def _how_long(self, dispatcher: CollectingDispatcher, tracker: Tracker, answer: str) -> Events | None:
        """ "Terus berapa lama?" after a report is about that; "berapa lama? mau naik kapal" is about both."""
        asks = AsksWhen.PROGRESS in entity_values(tracker, "asks_when")
        if not (asks and said_lately(tracker, AFTER_A_REQUEST, turns=1)):
            return None
        sure = confidence_of(tracker) >= SURE_OF_A_QUESTION
        if sure and answer in ABOUT_THE_NEXT_DOSE:
            return None
        told = await tell_how_long(self.services, dispatcher, tracker)
        if told is not None and answer not in ABOUT_THE_NEXT_DOSE:
            dispatcher.utter_message(response=answer)
        return told
