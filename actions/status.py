"""Status Vaksinasi: the doses on record, what is odd about them, and which dose comes next."""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import LATEST_DOSE
from actions.support import in_thread
from bootstrap import Services
from clock import WIB
from registry.case_records import ReportKind
from registry.next_dose import NextDose, NextDoseKind
from registry.oddities import RecordOddity
from registry.records import Citizen, Vaccination
from wording import Wording


async def tell_status(
    services: Services,
    dispatcher: CollectingDispatcher,
    citizen: Citizen,
    *,
    has_certificates: bool = False,
    told_just_before: bool = False,
    asked_dose: str | None = None,
) -> None:
    """`has_certificates`: they were sent just before, so that they are not offered.

    `told_just_before`: asked once more right after the list, the next dose is all that is meant, or `asked_dose`,
    where that is on record.
    """
    today = services.clock.now().astimezone(WIB).date()
    status = await in_thread(services.registry.status, citizen.id, today)
    wording = services.wording
    following = _next_dose(wording, status.next) + await _reported(services, citizen)
    if not status.vaccinations:
        dispatcher.utter_message(response="utter_status_none", name=citizen.full_name, next_dose=following)
        return
    latest = [*status.vaccinations[-1:]] if asked_dose == LATEST_DOSE else []
    of_the_dose = latest or [each for each in status.vaccinations if str(each.dose) == asked_dose]
    if told_just_before and of_the_dose:
        rows = vaccination_rows(wording, of_the_dose)
        dispatcher.utter_message(response="utter_status_dose", name=citizen.full_name, rows=rows)
        return
    if told_just_before and not status.oddities:
        dispatcher.utter_message(response="utter_status_next_alone", name=citizen.full_name, next_dose=following)
        return
    if not told_just_before:
        rows = vaccination_rows(wording, status.vaccinations)
        dispatcher.utter_message(response="utter_status_list", name=citizen.full_name, rows=rows)
    if status.oddities:
        found = "\n".join(dict.fromkeys(_oddity(wording, oddity) for oddity in status.oddities))
        dispatcher.utter_message(response="utter_status_oddities", oddities=found)
    else:
        response = "utter_status_next_after_certificates" if has_certificates else "utter_status_next"
        dispatcher.utter_message(response=response, next_dose=following)


def vaccination_rows(wording: Wording, vaccinations: Iterable[Vaccination]) -> str:
    """One line for each dose."""
    return "\n".join(_row(wording, vaccination) for vaccination in vaccinations)


def _row(wording: Wording, vaccination: Vaccination) -> str:
    issued = "" if vaccination.certificate_id else "_without_certificate"
    return wording.text(
        f"utter_row_vaccination{issued}",
        dose=vaccination.dose,
        vaccine=vaccination.vaccine,
        date=wording.date(vaccination.date),
        facility=vaccination.facility,
    )


def _oddity(wording: Wording, oddity: RecordOddity) -> str:
    return wording.text(f"utter_row_oddity_{oddity.kind.value}", dose=oddity.dose, other_dose=oddity.other_dose)


def _next_dose(wording: Wording, following: NextDose) -> str:
    """One sentence, with the day of the rule it rests on."""
    name = f"utter_row_next_dose_{following.kind.value}"
    undated = following.kind is NextDoseKind.DUE_NOW and following.due_on is None
    more = "_booster" if following.booster else "_undated" if undated else ""
    return wording.text(
        f"{name}{more}" if f"{name}{more}" in wording else name,
        dose=following.dose,
        date=following.due_on and wording.date(following.due_on),
        age=following.minimum_age,
        as_of=wording.date(following.as_of),
    )


async def _reported(services: Services, citizen: Citizen) -> str:
    """That a dose which is not on record is being looked for, so that nobody takes it twice."""
    cases = await in_thread(lambda: services.reports.cases_of(citizen_id=citizen.id))
    under_way = (case for case in cases if case.open and case.kind is ReportKind.MISSING_CERTIFICATE)
    case = next(under_way, None)
    told = "" if case is None else services.wording.text("utter_row_status_reported", number=case.case_number)
    return f"\n{told}" if told else ""
