"""What a message means right after an answer of ours that sounds like the wish for a task."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.beside import denied_tasks
from actions.certificate import LISTED, SEPARATOR
from actions.how_long import AFTER_A_REPORT, AFTER_A_REQUEST
from actions.information import doses_before_the_question, give_dose, take_listed_dose, tell_of_doses
from actions.offers import IF_YES, offered_task
from actions.photos import invite_photos, take_photos
from actions.phrase_values import About, VaccinatedAt
from actions.session import verified_citizen
from actions.shown_dose import asks_for_a_datum, tell_shown_dose
from actions.slots import COMPLAINT_REF, DOSE, REPORT_DETAIL_REF, REPORT_TOPIC, SENT_DOSES
from actions.support import (
    Events,
    confidence_of,
    corrected_values,
    entity_values,
    in_form,
    in_thread,
    intents_of_parts,
    just_said,
    media_of,
    message_text,
    phone_numbers,
    said_lately,
)
from actions.task import begin
from actions.task_names import REPORTS, Task
from bootstrap import Services
from registry.name_check import printed_alike
from registry.routing import RecordField

LISTEN = FollowupAction("action_listen")
ABOUT_ONES_RECORD = (*REPORTS, Task.STATUS, Task.DATA_COPY)
SURE_OF_A_CHANGE = 0.95
SURE_OF_A_YES = 0.9
TURNS_AFTER_A_MOVE = 3
FACILITY = RecordField.FACILITY.value
OLD_CARD = "utter_phone_changed_old_card"
TURNS_AFTER_A_REQUEST = 2


async def _of_doses(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Maksudnya nanya doang, itu booster bukan?"."""
    unsure = asked in (Task.CERTIFICATE, Task.STATUS, *REPORTS) and confidence_of(tracker) < SURE_OF_A_CHANGE
    return [LISTEN] if unsure and not in_form(tracker) and tell_of_doses(dispatcher, tracker) else None


async def _a_datum_of_the_list(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Vaksin ke 2 saya dulu merk apa", below certificates, is about none of them."""
    if asked not in (Task.STATUS, Task.CERTIFICATE) or not asks_for_a_datum(tracker):
        return None
    told = await tell_shown_dose(services, dispatcher, tracker)
    return None if told is None else [*told, LISTEN]


async def _a_chosen_dose(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Dosis 2 belum ada", "yang terakhir, cepat", "lah ternyata ada?? kirim semua" below the list choose from it."""
    listed = LISTED & set(just_said(tracker)) and not in_form(tracker)
    if asked is Task.CERTIFICATE or (asked in REPORTS and "?" not in message_text(tracker)):
        given = await take_listed_dose(services, dispatcher, tracker)
        if given is not None:
            return [LISTEN, *given]
    if listed and asked in (Task.STATUS, Task.CASES) and (chosen := doses_before_the_question(tracker)):
        given = await give_dose(services, dispatcher, tracker, chosen)  # "yg terakhir aja. kakaknya udah booster?"
        return [*given, *await begin(services, dispatcher, tracker, asked), FollowupAction("phone_number_form")]
    unsure = "?" not in message_text(tracker) or confidence_of(tracker) < SURE_OF_A_CHANGE
    takes = asked is Task.MISSING_CERTIFICATE or (asked in ABOUT_ONES_RECORD and unsure)
    if not (listed and takes and entity_values(tracker, "dose")):
        return None
    return [LISTEN, *await give_dose(services, dispatcher, tracker)]


async def _one_just_sent(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """It is missing in the app, for it has just come into this chat."""
    sent = (tracker.get_slot(SENT_DOSES) or "").split(SEPARATOR)
    times = _times_vaccinated(tracker)
    all_sent = tracker.get_slot(SENT_DOSES) and set(entity_values(tracker, "dose")) <= set(sent)
    if asked is not Task.MISSING_CERTIFICATE or times > len(sent) or in_form(tracker):
        return None
    just_issued = said_lately(tracker, ("missing_certificate_issued",), turns=TURNS_AFTER_A_REQUEST)
    if just_issued and not entity_values(tracker, "dose"):  # "kok bisa kemarin belum terbit?"
        dispatcher.utter_message(response="utter_missing_certificate_why")
        return [LISTEN]
    if not all_sent:
        return None
    dispatcher.utter_message(response="utter_faq/app_not_up_to_date")
    return [LISTEN]


async def _one_of_the_offer(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Iya, yang dosis terakhir aja", "oh ternyata Moderna. iya kak mau", when certificates were just offered."""
    offered = offered_task(services.wording, tracker, IF_YES) is Task.CERTIFICATE
    parts = intents_of_parts(tracker, at_least=SURE_OF_A_YES)
    if not offered or "affirm" not in parts or "?" in message_text(tracker):
        return None
    if asked is Task.STATUS and entity_values(tracker, "dose"):
        return [LISTEN, *await give_dose(services, dispatcher, tracker)]
    if asked in REPORTS and parts[-1] == "affirm" and asked not in denied_tasks(tracker):
        begun = await begin(services, dispatcher, tracker, Task.CERTIFICATE)
        return [*begun, FollowupAction("phone_number_form")]
    return None


async def _too_recent(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Kemarin baru vaksin kok belum ada sertifikatnya": nothing is wrong yet, and nobody need prove a number."""
    recent = VaccinatedAt.RECENT in entity_values(tracker, "vaccinated_at")
    if asked is not Task.MISSING_CERTIFICATE or not recent or in_form(tracker):
        return None
    dispatcher.utter_message(response="utter_missing_certificate_recent")
    return [LISTEN]


async def _after_the_move(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Kartu lama udah bisa saya buang ya?", "sertifikatku ga hilang kan?", when the number has just been changed."""
    fears = asked is Task.MISSING_CERTIFICATE and "?" in message_text(tracker)
    if not (fears or asked is Task.PHONE_CHANGE) or not has_just_moved(tracker):
        return None
    dispatcher.utter_message(response="utter_faq/certificate_after_move" if fears else OLD_CARD)
    return [LISTEN]


async def _says_more_than_shown(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """What sounds like a question for the status, or like a complaint about it."""
    return await more_than_shown(services, dispatcher, tracker) if asked in (Task.STATUS, Task.WRONG_RECORD) else None


async def more_than_shown(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Kok cuma satu? Sudah dua kali saya disuntik", when what is on record has just been shown."""
    told = await _told_and_recorded(services, tracker)
    if told is None or told[0] <= told[1]:
        return None
    begun = await begin(services, dispatcher, tracker, Task.MISSING_CERTIFICATE)
    return [*begun, SlotSet(REPORT_TOPIC, str(told[0])), FollowupAction("phone_number_form")]


async def _says_fewer_than_shown(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """What sounds like a dose that is missing, or like a question for the status."""
    return await fewer_than_shown(services, dispatcher, tracker) if asked in ABOUT_ONES_RECORD else None


async def fewer_than_shown(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Yang ketiga itu belum pernah, beliau cuma 2x", when three doses have just been shown."""
    told = await _told_and_recorded(services, tracker)
    if told is None or told[0] >= told[1]:
        return None
    begun = await begin(services, dispatcher, tracker, Task.WRONG_RECORD)
    return [*begun, SlotSet(REPORT_TOPIC, RecordField.NOT_MINE.value), FollowupAction("phone_number_form")]


async def _told_and_recorded(services: Services, tracker: Tracker) -> tuple[int, int] | None:
    """How often the message says that somebody was vaccinated, and how often that is on record.

    None when it says nothing of it, or when nobody's record has just been shown.
    """
    times = _times_vaccinated(tracker)
    shown = said_lately(tracker, ("status_", "certificate_"), turns=TURNS_AFTER_A_REQUEST)
    if not (times and shown) or in_form(tracker):
        return None
    citizen = await verified_citizen(services, tracker.sender_id)
    if citizen is None:
        return None
    return times, len(await in_thread(services.registry.vaccinations, citizen.id))


async def _a_datum_of_a_shown_dose(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    return await report_a_datum(services, dispatcher, tracker) if asked in REPORTS else None


async def report_a_datum(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Dosis 2 bukan di RS Mataram, tapi di aula kecamatan", when that dose has just been shown: it is not missing."""
    where = [FACILITY for _ in entity_values(tracker, "vaccinated_at")]
    told = [*where, *entity_values(tracker, "record_field")]
    doses = [dose for dose in entity_values(tracker, "dose") if dose.isdigit()]
    shown = said_lately(tracker, ("status_list", "status_dose", "data_copy"), turns=TURNS_AFTER_A_REQUEST)
    if not (told and doses and shown) or in_form(tracker):
        return None
    citizen = await verified_citizen(services, tracker.sender_id)
    recorded = [] if citizen is None else await in_thread(services.registry.vaccinations, citizen.id)
    if not set(doses) <= {str(each.dose) for each in recorded if each.certificate_id}:
        return None
    begun = await begin(services, dispatcher, tracker, Task.WRONG_RECORD)
    ref = next((e["value"] for e in begun if e.get("name") == COMPLAINT_REF and e["value"]), None)
    kept = {REPORT_TOPIC: told[0], REPORT_DETAIL_REF: ref, DOSE: doses[0]}
    return [*begun, *(SlotSet(slot, value) for slot, value in kept.items()), FollowupAction("phone_number_form")]


async def _sorry_and_thanks(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Booster nanti saja. Terima kasih, maaf tadi marah-marah ya"."""
    thanks = "thank" in intents_of_parts(tracker, at_least=SURE_OF_A_YES) and "?" not in message_text(tracker)
    if asked is not Task.STATUS or not thanks or not entity_values(tracker, "apology") or in_form(tracker):
        return None
    dispatcher.utter_message(response="utter_apology")
    return [LISTEN]


async def _a_photo_for_the_case(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Ini surat pengadilan ganti nama", under a photo that the answer before asked for."""
    photos = media_of(tracker)
    invited = said_lately(tracker, AFTER_A_REQUEST, turns=TURNS_AFTER_A_REQUEST) and not in_form(tracker)
    if not (photos and invited) or corrected_values(tracker, "person_name"):
        return None
    await take_photos(services, dispatcher, tracker, photos)
    return [LISTEN]


async def _an_announced_photo(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Ada kartunya, saya kirim ya", right after the report."""
    after_a_request = said_lately(tracker, AFTER_A_REQUEST, turns=1) and not media_of(tracker)
    announces = after_a_request and not entity_values(tracker, "dose")
    return [LISTEN] if announces and await invite_photos(services, dispatcher, tracker) else None


async def _without_the_card(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Kartunya hilang", where it is the vaccination card that was asked for."""
    form = tracker.active_loop.get("name")
    reports = form == "report_form" or (not form and said_lately(tracker, AFTER_A_REPORT, turns=1))
    if asked is not Task.PHONE_CHANGE or About.CARD not in entity_values(tracker, "about") or not reports:
        return None
    dispatcher.utter_message(response="utter_card_not_needed")
    return [FollowupAction(str(form)) if form else LISTEN]


async def _the_name_is_so(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Namanya cuma Deden, satu kata", when that is the name on record."""
    names = entity_values(tracker, "person_name")
    if asked is not Task.NAME_CORRECTION or not names or in_form(tracker):
        return None
    citizen = await verified_citizen(services, tracker.sender_id)
    if citizen is None or not all(printed_alike(citizen.full_name, name) for name in names):
        return None
    dispatcher.utter_message(response="utter_name_is_so", name=citizen.full_name)
    return [LISTEN]


def has_just_moved(tracker: Tracker) -> bool:
    """Whether the number was changed a moment ago, and the message names no other one."""
    changed = said_lately(tracker, ("phone_changed",), turns=TURNS_AFTER_A_MOVE)
    return changed and not in_form(tracker) and not phone_numbers(tracker)


def _times_vaccinated(tracker: Tracker) -> int:
    """How often the latest message says that somebody was vaccinated; 0 when it says nothing of it."""
    return max((int(count) for count in entity_values(tracker, "times")), default=0)


REACTIONS = (
    _too_recent,
    _after_the_move,
    _one_of_the_offer,
    _of_doses,
    _a_datum_of_the_list,
    _a_chosen_dose,
    _one_just_sent,
    _says_more_than_shown,
    _says_fewer_than_shown,
    _a_datum_of_a_shown_dose,
    _sorry_and_thanks,
    _a_photo_for_the_case,
    _an_announced_photo,
    _without_the_card,
    _the_name_is_so,
)
