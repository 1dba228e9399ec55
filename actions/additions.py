"""What is said right after a report and speaks of it is added to it: a second report would help nobody."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.support import Events, command_id, earlier_responses, entity_values, in_thread, message_text
from bootstrap import Services
from registry.addition_records import Added
from registry.case_records import ReportKind

AFTER_A_REPORT = ("utter_report_opened", "utter_report_added", "utter_statement_added", "utter_cases_open")
REPORTS = (ReportKind.MISSING_CERTIFICATE, ReportKind.WRONG_RECORD)


async def add_to_the_report(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """None when nothing was reported just before, or the message is about something else."""
    said = next(iter(earlier_responses(tracker, turns=1)), [])
    after_a_report = any(response.startswith(AFTER_A_REPORT) for response in said)
    session = await in_thread(services.identity.session, tracker.sender_id) if after_a_report else None
    if session is None or not entity_values(tracker, "told_before"):
        return None
    cases = await in_thread(lambda: services.reports.cases_of(phone_e164=session.phone.e164))
    report = next((case for case in cases if case.open and case.kind in REPORTS), None)
    if report is None:
        return None
    outcome = await in_thread(
        services.additions.add_statement,
        report.case_number,
        session.phone.e164,
        message_text(tracker),
        tracker.sender_id,
        command_id(tracker, "add_to_the_report"),
    )
    if not isinstance(outcome, Added):
        return None
    dispatcher.utter_message(response="utter_statement_added", number=outcome.case_number)
    return []
