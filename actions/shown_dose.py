"""What is asked about one dose of those that were just shown."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import LISTED, NEXT_DOSE, dose_spoken_of
from actions.phrase_values import VaccinatedAt
from actions.session import verified_citizen
from actions.slots import SENT_DOSES, SHOWN_DOSE, TASK
from actions.status import tell_status
from actions.support import Events, entity_values, in_form, in_thread, just_said
from actions.task import TOLD
from actions.task_names import Task
from bootstrap import Services

SHOWN = TOLD | LISTED | {"utter_certificate_next", NEXT_DOSE}


async def tell_shown_dose(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Yang kedua dulu di mana ya?", below the doses or certificates; None when it names none on record."""
    shown = SHOWN & set(just_said(tracker))
    sent = tracker.get_slot(SENT_DOSES) if _asks_what_is_recorded(tracker) else None  # "ini disuntiknya dimana sih"
    dose = next((each for each in entity_values(tracker, "dose") if each.isdigit()), sent or dose_spoken_of(tracker))
    about_it = dose and (shown or sent) and not in_form(tracker)
    citizen = await verified_citizen(services, tracker.sender_id) if about_it else None
    if citizen is None:
        return None
    recorded = await in_thread(services.registry.vaccinations, citizen.id)
    if dose not in {str(each.dose) for each in recorded}:
        return None
    await tell_status(services, dispatcher, citizen, told_just_before=True, asked_dose=dose)
    task = [SlotSet(TASK, Task.STATUS.value)] if shown & TOLD else []
    return [SlotSet(SHOWN_DOSE, dose), *task]


def asks_for_a_datum(tracker: Tracker) -> bool:
    """Whether the latest message speaks of day, vaccine or place: "dosis 1 tanggal berapa"."""
    return _asks_what_is_recorded(tracker) or bool(entity_values(tracker, "asks_day"))


def _asks_what_is_recorded(tracker: Tracker) -> bool:
    where = VaccinatedAt.PLACE in entity_values(tracker, "vaccinated_at")
    return where or bool(entity_values(tracker, "record_field"))
