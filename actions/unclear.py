"""A message that nobody is sure of: what it means where it stands, else the likeliest tasks as buttons."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report, tell_the_officer
from actions.anger import is_upset
from actions.answers import take_content
from actions.asking_back import ask_back, likely_wish, likely_yes
from actions.beside import answer_beside, asks_what_is_not_understood
from actions.certificate import LISTED
from actions.data_rights import nothing_was_deleted
from actions.faq import ABOUT_TRAVEL, MOST_WORDS_OF_A_NUDGE
from actions.how_long import tell_how_long
from actions.human import offer_human, prefers_the_chat
from actions.information import doses_before_the_question, give_dose, is_choosing, list_once_more, tell_of_doses
from actions.news import heed_news
from actions.notes import note_what_was_said
from actions.offers import IF_YES, offered_task
from actions.people import is_of_whom_is_shown
from actions.photos import invite_photos, waive_photos
from actions.phrase_values import About, Wish, Withdrawal
from actions.reactions import OLD_CARD, fewer_than_shown, has_just_moved, more_than_shown, report_a_datum
from actions.session import verified_citizen
from actions.shown_dose import asks_for_a_datum, tell_shown_dose
from actions.slots import CASE_WISH, SENT_DOSES
from actions.support import (
    Domain,
    Events,
    Reading,
    ServiceAction,
    corrected_values,
    entity_values,
    guesses_of,
    in_form,
    intents_of_parts,
    just_said,
    message_text,
    phone_numbers,
)
from actions.switch_person import ABOUT_A_PERSON, change_person
from actions.task import begin
from actions.task_names import REPORTS, TASK_OF_INTENT, Task
from actions.told import report_what_was_told
from actions.two_tasks import clear_tasks_in
from actions.unclear_numbers import another_account, lost_number, number_still_there, number_without_code
from bootstrap import Services

DOSES_FOR_THE_JOURNEY = {"faq/travel_requirements", "faq/next_dose"}
NEXT_DOSE = {"faq/next_dose", "check_vaccination_status"}
ABOUT_A_SHOWN_DOSE = {"check_vaccination_status", "faq/where_to_vaccinate"}
SURE_OF_BOTH = 0.65
SURE_OF_A_YES = 0.9
SURE_BESIDE_A_CHOICE = 0.55
SURE_OF_EITHER = 0.85
SURE_OF_ANGER = 0.5
MOST_WORDS_OF_A_CHOICE = 4
ONLY_THAT = re.compile(r"\s(?:aja|aj|ae|wae|saja|doang|deh|dong)\W*$", re.I)  # "kata nenek yang booster aja"


class ActionAskBack(ServiceAction):
    def name(self) -> str:
        return "action_ask_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        for reading in READINGS:
            if (events := await reading(self.services, dispatcher, tracker)) is not None:
                return events
        said = await note_what_was_said(self.services, tracker)  # the wish was unclear, its numbers are not
        return [*said, *ask_back(self.services.wording, dispatcher, tracker)]


async def _name_put_right(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "0812…, NIK 3374…. sekarang ditulis Theresya, yang betul Theresia"."""
    if in_form(tracker) or not corrected_values(tracker, "person_name"):
        return None
    return await _begin(services, dispatcher, tracker, Task.NAME_CORRECTION)


async def _person_wanted(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    wishes = {Wish.HAND_OVER, Wish.CALL_ME} & set(entity_values(tracker, "wish"))
    wanted = bool(wishes) or prefers_the_chat(tracker)
    return await offer_human(services, dispatcher, tracker) if wanted else None


async def _another_person(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    return await change_person(services, tracker)


async def _fewer_than_shown(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    (first, _), (second, _) = _two_guesses(tracker)
    reports = {TASK_OF_INTENT.get(first), TASK_OF_INTENT.get(second)} & set(REPORTS)
    return await fewer_than_shown(services, dispatcher, tracker) if reports else None


async def _announced_photo(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    return [] if await invite_photos(services, dispatcher, tracker) else None


async def _no_photo(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Lanjut tanpa foto"."""
    return [] if not in_form(tracker) and waive_photos(dispatcher, tracker) else None


async def _after_the_move(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Kartu yang lama sudah bisa saya buang berarti?"."""
    likeliest = next((name for name, _ in guesses_of(tracker)), "")
    asked = TASK_OF_INTENT.get(likeliest) is Task.PHONE_CHANGE or About.OLD_CARD in entity_values(tracker, "about")
    if not asked or not has_just_moved(tracker):
        return None
    dispatcher.utter_message(response=OLD_CARD)
    return []


async def _next_dose(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Booster kapan ya": one's own if it is known whose, else in general; None when it may mean more."""
    (first, sure), (second, less) = _two_guesses(tracker)
    if in_form(tracker) or {first, second} != NEXT_DOSE or sure + less < SURE_OF_BOTH:
        return None
    about_one = await is_of_whom_is_shown(services, tracker)
    if not about_one or await verified_citizen(services, tracker.sender_id) is None:
        dispatcher.utter_message(response="utter_faq/next_dose")
        return []
    return await _begin(services, dispatcher, tracker, Task.STATUS)


async def _withdrawal(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Iya yang itu tolong dibatalkan", below the list of reports."""
    listed = {"utter_cases_open", "utter_cases"} & set(just_said(tracker))
    if not listed or Withdrawal.CONFIRMED not in entity_values(tracker, "withdrawal"):
        return None
    begun = await begin(services, dispatcher, tracker, Task.CASES)
    return [*begun, SlotSet(CASE_WISH, Wish.WITHDRAW_CASE), FollowupAction("phone_number_form")]


async def _of_doses(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    return [] if not in_form(tracker) and tell_of_doses(dispatcher, tracker) else None


async def _dose_of_the_list(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Yang kedua itu dulu saya suntiknya di mana ya"."""
    (first, _), (second, _) = _two_guesses(tracker)
    asks = first in ABOUT_A_SHOWN_DOSE and (asks_for_a_datum(tracker) or {first, second} == ABOUT_A_SHOWN_DOSE)
    return await tell_shown_dose(services, dispatcher, tracker) if asks else None


async def _chosen_dose(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """An answer to the list of certificates or to their offer, whatever is asked behind it."""
    more = bool(tracker.get_slot(SENT_DOSES)) and bool(entity_values(tracker, "also"))  # "sekalian yg nomer 1 jg"
    if not (is_choosing(services, tracker) or more) or not (
        _names_a_dose(tracker) or doses_before_the_question(tracker)
    ):
        return None
    wrong = await report_a_datum(services, dispatcher, tracker) if entity_values(tracker, "what_is_right") else None
    if wrong is not None:
        return wrong  # "dosis pertama, harusnya Sinovac"
    given = await give_dose(services, dispatcher, tracker)
    if not answer_beside(dispatcher, tracker, at_least=SURE_BESIDE_A_CHOICE) and asks_what_is_not_understood(tracker):
        dispatcher.utter_message(response="utter_question_unclear")
    return given


async def _yes_to_the_offer(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Iya sertifikatnya sekalian, tapi laku ga di stasiun?", or a yes in so few words that nobody is sure of it."""
    offered = offered_task(services.wording, tracker, IF_YES)
    if offered is None or in_form(tracker):
        return None
    if entity_values(tracker, "also") and likely_wish(tracker, offered):  # "makasih. boleh sekalian sertifikatnya kah?"
        return await _begin(services, dispatcher, tracker, offered)
    if "?" not in message_text(tracker):
        return await _begin(services, dispatcher, tracker, offered) if likely_yes(tracker, offered) else None
    first = next(iter(intents_of_parts(tracker, at_least=SURE_OF_A_YES)), "")
    if first != "affirm" and TASK_OF_INTENT.get(first) is not offered:  # "telat dong saya. masih boleh?"
        return None
    begun = await _begin(services, dispatcher, tracker, offered)
    answer_beside(dispatcher, tracker)
    return begun


async def _why_not_before(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Wih cepat. Kenapa kemarin ga ada ya?", when a certificate has just been issued."""
    if "utter_missing_certificate_issued" not in just_said(tracker) or "?" not in message_text(tracker):
        return None
    dispatcher.utter_message(response="utter_missing_certificate_why")
    return []


async def _clear_parts(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Kirim sertifikat, hapus gelar saya": either part is clear."""
    tasks = [] if in_form(tracker) else clear_tasks_in(tracker)
    if not tasks:
        return None
    begun = await _begin(services, dispatcher, tracker, *tasks)
    answer_beside(dispatcher, tracker, at_least=SURE_OF_A_YES)
    return begun


async def _anger(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "INI GIMANA SIH, UDAH TIGA KALI SAYA CHAT", which asks for nothing yet."""
    (first, sure), _ = _two_guesses(tracker)
    angry = first == "complain_service" and sure >= SURE_OF_ANGER and is_upset(tracker)
    if not angry or in_form(tracker):
        return None
    dispatcher.utter_message(response="utter_complain_service")
    return []


async def _doses_for_the_journey(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    """ "Kalau baru dua dosis?", right after what the train asks for."""
    (first, _), (second, _) = _two_guesses(tracker)
    follows = ABOUT_TRAVEL & set(just_said(tracker)) and {first, second} == DOSES_FOR_THE_JOURNEY
    if in_form(tracker) or not follows or len(message_text(tracker).split()) > MOST_WORDS_OF_A_NUDGE:
        return None
    dispatcher.utter_message(response="utter_faq/booster_required")
    return []


async def _one_of_two(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Lapor dosis 2 belum masuk, suntik 5 September" is surely a report, whichever of the two.

    "Dosis 3 saya sudah terbit? No HP 0812…, NIK 3374…" asks for what both tasks look up.
    """
    (first, sure), (second, less) = _two_guesses(tracker)
    both = {TASK_OF_INTENT.get(first), TASK_OF_INTENT.get(second)}
    looked_up = both <= set(ABOUT_A_PERSON) and bool(phone_numbers(tracker))
    says_so = TASK_OF_INTENT.get(first) in REPORTS and Wish.REPORT in entity_values(tracker, "wish")
    alike = (both == set(REPORTS) or looked_up) and sure + less >= SURE_OF_EITHER
    if in_form(tracker) or not (says_so or alike):
        return None
    return await _begin(services, dispatcher, tracker, TASK_OF_INTENT[first])


async def _begin(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, task: Task, following: Task | None = None
) -> Events:
    begun = await begin(services, dispatcher, tracker, task, following)
    return [*begun, FollowupAction("phone_number_form")]


def _two_guesses(tracker: Tracker) -> list[tuple[str, float]]:
    return [*guesses_of(tracker), ("", 0.0), ("", 0.0)][:2]


def _names_a_dose(tracker: Tracker) -> bool:
    """And asks nothing about it: "jadi booster saya kapan?" wants no certificate, "terus yang kedua" does."""
    likeliest, text = next((name for name, _ in guesses_of(tracker)), ""), message_text(tracker)
    asks = likeliest.startswith("faq") or likeliest == "check_vaccination_status"
    listed = LISTED & set(just_said(tracker))  # "dua2nya deh biar gak bolak balik"
    long = len(text.split()) > MOST_WORDS_OF_A_CHOICE and not (listed or ONLY_THAT.search(text))
    asked = "?" in text or bool(entity_values(tracker, "asks_day")) or long
    return bool(entity_values(tracker, "dose")) and not (asks and asked)


READINGS: tuple[Reading, ...] = (
    number_still_there,
    lost_number,
    _name_put_right,
    another_account,
    _person_wanted,
    number_without_code,
    report_what_was_told,
    more_than_shown,
    _fewer_than_shown,
    heed_news,
    _withdrawal,
    add_to_the_report,
    tell_how_long,
    _another_person,
    _announced_photo,
    _no_photo,
    _after_the_move,
    _of_doses,
    _next_dose,
    _doses_for_the_journey,
    _dose_of_the_list,
    _chosen_dose,
    _why_not_before,
    list_once_more,
    _yes_to_the_offer,
    _one_of_two,
    nothing_was_deleted,
    _anger,
    take_content,
    tell_the_officer,
    _clear_parts,
)
