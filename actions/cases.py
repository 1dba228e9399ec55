"""How are my reports and corrections? Told to whoever holds the account's number, and to nobody else."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.slots import CASE_NUMBER, forget
from actions.support import Events, in_thread
from bootstrap import Services
from registry.case_records import CaseStatus
from registry.records import Citizen
from wording import Wording

MOST_TOLD = 3


async def tell_cases(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen
) -> Events:
    """The case whose number was given, else the newest ones of everybody on the number."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None:
        return []
    number, phone = tracker.get_slot(CASE_NUMBER), session.phone.e164
    named = number and await in_thread(services.reports.case, number, phone)
    if number and not named:
        dispatcher.utter_message(response="utter_case_unknown", number=number)
    cases = [named] if named else await in_thread(lambda: services.reports.cases_of(phone_e164=phone))
    if cases:
        rows = case_rows(services.wording, cases[:MOST_TOLD])
        dispatcher.utter_message(response="utter_cases", rows=rows)
    elif not number:
        dispatcher.utter_message(response="utter_cases_none")
    return forget(CASE_NUMBER)


def case_rows(wording: Wording, cases: list[CaseStatus]) -> str:
    """One paragraph for each case: number, what it is about, since when, and how far it is."""
    return "\n\n".join(
        wording.text(
            "utter_row_case",
            number=case.case_number,
            kind=wording.text(f"utter_row_case_kind_{case.kind.value}"),
            date=wording.date(case.opened_at),
            state=wording.text(f"utter_row_case_state_{case.state.value}"),
        )
        for case in cases
    )
