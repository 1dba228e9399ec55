"""Questions about vaccination, travel, the app and this service: the answer that the language understanding chose."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report
from actions.anger import is_upset
from actions.beside import SAID_ALREADY
from actions.certificate import LISTED
from actions.how_long import AFTER_A_REQUEST, OF_A_REQUEST, SURE_OF_A_QUESTION, tell_how_long
from actions.information import doses_before_the_question, give_dose, tell_of_doses
from actions.offers import IF_YES, offered_task
from actions.people import is_of_whom_is_shown, known_person, speaks_of_another, speaks_of_own
from actions.photos import waive_photos
from actions.phrase_values import About, AsksWhen, ToldBefore
from actions.reactions import OLD_CARD, has_just_moved, more_than_shown, report_a_datum
from actions.relatives import speaks_of_a_relative
from actions.session import verified_citizen
from actions.shown_dose import tell_shown_dose
from actions.slots import INTRODUCED, SENT_DOSES, TASK
from actions.status import tell_status
from actions.support import (
    Domain,
    Events,
    Reading,
    ServiceAction,
    chosen_answer,
    confidence_of,
    entity_values,
    guesses_of,
    in_form,
    intents_of_parts,
    just_said,
    message_text,
    said_lately,
)
from actions.switch_person import change_person
from actions.task import TOLD, begin
from actions.task_names import SELF_EXPLAINING, TASK_OF_INTENT, Task
from bootstrap import Services

SURE_OF_A_REQUEST = 0.8
SURE_OF_ANGER = 0.95  # "orang sini ga ngerti bahasa kita" is none
ABOUT_CERTIFICATES = ("utter_faq/certificate_use", "utter_faq/international_certificate")
MOST_WORDS_OF_A_NUDGE = 4
ABOUT_A_DOSE_OF_THE_LIST = ("utter_faq/where_to_vaccinate", "utter_faq/vaccine_places", "utter_faq/which_brand")
ABOUT_TRAVEL = frozenset(f"utter_faq/{name}" for name in ("train", "plane", "ship", "travel_requirements"))
ABOUT_THE_NEXT_DOSE = ("utter_faq/next_dose", "utter_faq/booster_conditions", "utter_faq/fourth_dose")


class ActionAnswerQuestion(ServiceAction):
    """Not word for word what was answered just before; about one's own next dose with one's own day."""

    def name(self) -> str:
        return "action_answer_question"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        readings = () if in_form(tracker) else READINGS
        for reading in readings:
            if (events := await reading(self.services, dispatcher, tracker)) is not None:
                return events
        if is_upset(tracker, at_least=SURE_OF_ANGER):
            dispatcher.utter_message(response="utter_sympathy")
        dispatcher.utter_message(response=SAID_ALREADY if _was_just_answered(tracker) else chosen_answer(tracker))
        return [] if in_form(tracker) else await _what_is_wanted_too(self.services, dispatcher, tracker)


def _was_just_answered(tracker: Tracker) -> bool:
    """A topic that was tapped is told again; what was typed is another question that has the same answer."""
    return bool(guesses_of(tracker)) and chosen_answer(tracker) in just_said(tracker)


async def _right_datum(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Dosis 1 harusnya di puskesmas Cempaka" asks for no place."""
    return await report_a_datum(services, dispatcher, tracker) if entity_values(tracker, "what_is_right") else None


async def _how_a_request_stands(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    asks = {ToldBefore.CAME_IN, *OF_A_REQUEST} & set(entity_values(tracker, "told_before"))
    return await tell_how_long(services, dispatcher, tracker) if asks else None


async def _of_doses(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Berarti yang terakhir itu booster bukan?"."""
    return [] if tell_of_doses(dispatcher, tracker) else None


async def _no_photo(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Ga pake foto gpp ya?"."""
    return [] if waive_photos(dispatcher, tracker) else None


async def _old_card(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    if About.OLD_CARD not in entity_values(tracker, "about") or not has_just_moved(tracker):
        return None
    dispatcher.utter_message(response=OLD_CARD)
    return []


async def _datum_for_the_report(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    """ "Sinovac", "di puskesmas Banyumanik", right after a report."""
    told = entity_values(tracker, "record_field") or entity_values(tracker, "vaccinated_at")
    if not told or "?" in message_text(tracker):
        return None
    return await add_to_the_report(services, dispatcher, tracker, Task.WRONG_RECORD)


async def _dose_of_the_list(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Kalau yang pertama di mana?" below the list is about that dose, if it is on record."""
    asked = chosen_answer(tracker) in ABOUT_A_DOSE_OF_THE_LIST
    return await tell_shown_dose(services, dispatcher, tracker) if asked else None


async def _chosen_from_the_list(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    """ "Yang booster kalau ada, kalau belum ya yang kedua", below the list, asks nothing."""
    listed = LISTED & set(just_said(tracker)) and "?" not in message_text(tracker)
    chooses = listed and chosen_answer(tracker) in ABOUT_THE_NEXT_DOSE and not entity_values(tracker, "asks_day")
    return await give_dose(services, dispatcher, tracker) if chooses and entity_values(tracker, "dose") else None


async def _dose_on_record(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Yang booster dia itu kapan ya disuntiknya", "yang ketiga merknya apa", of somebody who has had it."""
    goes_on = "utter_status_dose" in just_said(tracker) and len(message_text(tracker).split()) <= MOST_WORDS_OF_A_NUDGE
    datum = goes_on or entity_values(tracker, "asks_day") or entity_values(tracker, "record_field")
    asks = chosen_answer(tracker) in ABOUT_THE_NEXT_DOSE and entity_values(tracker, "dose") and datum
    return await tell_shown_dose(services, dispatcher, tracker) if asks else None


async def _next_dose_of_another(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    """ "Suami saya kapan boleh booster", when it is the wife who is verified."""
    about_it = chosen_answer(tracker) in ABOUT_THE_NEXT_DOSE and entity_values(tracker, "asks_day")
    if not about_it or not await speaks_of_a_relative(services, tracker):
        return None
    return [SlotSet(TASK, Task.STATUS.value), FollowupAction("action_switch_person")]


async def _somebody_known(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Lho suami saya kok belum dikirim? Tadi kan sudah saya kasih NIK-nya"."""
    unsure = confidence_of(tracker) < SURE_OF_A_REQUEST and await speaks_of_a_relative(services, tracker)
    return await change_person(services, tracker) if unsure and await known_person(services, tracker) else None


async def _own_next_dose(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    about_it = chosen_answer(tracker) in ABOUT_THE_NEXT_DOSE and await is_of_whom_is_shown(services, tracker)
    citizen = await verified_citizen(services, tracker.sender_id) if about_it else None
    if citizen is None:
        return None
    sent, told = bool(tracker.get_slot(SENT_DOSES)), bool(TOLD & set(just_said(tracker)))
    await tell_status(services, dispatcher, citizen, has_certificates=sent, told_just_before=told)
    return [SlotSet(TASK, Task.STATUS.value)]


async def _what_is_offered(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Terus sertifikatnya gimana": few words about certificates in general, right after one's own were offered."""
    offered = offered_task(services.wording, tracker, IF_YES) is Task.CERTIFICATE
    few = len(message_text(tracker).split()) <= MOST_WORDS_OF_A_NUDGE and "?" not in message_text(tracker)
    if not (offered and few and guesses_of(tracker) and chosen_answer(tracker) in ABOUT_CERTIFICATES):
        return None
    begun = await begin(services, dispatcher, tracker, Task.CERTIFICATE)
    return [*begun, FollowupAction("phone_number_form")]


async def _how_long(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Terus berapa lama?" after a report is about that; "berapa lama? mau naik kapal" is about both."""
    asks = AsksWhen.PROGRESS in entity_values(tracker, "asks_when")
    if not (asks and said_lately(tracker, AFTER_A_REQUEST, turns=1)):
        return None
    sure, about_a_dose = confidence_of(tracker) >= SURE_OF_A_QUESTION, chosen_answer(tracker) in ABOUT_THE_NEXT_DOSE
    if sure and about_a_dose:
        return None
    told = await tell_how_long(services, dispatcher, tracker)
    if told is not None and not about_a_dose and chosen_answer(tracker) not in ABOUT_CERTIFICATES:
        dispatcher.utter_message(response=chosen_answer(tracker))
    return told


async def _children_who_travel(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Kalau anak 5 tahun?", right after what the train asks for."""
    follows = bool(ABOUT_TRAVEL & set(just_said(tracker))) and chosen_answer(tracker) == "utter_faq/child_vaccine"
    if not follows or len(message_text(tracker).split()) > MOST_WORDS_OF_A_NUDGE:
        return None
    dispatcher.utter_message(response="utter_faq/children_travelling")
    return []


async def _doses_for_the_journey(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    """ "Kalau yang sudah tiga kali suntik bagaimana?", right after what the plane asks for."""
    follows = ABOUT_TRAVEL & set(just_said(tracker)) and chosen_answer(tracker) in ABOUT_THE_NEXT_DOSE
    if not follows or entity_values(tracker, "asks_day"):
        return None
    dispatcher.utter_message(response="utter_faq/booster_required")
    return []


async def _nothing_was_deleted(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Sertifikat saya masih ada kan", right after the deletion was declined."""
    asks = chosen_answer(tracker) in ("utter_faq/certificate_after_move", "utter_faq/after_deletion")
    if not asks or "utter_confirmation_declined" not in just_said(tracker):
        return None
    dispatcher.utter_message(response="utter_faq/still_there")
    return []


async def _own_next_dose_after_the_rule(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    """ "Kalau saya kapan?", when the rule has just been told to somebody who is not known yet."""
    about_it = chosen_answer(tracker) in ABOUT_THE_NEXT_DOSE and speaks_of_own(tracker)
    if not about_it or not _was_just_answered(tracker):
        return None
    begun = await begin(services, dispatcher, tracker, Task.STATUS)
    return [*begun, FollowupAction("phone_number_form")]


async def _what_is_wanted_too(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """ "Harus antigen gak? Sekalian minta sertifikat terakhir"; nothing when nothing is asked for besides."""
    if _takes_the_offer(services, tracker) and doses_before_the_question(tracker):
        return [FollowupAction("action_listen"), *await give_dose(services, dispatcher, tracker)]
    surely = {TASK_OF_INTENT.get(intent) for intent in intents_of_parts(tracker, at_least=SURE_OF_A_REQUEST)}
    wanted = next((task for task in SELF_EXPLAINING if task in surely), None)
    asks_for_more = entity_values(tracker, "dose") or entity_values(tracker, "also")
    just_sent = wanted is Task.CERTIFICATE and bool(tracker.get_slot(SENT_DOSES))  # "yang lama saya kirim, laku?"
    if wanted is None or (just_sent and not asks_for_more):
        return []
    if await speaks_of_another(services, tracker):
        known = entity_values(tracker, "nik") or await known_person(services, tracker)
        return [SlotSet(TASK, wanted.value), FollowupAction("action_switch_person")] if known else []
    answered = len(dispatcher.messages)
    begun = await begin(services, dispatcher, tracker, wanted)
    introduced = any(event.get("name") == INTRODUCED and event["value"] for event in begun)
    if introduced:  # who is writing is said first
        dispatcher.messages.insert(0, dispatcher.messages.pop(answered))
    return [*begun, FollowupAction("phone_number_form")]


def _takes_the_offer(services: Services, tracker: Tracker) -> bool:
    """ "Iya, dosis 2. Yang lama masih berlaku?", when certificates were just offered."""
    listed = LISTED & set(just_said(tracker))
    return bool(listed) or offered_task(services.wording, tracker, IF_YES) is Task.CERTIFICATE


READINGS: tuple[Reading, ...] = (
    _right_datum,
    _how_a_request_stands,
    _no_photo,
    _old_card,
    _datum_for_the_report,
    more_than_shown,
    _of_doses,
    _dose_of_the_list,
    _chosen_from_the_list,
    _next_dose_of_another,
    _dose_on_record,
    _own_next_dose,
    _somebody_known,
    _what_is_offered,
    _how_long,
    _children_who_travel,
    _doses_for_the_journey,
    _nothing_was_deleted,
    _own_next_dose_after_the_rule,
)
