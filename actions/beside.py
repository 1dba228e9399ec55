"""What a message says beside the value that a form takes from it: a question, or another wish."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.notes import note_for_task
from actions.slots import FORM_SLOTS, NAME_REF, NEXT_TASK, NIK_REF, NUMBER_REF, TASK, forget
from actions.support import Events, confidence_of, entity_values, intent_of
from actions.task_names import ALIKE, SELF_EXPLAINING, TASK_OF_INTENT, Task
from bootstrap import Services

SURE_OF_A_QUESTION = 0.8
SURE_OF_ANOTHER_TASK = 0.9
# Whoever corrects a number or a name that was typed speaks as if the registered one were to change.
MAY_REPLACE = frozenset(
    {Task.CERTIFICATE, Task.STATUS, Task.MISSING_CERTIFICATE, Task.WRONG_RECORD, Task.CASES, Task.DATA_COPY}
)
TAKEN_BY_THE_FORM = (NUMBER_REF, NIK_REF, NAME_REF)


def answer_beside(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """The answer to a question asked as well, before whatever the form says to the value."""
    for part in tracker.latest_message.get("parts") or ():
        if "response" in part and part["confidence"] >= SURE_OF_A_QUESTION:
            dispatcher.utter_message(response=part["response"])
            dispatcher.messages.insert(0, dispatcher.messages.pop())
            return


async def change_task_beside(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Goes on for another task when the message with the value asks for one: "614088, tapi status aja"."""
    wanted, present = TASK_OF_INTENT.get(intent_of(tracker)), tracker.get_slot(TASK)
    unsure = confidence_of(tracker) < SURE_OF_ANOTHER_TASK or wanted not in MAY_REPLACE
    if unsure or wanted is None or present is None or wanted.value in (present, tracker.get_slot(NEXT_TASK)):
        return []
    names_a_datum = wanted is Task.WRONG_RECORD and bool(entity_values(tracker, "record_field"))
    if frozenset({wanted, Task(present)}) in ALIKE and not names_a_datum:
        return []
    if wanted not in SELF_EXPLAINING:
        dispatcher.utter_message(response=f"utter_start_{wanted.value}")
    noted = [
        event for event in await note_for_task(services, tracker, wanted) if event["name"] not in TAKEN_BY_THE_FORM
    ]
    return [*forget(*FORM_SLOTS), SlotSet(TASK, wanted.value), SlotSet(NEXT_TASK, None), *noted]
