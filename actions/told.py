"""When or where a dose was given, or "lapor aja", said after we told how to report one that is not on record."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.offers import IF_TOLD, offered_task
from actions.phrase_values import VaccinatedAt, Wish
from actions.slots import COMPLAINT_REF, REPORT_DETAIL_REF, REPORT_TOPIC
from actions.support import Events, entity_values
from actions.task import begin
from actions.task_names import Task
from bootstrap import Services


async def report_what_was_told(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """Begins the report that the answer before invites; None when it invites none or nothing of the kind is said.

    Of what was given in the last days it only says how long that takes.
    """
    invited = offered_task(services.wording, tracker, IF_TOLD) is Task.MISSING_CERTIFICATE
    told = entity_values(tracker, "vaccinated_at")
    if not invited or not (told or Wish.REPORT in entity_values(tracker, "wish")):
        return None
    if VaccinatedAt.RECENT in told:
        dispatcher.utter_message(response="utter_missing_certificate_recent")
        return [FollowupAction("action_listen")]
    begun = [
        *await begin(services, dispatcher, tracker, Task.MISSING_CERTIFICATE),
        FollowupAction("phone_number_form"),
    ]
    if not told:
        return begun
    noted = {event.get("name"): event.get("value") for event in begun}
    topic = noted[REPORT_TOPIC] or tracker.get_slot(REPORT_TOPIC)
    return [*begun, SlotSet(REPORT_TOPIC, topic), SlotSet(REPORT_DETAIL_REF, noted[COMPLAINT_REF])]
