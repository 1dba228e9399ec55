"""When and where a dose was given, or "lapor aja", said after we told how to report one that is not on record."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.offers import IF_TOLD, offered_task
from actions.slots import COMPLAINT_REF, REPORT_DETAIL_REF, REPORT_TOPIC
from actions.support import Events, entity_values
from actions.task import begin
from actions.task_names import Task
from bootstrap import Services

REPORT = "report"  # a value of the entity `wish`


async def report_what_was_told(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """Begins the report that the answer before invites; None when it invites none or nothing of the kind is said."""
    invited = offered_task(services.wording, tracker, IF_TOLD) is Task.MISSING_CERTIFICATE
    told = entity_values(tracker, "vaccinated_at")
    if not invited or not (told or REPORT in entity_values(tracker, "wish")):
        return None
    begun = await begin(services, dispatcher, tracker, Task.MISSING_CERTIFICATE)
    if not told:
        return begun
    noted = {event.get("name"): event.get("value") for event in begun}
    topic = noted[REPORT_TOPIC] or tracker.get_slot(REPORT_TOPIC)
    return [*begun, SlotSet(REPORT_TOPIC, topic), SlotSet(REPORT_DETAIL_REF, noted[COMPLAINT_REF])]
