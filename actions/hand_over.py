"""What an officer must do for a citizen: take up the chat, delete data. One case for each wish."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.due import due
from actions.notes import recall
from actions.slots import COMPLAINT_REF
from actions.support import Events, command_id, in_thread, responses_so_far
from bootstrap import Services
from registry.case_records import ReportKind
from registry.records import Citizen
from registry.routing import COMPLAINT, FIELD

REQUEST = "hand_over"
SUMMARY = "so_far"
LONGEST_SUMMARY = 12  # answers


async def hand_over(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen) -> Events:
    await open_request(services, dispatcher, tracker, citizen.id, REQUEST)
    return []


async def open_request(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen_id: str | None, request: str
) -> None:
    """Opens a case for `request`, or joins the open one, and tells its number.

    Without a session it is the chat that asks: it is told nothing of anybody, and an officer answers in it.
    """
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is not None and request == REQUEST:
        cases = await in_thread(lambda: services.reports.cases_of(phone_e164=session.phone.e164))
        of_chat = (case for case in cases if case.open and case.kind is ReportKind.OTHER and case.citizen_id is None)
        if (earlier := next(of_chat, None)) is not None:  # asked for before the number was proved
            dispatcher.utter_message(response=f"utter_request_{request}_already_open", number=earlier.case_number)
            return
    summary = ", ".join(responses_so_far(tracker)[-LONGEST_SUMMARY:])  # names of answers: nothing personal
    told = await recall(services, tracker, COMPLAINT_REF) if request == REQUEST else None
    outcome = await in_thread(
        services.reports.open_report,
        ReportKind.OTHER,
        citizen_id,
        None if session is None else session.phone.e164,
        {FIELD: request, SUMMARY: summary, **({COMPLAINT: told} if told else {})},
        tracker.sender_id,
        command_id(tracker, f"open_{request}"),
    )
    kind = "already_open" if outcome.already_open else "opened" if session else "opened_unverified"
    by, response = due(services, ReportKind.OTHER), f"utter_request_{request}_{kind}"
    dispatcher.utter_message(response=response, number=outcome.case_number, date=by.date, time=by.time)
