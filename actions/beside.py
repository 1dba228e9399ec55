"""What a message says beside the value that a form takes from it: a question, or another wish."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.notes import note_doses, note_for_task, note_for_the_officer, note_new_number, tells_what_is_wrong
from actions.phrase_values import AsksWhen, Wish
from actions.slots import (
    DOSE,
    FORM_SLOTS,
    GIVEN_ABROAD,
    NAME_REF,
    NEW_NAME_REF,
    NEXT_TASK,
    NIK_REF,
    NUMBER_REF,
    REPORT_DETAIL_REF,
    REPORT_TOPIC,
    TASK,
    forget,
)
from actions.support import (
    Events,
    chosen_answer,
    confidence_of,
    corrected_values,
    entity_values,
    events_of_turn,
    in_thread,
    intent_of,
    intents_of_parts,
    just_said,
    message_text,
    phone_numbers,
    response_of,
    says_when_and_where,
)
from actions.task_names import ALIKE, REPORTS, SELF_EXPLAINING, TASK_OF_INTENT, Task
from bootstrap import Services

INTRODUCES, TELLS_TIME = "introduction", "time_"  # how the names of responses begin, after `utter_`
ABOUT_TIME = ("utter_faq/hours", "utter_faq/contact", "utter_faq/next_dose")
CONTACT = "utter_faq/contact"
SAID_ALREADY = "utter_faq_said_already"
SURE_OF_A_QUESTION = 0.65  # as of a whole message
SURE_OF_ANOTHER_TASK = 0.9
SURE_OF_A_PART = 0.95
SURE_INSTEAD_OF_A_DENIED_ONE = 0.6
# Whoever corrects a number or a name that was typed speaks as if the registered one were to change.
MAY_REPLACE = frozenset(
    {Task.CERTIFICATE, Task.STATUS, Task.MISSING_CERTIFICATE, Task.WRONG_RECORD, Task.CASES, Task.DATA_COPY}
)
OF_A_REPORT = (REPORT_TOPIC, REPORT_DETAIL_REF, GIVEN_ABROAD, DOSE)
TAKEN_BY_THE_FORM = (NUMBER_REF, NIK_REF, NAME_REF)


def answer_beside(dispatcher: CollectingDispatcher, tracker: Tracker, *, at_least: float = SURE_OF_A_QUESTION) -> bool:
    """The answer to a question asked as well, before whatever else is said, but for who is writing; whether one is."""
    if AsksWhen.VALIDITY in entity_values(tracker, "asks_when"):  # of the code, which the form tells
        return True
    said = {response_of(event) for event in events_of_turn(tracker)}
    told = ABOUT_TIME if any(_begins(message, TELLS_TIME) for message in dispatcher.messages) else ()
    for part in _asked(tracker):
        of_the_number = str(part.get("response")).startswith(CONTACT) and phone_numbers(tracker)  # "nomor mama ya?"
        if (
            "response" in part
            and not of_the_number
            and part["confidence"] >= at_least
            and part["response"] not in {*told, *said}
        ):
            introduced = any(_begins(message, INTRODUCES) for message in dispatcher.messages[:1])
            again = part["response"] in just_said(tracker)
            dispatcher.utter_message(response=SAID_ALREADY if again else part["response"])
            dispatcher.messages.insert(int(introduced), dispatcher.messages.pop())
            return True
    return False


def asks_what_is_not_understood(tracker: Tracker) -> bool:
    """Whether a whole question stands beside the value, and nobody could say what it asks."""
    asked = [part for part in tracker.latest_message.get("parts") or () if part.get("asked")]
    return "?" in message_text(tracker) and any(part["confidence"] < SURE_OF_A_QUESTION for part in asked)


def _asked(tracker: Tracker) -> list[dict[str, Any]]:
    """The parts of the message; one that is a single question beside a number or a code has none."""
    parts = list(tracker.latest_message.get("parts") or ())
    if parts or intent_of(tracker) != "faq" or "?" not in message_text(tracker):
        return parts
    return [{"response": chosen_answer(tracker), "confidence": confidence_of(tracker)}]


def _begins(message: dict[str, Any], beginning: str) -> bool:
    return str(message.get("response")).startswith(f"utter_{beginning}")


async def note_beside(services: Services, tracker: Tracker) -> Events:
    """The dose for a certificate, the new number or name, what is missing or wrong, where and when, for a report."""
    task = tracker.get_slot(TASK)
    if task == Task.CERTIFICATE.value:
        return note_doses(tracker)
    if task == Task.HAND_OVER.value:
        return await note_for_the_officer(services, tracker)
    if task == Task.PHONE_CHANGE.value and (
        corrected_values(tracker, "phone_number") or await _of_the_change(services, tracker)
    ):
        return await note_new_number(services, tracker)
    if task == Task.NAME_CORRECTION.value and corrected_values(tracker, "person_name"):
        noted = await note_for_task(services, tracker, Task.NAME_CORRECTION)
        return [event for event in noted if event["name"] == NEW_NAME_REF]
    given = entity_values(tracker, "nik") or phone_numbers(tracker)  # "NIK 3273…" complains of none
    names_a_datum = bool(entity_values(tracker, "record_field")) and not given
    told = says_when_and_where(tracker) or tells_what_is_wrong(tracker) or names_a_datum
    if task not in REPORTS or not told:
        return []
    noted = await note_for_task(services, tracker, Task(task))
    return [event for event in noted if event["name"] in OF_A_REPORT and event["value"]]


async def _of_the_change(services: Services, tracker: Tracker) -> bool:
    """A number told once the present one is proved: "nomor barunya salah ketik tadi, 0857…"."""
    numbers = entity_values(tracker, "phone_number")
    session = await in_thread(services.identity.session, tracker.sender_id) if numbers else None
    return session is not None and session.phone.e164 not in numbers


async def change_task_beside(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Goes on for another task when the message with the value asks for one: "614088, tapi status aja"."""
    wanted, present = _task_asked_for(tracker), tracker.get_slot(TASK)
    refused = present == Task.HAND_OVER.value and bool(entity_values(tracker, "refuses"))
    denied = refused or (present is not None and Task(present) in denied_tasks(tracker))
    sure = SURE_INSTEAD_OF_A_DENIED_ONE if denied else SURE_OF_ANOTHER_TASK
    unsure = confidence_of(tracker) < sure or wanted not in MAY_REPLACE
    if denied and (unsure or wanted is None):
        return [*forget(*FORM_SLOTS), *forget(TASK, NEXT_TASK)]
    if present == Task.NAME_CORRECTION.value and corrected_values(tracker, "person_name"):
        return []  # "di KTP Debora, di sertifikat Deboraa" is what the correction is about
    if unsure or wanted is None or present is None or wanted.value in (present, tracker.get_slot(NEXT_TASK)):
        return []
    if wanted is Task.WRONG_RECORD and (entity_values(tracker, "nik") or phone_numbers(tracker)):
        return []  # "eh salah NIK-nya, yang bener 6271…" corrects what was typed
    names_a_datum = wanted is Task.WRONG_RECORD and bool(entity_values(tracker, "record_field"))
    says_so = names_a_datum or Wish.REPORT in entity_values(tracker, "wish")  # "mau lapor dosis 2 belum ada"
    if frozenset({wanted, Task(present)}) in ALIKE and not says_so:
        return []
    both = entity_values(tracker, "also") and {wanted, Task(present)} == set(SELF_EXPLAINING) and not denied
    if both:  # "dewi mulyani. sekalian sertifikatnya"
        return [SlotSet(NEXT_TASK, wanted.value), *forget(DOSE)]
    if denied or wanted not in SELF_EXPLAINING:
        dispatcher.utter_message(response=f"utter_start_{wanted.value}")
    noted = [
        event for event in await note_for_task(services, tracker, wanted) if event["name"] not in TAKEN_BY_THE_FORM
    ]
    return [*forget(*FORM_SLOTS), SlotSet(TASK, wanted.value), SlotSet(NEXT_TASK, None), *noted]


def _task_asked_for(tracker: Tracker) -> Task | None:
    """Of the whole message, or of its only part that is no value: "status saja. 3374… Siti Aminah"."""
    if intent_of(tracker) != "inform":
        return TASK_OF_INTENT.get(intent_of(tracker))
    asked = intents_of_parts(tracker, at_least=SURE_OF_A_PART)
    return TASK_OF_INTENT.get(asked[0]) if len(asked) == 1 else None


def denied_tasks(tracker: Tracker) -> set[Task]:
    """The tasks that the latest message says are not meant: "ga usah sama orang"."""
    return {TASK_OF_INTENT[intent] for intent in tracker.latest_message.get("denied") or () if intent in TASK_OF_INTENT}
