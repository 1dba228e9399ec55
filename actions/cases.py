"""How are my reports and corrections? Told to whoever holds the account's number, and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.case_wishes import do_wish
from actions.read_back import read_back
from actions.slots import CASE_NUMBER, CASE_WISH, STATEMENT_REF, forget
from actions.support import Events, in_thread, just_said
from bootstrap import Services
from registry.additions import REOPENED_WITHIN
from registry.case_records import CaseState, CaseStatus
from registry.records import Citizen

MOST_TOLD = 3
LAST_TOLD = 3  # statements
WITH_OFFICERS = (CaseState.PENDING, CaseState.IN_PROGRESS)
DECIDED = (CaseState.DONE, CaseState.REFUSED)


async def tell_cases(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen
) -> Events:
    """The case whose number was given, else the newest ones of everybody on the number; or does what is wished."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None:
        return []
    number, phone = tracker.get_slot(CASE_NUMBER), session.phone.e164
    everything = await in_thread(lambda: services.reports.cases_of(phone_e164=phone))
    named = await _named(services, number, phone, everything) if number else None
    if number and not named:
        dispatcher.utter_message(response="utter_case_unknown", number=number)
    cases = [named] if named else everything
    if tracker.get_slot(CASE_WISH) and (named or not number):
        return await do_wish(services, dispatcher, tracker, session.phone.e164, cases)
    if cases:
        told = await in_thread(services.additions.words_of, cases[0].case_number, phone)
        family = await in_thread(services.registry.citizens_of, phone)
        _tell(services, dispatcher, cases[:MOST_TOLD], told, family)
    elif not number:
        again = "_again" if "utter_cases_none" in just_said(tracker) else ""
        dispatcher.utter_message(response=f"utter_cases_none{again}")
    return forget(CASE_NUMBER, CASE_WISH, STATEMENT_REF)


async def tell_cases_of_chat(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Whether this chat asked an officer for something without a proved number, and waits for the answer."""
    if await in_thread(services.identity.session, tracker.sender_id) is not None:
        return False
    cases = await in_thread(lambda: services.reports.cases_of(conversation_id=tracker.sender_id))
    waiting = [case for case in cases if case.open]
    if waiting:
        dispatcher.utter_message(response="utter_cases_of_chat", rows=case_rows(services, waiting))
    return bool(waiting)


async def _named(services: Services, number: str, phone: str, everything: list[CaseStatus]) -> CaseStatus | None:
    """By its whole number, or by the end of it, by which people tell theirs apart."""
    if (whole := await in_thread(services.reports.case, number, phone)) is not None:
        return whole
    return next((case for case in everything if case.case_number.endswith(f"-{number}")), None)


def _tell(
    services: Services,
    dispatcher: CollectingDispatcher,
    cases: list[CaseStatus],
    told: Sequence[str],
    family: Sequence[Citizen],
) -> None:
    """The buttons are about the newest of them, and so is what was `told`."""
    newest, rows = cases[0], case_rows(services, cases[:1], family)
    if told:
        rows += "\n" + services.wording.text("utter_row_case_told", statement=read_back(*told[-LAST_TOLD:]))
    rows = "\n\n".join([rows, *([case_rows(services, cases[1:], family)] if cases[1:] else ())])
    if newest.open:
        dispatcher.utter_message(response="utter_cases_open", rows=rows, number=newest.case_number)
    elif _reopens_until(services, newest):
        dispatcher.utter_message(response="utter_cases_reopenable", rows=rows, number=newest.case_number)
    else:
        dispatcher.utter_message(response="utter_cases", rows=rows)


def case_rows(services: Services, cases: list[CaseStatus], family: Sequence[Citizen] = ()) -> str:
    """One paragraph for each case: number, what it is about and for whom of `family`, how far it is, its files."""
    return "\n\n".join(_row(services, case, family) for case in cases)


def _row(services: Services, case: CaseStatus, family: Sequence[Citizen]) -> str:
    wording = services.wording
    name = next((citizen.full_name for citizen in family if citizen.id == case.citizen_id), None)
    row = wording.text(
        "utter_row_case",
        number=case.case_number,
        kind=wording.text(f"utter_row_case_kind_{case.kind.value}"),
        person=wording.text("utter_row_case_person", name=name) if name else "",
        date=wording.date(case.opened_at),
        state=_state(services, case),
    )
    files = wording.text("utter_row_case_files", count=case.attachments) if case.attachments else ""
    return f"{row}\n{files}" if files else row


def _state(services: Services, case: CaseStatus) -> str:
    wording = services.wording
    name = f"utter_row_case_state_{case.state.value}"
    if case.state in WITH_OFFICERS:
        due_at = services.target_times.due_at(case.kind, case.opened_at)
        if due_at < services.clock.now():
            return wording.text(f"{name}_overdue")
        return wording.text(name, date=wording.date(due_at), time=wording.time(due_at))
    told = wording.text(f"{name}_{case.reason}" if case.reason and f"{name}_{case.reason}" in wording else name)
    until = _reopens_until(services, case)
    if until is None or case.state is not CaseState.REFUSED:
        return told
    reopens = wording.text("utter_row_case_reopens", date=wording.date(until))
    return f"{told} {reopens}"


def _reopens_until(services: Services, case: CaseStatus) -> datetime | None:
    if case.closed_at is None or case.state not in DECIDED:
        return None
    until = case.closed_at + REOPENED_WITHIN
    return until if services.clock.now() <= until else None
