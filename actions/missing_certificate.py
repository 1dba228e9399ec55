"""A certificate that does not appear: issued at once when the dose is on record, else a report."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import ALL_DOSES, issued, send_certificates
from actions.slots import REPORT_TOPIC
from actions.support import Events, in_thread
from bootstrap import Services
from registry.records import Citizen


async def give_missing_certificates(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen, dose: str | None = None
) -> Events | None:
    """Sends what can be given now; None when it was, else what is known for the report that an officer decides.

    `dose`: the one that is missed, when the citizen has said so.
    """
    recorded = await in_thread(services.registry.vaccinations, citizen.id)
    dose = dose or tracker.get_slot(REPORT_TOPIC)
    if dose in (None, ALL_DOSES):
        missed = [each for each in recorded if each.certificate_id is None]
    else:
        missed = [each for each in recorded if str(each.dose) == dose]
    if not missed:
        return [SlotSet(REPORT_TOPIC, None if dose == ALL_DOSES else dose)]
    for vaccination in missed:
        if not await issued(services, tracker, vaccination):
            dispatcher.utter_message(response="utter_missing_certificate_blocked", dose=vaccination.dose)
            return [SlotSet(REPORT_TOPIC, str(vaccination.dose))]
    were_there = all(each.certificate_id for each in missed)
    dispatcher.utter_message(response=f"utter_missing_certificate_{'there' if were_there else 'issued'}")
    await send_certificates(services, dispatcher, tracker, citizen, missed)
    return None
