"""Download Sertifikat: which doses there are, and the PDF of the chosen one."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.slots import NEXT_PERSON, NEXT_TASK, REPORT_TOPIC, SENT_DOSES, SHOWN_DOSE
from actions.support import Events, command_id, in_thread, just_said, said_lately
from actions.task_names import Task
from bootstrap import Services
from registry.case_records import CertificateIssued
from registry.records import Citizen, Vaccination
from wording import Wording

ALL_DOSES, LATEST_DOSE, REST_OF_DOSES = "all", "latest", "rest"
SEPARATOR = ","
REPORT_MISSING = "/report_missing_certificate"
FIRST_BOOSTER_DOSE = 3
TURNS_OF_A_DOSE = 2
CHOOSE, CHOOSE_AGAIN = "utter_certificate_choose", "utter_certificate_choose_again"
NEXT_DOSE = "utter_certificate_next_dose"  # offers another one by a button
LISTED = frozenset({CHOOSE, CHOOSE_AGAIN})
WAITS_FOR_A_CHOICE = frozenset({CHOOSE, "utter_certificate_dose_missing"})


async def give_certificates(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen, dose: str | None
) -> Events:
    """Send the certificate of `dose` ("2", "1,2", "latest", "rest" or "all"); without one, the only one or the list.

    A dose that is not on record is noted, should it be reported next; the doses sent, should they be asked for again.
    When no dose is left, "the other one" is another person.
    """
    vaccinations = await in_thread(services.registry.vaccinations, citizen.id)
    if dose == REST_OF_DOSES:
        sent = (tracker.get_slot(SENT_DOSES) or "").split(SEPARATOR)
        dose = SEPARATOR.join(str(v.dose) for v in vaccinations if str(v.dose) not in sent)
        if not dose:
            return [FollowupAction("action_switch_person")]
    doses = (dose or "").split(SEPARATOR)
    doses = [str(vaccinations[-1].dose) if dose == LATEST_DOSE and vaccinations else dose for dose in doses]
    wanted = [v for v in vaccinations if ALL_DOSES in doses or str(v.dose) in doses]
    if not vaccinations:
        dispatcher.utter_message(response="utter_certificate_none", name=citizen.full_name)
    elif dose is None and len(vaccinations) > 1:
        _offer(services.wording, dispatcher, citizen, vaccinations, response=CHOOSE)
    elif dose is not None and not wanted:
        missing = {"response": "utter_certificate_dose_missing", "dose": ", ".join(doses)}
        report = {"title": services.wording.text("utter_task_report_missing_certificate"), "payload": REPORT_MISSING}
        _offer(services.wording, dispatcher, citizen, vaccinations, report, **missing)
        return [SlotSet(REPORT_TOPIC, doses[-1])]
    else:
        sent = wanted or vaccinations
        await send_certificates(services, dispatcher, tracker, citizen, sent)
        return [SlotSet(SENT_DOSES, SEPARATOR.join(str(v.dose) for v in sent))]
    return []


def dose_spoken_of(tracker: Tracker) -> str | None:
    """Which one "yang itu" means: the one that was told of by itself a message or two before."""
    told = said_lately(tracker, ("status_dose",), turns=TURNS_OF_A_DOSE)
    return tracker.get_slot(SHOWN_DOSE) if told else None


async def offer_again(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen) -> bool:
    """After an unclear answer to the list, the list once more; whether there was such an answer."""
    answers_the_list = CHOOSE in just_said(tracker)
    if answers_the_list:
        vaccinations = await in_thread(services.registry.vaccinations, citizen.id)
        _offer(services.wording, dispatcher, citizen, vaccinations, response=CHOOSE_AGAIN)
    return answers_the_list


async def send_certificates(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    citizen: Citizen,
    vaccinations: list[Vaccination],
) -> None:
    """The PDF of each dose, issued now where it was not; then the next one is offered, or a report.

    Nothing is offered where a second task or person of the message waits, which comes at once.
    """
    refused = [v for v in vaccinations if v.certificate_id is None and not await issued(services, tracker, v)]
    recorded = await in_thread(services.registry.vaccinations, citizen.id)
    wanted = {v.id for v in vaccinations}
    for vaccination in recorded:
        if vaccination.id in wanted and vaccination.certificate_id is not None:
            dispatcher.utter_message(json_message=_document(services, citizen, vaccination))
    if refused:
        doses = ", ".join(str(v.dose) for v in refused)
        dispatcher.utter_message(response="utter_certificate_not_issued", name=citizen.full_name, dose=doses)
        return
    if tracker.get_slot(NEXT_TASK) not in (None, Task.CERTIFICATE.value) or tracker.get_slot(NEXT_PERSON):
        return
    others = [v for v in recorded if v.id not in wanted]
    if others:
        row = _row(services.wording, others[0])
        button = {"title": row["title"], "payload": row["payload"]}
        dispatcher.utter_message(response=NEXT_DOSE, buttons=[button])
    else:
        dispatcher.utter_message(response="utter_certificate_next")


async def issued(services: Services, tracker: Tracker, vaccination: Vaccination) -> bool:
    """True when this dose has a certificate now; False when an officer must look at it first."""
    outcome = await in_thread(
        lambda: services.reports.issue_missing_certificate(
            vaccination.id, command_id(tracker, "issue_missing_certificate"), conversation_id=tracker.sender_id
        )
    )
    return isinstance(outcome, CertificateIssued)


def _document(services: Services, citizen: Citizen, vaccination: Vaccination) -> dict[str, Any]:
    return {
        "document": {
            "reference": vaccination.certificate_id,
            "filename": services.certificates.filename(vaccination.dose),
            "mime_type": "application/pdf",
        },
        "caption": services.wording.text("utter_certificate_sent", dose=vaccination.dose, name=citizen.full_name),
    }


def _offer(
    wording: Wording,
    dispatcher: CollectingDispatcher,
    citizen: Citizen,
    vaccinations: list[Vaccination],
    *more: dict[str, str],
    **response: str,
) -> None:
    rows = [_row(wording, v) for v in vaccinations]
    if len(rows) > 1:
        rows.append(
            {
                "title": wording.text("utter_certificate_option_all"),
                "payload": '/inform{"dose": "all"}',
                "description": wording.text("utter_certificate_option_all_detail", count=len(rows)),
            }
        )
    dispatcher.utter_message(buttons=[*rows, *more], name=citizen.full_name, **response)


def _row(wording: Wording, vaccination: Vaccination) -> dict[str, str]:
    booster = "_booster" if vaccination.dose >= FIRST_BOOSTER_DOSE else ""
    return {
        "title": wording.text(f"utter_certificate_option{booster}", dose=vaccination.dose),
        "payload": f'/inform{{"dose": "{vaccination.dose}"}}',
        "description": wording.text(
            "utter_certificate_option_detail", vaccine=vaccination.vaccine, date=wording.date(vaccination.date)
        ),
    }
