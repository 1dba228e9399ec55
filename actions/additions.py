"""What is said right after a report and speaks of it is added to it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.how_long import AFTER_A_REPORT, OF_A_REQUEST, tell_how_long
from actions.phrase_values import ToldBefore
from actions.read_back import read_back
from actions.support import (
    Events,
    command_id,
    confidence_of,
    entity_values,
    in_thread,
    message_text,
    said_lately,
)
from actions.task_names import Task
from bootstrap import Services
from registry.addition_records import Added
from registry.case_records import ReportKind

OF_A_DOSE = {"date", "vaccine", "facility", "place", "batch"}  # values of the entities
SURE_OF_A_COMPLAINT = 0.97
FEWEST_WORDS_OF_A_CAPTION = 5
TURNS_OF_A_CORRECTION = 3
TURNS_OF_A_REPORT = 2
TURNS_AFTER_HANDING_OVER = 3
FEWEST_WORDS_FOR_AN_OFFICER = 5
KIND_OF = {Task.MISSING_CERTIFICATE: ReportKind.MISSING_CERTIFICATE, Task.WRONG_RECORD: ReportKind.WRONG_RECORD}


async def add_to_the_report(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: Task | None = None
) -> Events | None:
    """Events of a message about the report made just before; None when there is none, or it is about something else.

    `asked`: what the message would begin; without it, it only gives figures, such as another day.
    """
    corrects_it = ToldBefore.CORRECTED in entity_values(tracker, "told_before") and _has_figures(tracker)
    after_a_report = said_lately(
        tracker, AFTER_A_REPORT, turns=TURNS_OF_A_CORRECTION if corrects_it else TURNS_OF_A_REPORT
    )
    session = await in_thread(services.identity.session, tracker.sender_id) if after_a_report else None
    if session is None:
        return None
    cases = await in_thread(lambda: services.reports.cases_of(phone_e164=session.phone.e164))
    report = next((case for case in cases if case.open and case.kind in KIND_OF.values()), None)
    if report is not None and ToldBefore.WRONG_PHOTO in entity_values(tracker, "told_before"):
        return await _add(services, dispatcher, tracker, report.case_number, session.phone.e164, "utter_photo_wrong")
    speaks_of_it = bool(entity_values(tracker, "told_before"))
    if ToldBefore.CAME_IN in entity_values(tracker, "told_before") or (speaks_of_it and _only_asks(tracker)):
        return await tell_how_long(services, dispatcher, tracker)
    corrects = speaks_of_it or (asked is None and _gives_figures(tracker))
    corrects = corrects or _tells_more_of_the_dose(tracker)
    corrects = corrects or (asked in (None, Task.WRONG_RECORD) and _gives_a_datum(tracker))
    same_kind = asked is not None and report is not None and report.kind == KIND_OF[asked]
    if report is None or not (corrects or (same_kind and _goes_on(tracker))):
        return None
    return await _add(services, dispatcher, tracker, report.case_number, session.phone.e164, "utter_statement_added")


async def _add(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    case_number: str,
    phone_e164: str,
    response: str,
) -> Events | None:
    """Adds the whole message to the case, once; None when the case takes no more."""
    command, text = command_id(tracker, "add_to_the_report"), message_text(tracker)
    outcome = await in_thread(
        services.additions.add_statement, case_number, phone_e164, text, tracker.sender_id, command
    )
    if not isinstance(outcome, Added):
        return None
    dispatcher.utter_message(response=response, number=outcome.case_number, statement=read_back(text))
    return []


async def tell_the_officer(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, *, turns: int = TURNS_AFTER_HANDING_OVER
) -> Events | None:
    """What is said right after a person was asked for, and asks nothing of the assistant, is for that person."""
    handed_over = said_lately(tracker, ("request_hand_over",), turns=turns)
    few = len(message_text(tracker).split()) < FEWEST_WORDS_FOR_AN_OFFICER
    session = await in_thread(services.identity.session, tracker.sender_id) if handed_over and not few else None
    if session is None or "?" in message_text(tracker):
        return None
    cases = await in_thread(lambda: services.reports.cases_of(phone_e164=session.phone.e164))
    case = next((case for case in cases if case.open and case.kind is ReportKind.OTHER), None)
    if case is None:
        return None
    return await _add(services, dispatcher, tracker, case.case_number, session.phone.e164, "utter_statement_added")


async def add_caption(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, case_number: str) -> None:
    """What stands under a photo that was added, where it says more than that it is one."""
    told = len(message_text(tracker).split()) >= FEWEST_WORDS_OF_A_CAPTION and "?" not in message_text(tracker)
    session = await in_thread(services.identity.session, tracker.sender_id) if told else None
    if session is not None:
        await _add(services, dispatcher, tracker, case_number, session.phone.e164, "utter_statement_added_too")


def _only_asks(tracker: Tracker) -> bool:
    """ "Udah masuk belum?"."""
    if set(OF_A_REQUEST) & set(entity_values(tracker, "told_before")):
        return True
    tells = entity_values(tracker, "record_field") or entity_values(tracker, "what_is_right")
    return "?" in message_text(tracker) and not tells and not any(c.isdigit() for c in message_text(tracker))


def _tells_more_of_the_dose(tracker: Tracker) -> bool:
    """ "Suntiknya tanggal 14 Agustus", "yang benar tanggal 16": of no dose in particular, so of this one."""
    where = set(entity_values(tracker, "vaccinated_at"))
    told = set(entity_values(tracker, "record_field")) | where
    says_where = bool(where & OF_A_DOSE) and "?" not in message_text(tracker)  # "yang nyuntik bidan Ratna"
    return says_where or (_gives_figures(tracker) and bool(told & OF_A_DOSE))


def _gives_a_datum(tracker: Tracker) -> bool:
    """ "Puskesmas kecamatan, merknya sinovac": says so surely no complaint about one."""
    of_a_dose = OF_A_DOSE & set(entity_values(tracker, "record_field"))
    return bool(of_a_dose) and "?" not in message_text(tracker) and confidence_of(tracker) < SURE_OF_A_COMPLAINT


def _gives_figures(tracker: Tracker) -> bool:
    """ "Bukan 3 Juni, 8 Juni": of no dose in particular, and nothing is asked."""
    return _has_figures(tracker) and "?" not in message_text(tracker) and not entity_values(tracker, "dose")


def _has_figures(tracker: Tracker) -> bool:
    """Figures that are no number or code."""
    identifies = any(entity_values(tracker, kind) for kind in ("phone_number", "nik", "otp_code", "ticket_number"))
    return any(c.isdigit() for c in message_text(tracker)) and not identifies


def _goes_on(tracker: Tracker) -> bool:
    """ "Eh tapi yang benar 19 September" right after the report, without a word of anything else."""
    return bool(entity_values(tracker, "what_is_right"))
