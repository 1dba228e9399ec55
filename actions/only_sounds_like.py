"""What a message means that only sounds like the wish for a task."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.asking_back import ask_back
from actions.certificate import LISTED
from actions.forms import close
from actions.how_long import (
    AFTER_A_REQUEST,
    OF_A_REQUEST,
    TURNS_ABOUT_IT,
    asks_how_long,
    tell_how_long,
    tell_how_long_here,
)
from actions.human import offer_human
from actions.notes import note_what_was_said
from actions.people import known_person, names_somebody_else, names_the_other, speaks_of_another
from actions.phrase_values import About, NumberState, SmsSays, ToldBefore, Wish
from actions.reactions import LISTEN, REACTIONS
from actions.relatives import speaks_of_a_relative
from actions.session import verified_citizen
from actions.slots import FORM_SLOTS, NAME_REF, OTP_REF, PERSON_SLOTS, PHONE_REF, TASK, forget
from actions.status import vaccination_rows
from actions.support import (
    Events,
    confidence_of,
    corrected_values,
    entity_values,
    in_form,
    in_thread,
    intents_of_parts,
    just_said,
    message_text,
    phone_numbers,
    said_lately,
)
from actions.task import begin
from actions.task_names import REPORTS, SELF_EXPLAINING, Task
from bootstrap import Services

CHANGES = (Task.MISSING_CERTIFICATE, Task.WRONG_RECORD, Task.PHONE_CHANGE, Task.NAME_CORRECTION, Task.DATA_DELETION)
SURE_OF_A_CHANGE = 0.95
SURE_OF_A_CANCEL = 0.9
SURE_OF_THE_WISH = 0.99
BEFORE_THE_PERSON = ("phone_number_form", "otp_form", "identity_form")
EXPLAINS_NOT_REGISTERED = "utter_explain_not_registered"

Reading = Callable[[Services, CollectingDispatcher, Tracker, Task], Awaitable[Events | None]]


async def meant_instead(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """The answer to a message that is only taken for the wish for `asked`; None when it means the task."""
    for reading in READINGS:
        if (events := await reading(services, dispatcher, tracker, asked)) is not None:
            return events
    return None


async def _somebody_else(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Sertifikat suami saya Binsar aja", said when it is the wife who is verified."""
    wanted = await _wanted_of_another(services, tracker, asked)
    if wanted is None:
        return None
    if wanted is Task.CERTIFICATE and LISTED & set(just_said(tracker)) and entity_values(tracker, "dose"):
        return [FollowupAction("action_switch_person")]  # "booster aja. terus punya saya juga"
    known = await known_person(services, tracker)
    named = known or entity_values(tracker, "nik") or entity_values(tracker, "person_name")
    unsure = "?" in message_text(tracker) and confidence_of(tracker) < SURE_OF_A_CHANGE
    if not named and unsure and entity_values(tracker, "relative"):
        dispatcher.utter_message(response="utter_faq/family_certificates")
        return [LISTEN]  # "anak saya itu nanti sertifikatnya bisa diambil di sini juga?"
    await in_thread(services.identity.select_citizen, tracker.sender_id, None)
    dispatcher.utter_message(response="utter_switch_person")
    begun = await begin(services, dispatcher, tracker, wanted)
    return [*begun, *forget(*PERSON_SLOTS), *known, FollowupAction("phone_number_form")]


async def _wanted_of_another(services: Services, tracker: Tracker, asked: Task) -> Task | None:
    """What is wanted, if it is for somebody other than the one who is verified."""
    another = await speaks_of_another(services, tracker)
    if asked in SELF_EXPLAINING:
        return asked if another or await names_somebody_else(services, tracker) else None
    if in_form(tracker):
        return None
    if asked is Task.NAME_CORRECTION and await speaks_of_a_relative(services, tracker):
        return asked
    if asked is Task.NAME_CORRECTION and not corrected_values(tracker, "person_name"):
        switches = entity_values(tracker, "nik") and "switch_person" in intents_of_parts(tracker)
        return Task.CERTIFICATE if switches or await names_the_other(services, tracker) else None
    if asked is Task.WRONG_RECORD and not entity_values(tracker, "record_field"):  # "salah lagi pak, punya Syahrani"
        before = tracker.get_slot(TASK)
        return Task(before) if another and before in {task.value for task in SELF_EXPLAINING} else None
    return asked if asked in REPORTS and another else None


async def _how_long_it_takes(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    before, lately = entity_values(tracker, "told_before"), said_lately(tracker, AFTER_A_REQUEST, turns=TURNS_ABOUT_IT)
    came_in = asked is Task.STATUS and ToldBefore.CAME_IN in before and lately  # "udah masuk belum?", of a report
    of_it = [value for value in entity_values(tracker, "told_before") if value in OF_A_REQUEST]
    if not came_in and (asked is not Task.CASES or not (asks_how_long(tracker) or of_it)):
        return None
    if Wish.HAND_OVER in entity_values(tracker, "wish"):  # "balasnya kapan? minta dibalas di sini aja"
        offered = await offer_human(services, dispatcher, tracker)
        return offered if any(event["event"] == "followup" for event in offered) else [*offered, LISTEN]
    if not in_form(tracker):
        told = await tell_how_long(services, dispatcher, tracker)
        return [LISTEN] if told == [] else told
    if not _another_is_going_on(tracker, asked):
        return None
    if of_it:
        dispatcher.utter_message(response=OF_A_REQUEST[of_it[0]])
    else:
        tell_how_long_here(services, dispatcher, tracker)
    return [FollowupAction(str(tracker.active_loop.get("name")))]


async def _an_unsure_change(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """Asks back without leaving what is going on; the second time in a row it is left."""
    named = entity_values(tracker, "person_name")
    doubtful = "?" in message_text(tracker) or (asked is Task.NAME_CORRECTION and not named)  # "kecil hurufnya di KTP"
    asks = asked in CHANGES and doubtful and confidence_of(tracker) < SURE_OF_A_CHANGE
    if not (asks and in_form(tracker) and _another_is_going_on(tracker, asked)):
        return None
    events = ask_back(services.wording, dispatcher, tracker)
    left = any(event["event"] == "active_loop" for event in events)
    return [*events, FollowupAction("action_listen" if left else str(tracker.active_loop.get("name")))]


async def _a_question_about_names(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    passport = About.PASSPORT in entity_values(tracker, "about")
    wonders = "?" in message_text(tracker) or bool(entity_values(tracker, "unsure"))
    asks = wonders and (passport or not in_form(tracker)) and not entity_values(tracker, "person_name")
    surely = confidence_of(tracker) >= SURE_OF_THE_WISH  # "namanya kurang satu huruf, bisa dibetulkan? buat paspor"
    unsure = confidence_of(tracker) < SURE_OF_A_CHANGE or (passport and not surely)
    if not (asked is Task.NAME_CORRECTION and asks and unsure):
        return None
    checks = ToldBefore.CORRECTED in entity_values(tracker, "told_before")  # "namanya sudah benar kan?"
    citizen = await verified_citizen(services, tracker.sender_id) if checks else None
    if citizen is None:
        dispatcher.utter_message(response="utter_faq/certificate_name")
    else:
        dispatcher.utter_message(response="utter_name_on_record", name=citizen.full_name)
    return [FollowupAction(str(tracker.active_loop.get("name"))) if in_form(tracker) else LISTEN]


async def _the_name_just_typed(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Eh typo, namanya Siti Aminah", of the name that was given for another task a moment ago."""
    slip = bool(entity_values(tracker, "mistyped")) and bool(entity_values(tracker, "person_name"))
    given = tracker.get_slot(NAME_REF) and tracker.active_loop.get("name") in BEFORE_THE_PERSON
    if asked is not Task.NAME_CORRECTION or not (slip and given) or not _another_is_going_on(tracker, asked):
        return None
    noted = await note_what_was_said(services, tracker)
    dispatcher.utter_message(response="utter_information_noted")
    return [*noted, FollowupAction(str(tracker.active_loop.get("name")))]


async def _the_record_as_it_is(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Tercatatnya di mana emang?", where it is asked what is wrong in the record: shown, and the report goes on."""
    reports = tracker.active_loop.get("name") == "report_form" and tracker.get_slot(TASK) == Task.WRONG_RECORD.value
    citizen = await verified_citizen(services, tracker.sender_id) if asked is Task.STATUS and reports else None
    recorded = [] if citizen is None else await in_thread(services.registry.vaccinations, citizen.id)
    if citizen is None or not recorded:
        return None
    rows = vaccination_rows(services.wording, recorded)
    dispatcher.utter_message(response="utter_status_list", name=citizen.full_name, rows=rows)
    return [FollowupAction("report_form")]


async def _a_number_not_registered(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """The SMS said so; "padahal saya vaksin pakai nomor itu" needs somebody who looks it up, not the number again."""
    said = SmsSays.NOT_REGISTERED in entity_values(tracker, "sms_says")
    explained = EXPLAINS_NOT_REGISTERED in just_said(tracker)
    if asked is Task.PHONE_CHANGE and explained and phone_numbers(tracker):  # "dulu pakai nomor suami, 0818…"
        return [*forget(PHONE_REF, OTP_REF), FollowupAction("phone_number_form")]
    if asked is Task.PHONE_CHANGE and said:
        dispatcher.utter_message(response=EXPLAINS_NOT_REGISTERED)
    elif explained and (asked in REPORTS or _unsure_of_the_number(tracker, asked)):
        dispatcher.utter_message(response="utter_not_registered_after_all")
    else:
        return None
    return [LISTEN]


def _unsure_of_the_number(tracker: Tracker, asked: Task) -> bool:
    gives_one = bool(phone_numbers(tracker))
    return asked is Task.PHONE_CHANGE and not gives_one and confidence_of(tracker) < SURE_OF_A_CHANGE


def _another_is_going_on(tracker: Tracker, asked: Task) -> bool:
    return tracker.get_slot(TASK) not in (None, asked.value)


async def _stopping(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Ya udah batal aja. Permintaan tadi masih jalan kan?" inside the form of that very task."""
    stops = "cancel" in intents_of_parts(tracker, at_least=SURE_OF_A_CANCEL)
    goes_on = in_form(tracker) and tracker.get_slot(TASK) == asked.value
    unfiled = tracker.active_loop.get("name") == "report_form" and Wish.WITHDRAW_CASE in entity_values(tracker, "wish")
    unfiled = unfiled and asked is Task.CASES and not entity_values(tracker, "ticket_number")
    if not (unfiled or (stops and goes_on)):  # "gak jadi lapor", before there is a report
        return None
    dispatcher.utter_message(response="utter_cancelled")
    return [*forget(TASK, *FORM_SLOTS), *close(), LISTEN]


async def _the_number_stays(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "HP-nya yang ganti, nomornya tetap"."""
    if asked is not Task.PHONE_CHANGE or NumberState.UNCHANGED not in entity_values(tracker, "number_state"):
        return None
    if phone_numbers(tracker) or (in_form(tracker) and _another_is_going_on(tracker, asked)):
        return None
    dispatcher.utter_message(response="utter_number_unchanged")
    return [*forget(TASK, *FORM_SLOTS), *close(), LISTEN] if in_form(tracker) else [LISTEN]


async def _another_account(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Punya dia 0855…", and no word of a change: a friend's number is proved as the one before was."""
    numbers = entity_values(tracker, "phone_number")
    says_so = entity_values(tracker, "changes") or corrected_values(tracker, "phone_number")
    if asked is not Task.PHONE_CHANGE or not numbers or says_so:
        return None
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None or session.phone.e164 in numbers or tracker.active_loop.get("name") == "phone_change_form":
        return None
    return [*forget(PHONE_REF, OTP_REF, *PERSON_SLOTS), FollowupAction("phone_number_form")]


async def _a_person_instead(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Sudah saya lapor! Robot lagi, kasih saya petugas": the last that is said counts."""
    wanted = intents_of_parts(tracker, at_least=SURE_OF_A_CANCEL)[-1:]
    if asked is not Task.CASES or wanted != ["talk_to_human"] or entity_values(tracker, "ticket_number"):
        return None
    offered = await offer_human(services, dispatcher, tracker)
    form = tracker.active_loop.get("name")
    goes_on = any(event["event"] in ("followup", "active_loop") for event in offered)
    return offered if goes_on else [*offered, FollowupAction(str(form)) if form else LISTEN]


READINGS: tuple[Reading, ...] = (
    _stopping,
    *REACTIONS,
    _the_number_stays,
    _another_account,
    _a_person_instead,
    _somebody_else,
    _how_long_it_takes,
    _an_unsure_change,
    _the_name_just_typed,
    _a_question_about_names,
    _the_record_as_it_is,
    _a_number_not_registered,
)
