"""What a message means that only sounds like the wish for a task."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.asking_back import ask_back
from actions.certificate import CHOOSE, SEPARATOR
from actions.information import give_dose
from actions.people import goes_back, known_person, names_somebody_else, names_the_other
from actions.slots import PERSON_SLOTS, SENT_DOSES, TASK, forget
from actions.support import (
    Events,
    confidence_of,
    earlier_responses,
    entity_values,
    in_thread,
    message_text,
)
from actions.task import begin
from actions.task_names import SELF_EXPLAINING, Task
from actions.verification import NOT_REGISTERED
from bootstrap import Services

CHANGES = (Task.MISSING_CERTIFICATE, Task.WRONG_RECORD, Task.PHONE_CHANGE, Task.NAME_CORRECTION, Task.DATA_DELETION)
SURE_OF_A_CHANGE = 0.95
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


async def _a_chosen_dose(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Dosis 2 belum ada" below the list of doses chooses one."""
    if asked is not Task.MISSING_CERTIFICATE or CHOOSE not in _just_said(tracker) or not entity_values(tracker, "dose"):
        return None
    return [*await give_dose(services, dispatcher, tracker), FollowupAction("action_listen")]


async def _one_just_sent(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """It is missing in the app, for it has just come into this chat."""
    sent = (tracker.get_slot(SENT_DOSES) or "").split(SEPARATOR)
    all_sent = tracker.get_slot(SENT_DOSES) and set(entity_values(tracker, "dose")) <= set(sent)
    if asked is not Task.MISSING_CERTIFICATE or not all_sent or _in_form(tracker):
        return None
    dispatcher.utter_message(response="utter_faq/app_not_up_to_date")
    return [FollowupAction("action_listen")]


async def _somebody_else(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """ "Sertifikat suami saya Binsar aja", said when it is the wife who is verified."""
    if asked in SELF_EXPLAINING:
        other, wanted = await names_somebody_else(services, tracker) or await goes_back(services, tracker), asked
    else:
        corrects = asked is Task.NAME_CORRECTION and not _in_form(tracker)
        other, wanted = corrects and await names_the_other(services, tracker), Task.CERTIFICATE
    if not other:
        return None
    known = await known_person(services, tracker)
    await in_thread(services.identity.select_citizen, tracker.sender_id, None)
    dispatcher.utter_message(response="utter_switch_person")
    begun = await begin(services, dispatcher, tracker, wanted)
    return [*begun, *forget(*PERSON_SLOTS), *known, FollowupAction("phone_number_form")]


async def _how_long_it_takes(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    asks_when = asked is Task.CASES and entity_values(tracker, "asks_when")
    if not (asks_when and _in_form(tracker) and _another_is_going_on(tracker, asked)):
        return None
    dispatcher.utter_message(response="utter_time_told_later")
    return [FollowupAction(str(tracker.active_loop.get("name")))]


async def _an_unsure_change(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """Asks back without leaving what is going on; the second time in a row it is left."""
    asks = asked in CHANGES and "?" in message_text(tracker) and confidence_of(tracker) < SURE_OF_A_CHANGE
    if not (asks and _in_form(tracker) and _another_is_going_on(tracker, asked)):
        return None
    events = ask_back(services.wording, dispatcher, tracker)
    left = any(event["event"] == "active_loop" for event in events)
    return [*events, FollowupAction("action_listen" if left else str(tracker.active_loop.get("name")))]


async def _a_question_about_names(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    asks = "?" in message_text(tracker) and not _in_form(tracker) and not entity_values(tracker, "person_name")
    unsure = confidence_of(tracker) < SURE_OF_A_CHANGE or bool(entity_values(tracker, "about"))
    if not (asked is Task.NAME_CORRECTION and asks and unsure):
        return None
    dispatcher.utter_message(response="utter_faq/certificate_name")
    return [FollowupAction("action_listen")]


async def _a_number_not_registered(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task
) -> Events | None:
    """The SMS said so; "padahal saya vaksin pakai nomor itu" needs somebody who looks it up, not the number again."""
    said = NOT_REGISTERED in entity_values(tracker, "sms_says")
    if asked is Task.PHONE_CHANGE and said:
        dispatcher.utter_message(response=EXPLAINS_NOT_REGISTERED)
    elif asked in (Task.WRONG_RECORD, Task.MISSING_CERTIFICATE) and EXPLAINS_NOT_REGISTERED in _just_said(tracker):
        dispatcher.utter_message(response="utter_not_registered_after_all")
    else:
        return None
    return [FollowupAction("action_listen")]


def _just_said(tracker: Tracker) -> list[str]:
    return next(iter(earlier_responses(tracker, turns=1)), [])


def _in_form(tracker: Tracker) -> bool:
    return bool(tracker.active_loop.get("name"))


def _another_is_going_on(tracker: Tracker, asked: Task) -> bool:
    return tracker.get_slot(TASK) not in (None, asked.value)


READINGS: tuple[Reading, ...] = (
    _a_chosen_dose,
    _one_just_sent,
    _somebody_else,
    _how_long_it_takes,
    _an_unsure_change,
    _a_question_about_names,
    _a_number_not_registered,
)
