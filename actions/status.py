"""Status Vaksinasi: the doses on record."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.support import in_thread
from bootstrap import Services
from registry.records import Citizen, Vaccination
from wording import Wording


async def tell_status(services: Services, dispatcher: CollectingDispatcher, citizen: Citizen) -> None:
    vaccinations = await in_thread(services.registry.vaccinations, citizen.id)
    if not vaccinations:
        dispatcher.utter_message(response="utter_status_none", name=citizen.full_name)
        return
    rows = "\n".join(_row(services.wording, v) for v in vaccinations)
    dispatcher.utter_message(response="utter_status_list", name=citizen.full_name, rows=rows)


def _row(wording: Wording, vaccination: Vaccination) -> str:
    issued = "" if vaccination.certificate_id else "_without_certificate"
    return wording.text(
        f"utter_row_vaccination{issued}",
        dose=vaccination.dose,
        vaccine=vaccination.vaccine,
        date=wording.date(vaccination.date),
        facility=vaccination.facility,
    )
