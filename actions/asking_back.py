"""Not understood: the likeliest tasks as buttons; the second time in a row the menu and a human."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.anger import is_upset
from actions.slots import REQUESTED_SLOT, SUGGESTED_TASK, forget
from actions.support import (
    Events,
    entity_values,
    guesses_of,
    in_form,
    just_said,
    message_text,
    response_of,
)
from actions.task_names import TASK_OF_INTENT, Task
from wording import Wording

MOST_SUGGESTIONS = 3
HALF_SURE, SURE = 0.5, 0.8
DONE = frozenset(
    {
        "utter_certificate_next",
        "utter_certificate_next_dose",
        "utter_status_next",
        "utter_status_next_alone",
        "utter_status_next_after_certificates",
        "utter_phone_changed",
        "utter_name_is_so",
        "utter_thank",
        "utter_logged_out",
    }
)
READ_ONLY = (Task.CERTIFICATE, Task.STATUS)  # to begin one of these by mistake changes nothing and costs a word
SUGGESTED_WITHOUT_A_GUESS = ("download_certificate", "check_vaccination_status", "talk_to_human")


def ask_back(wording: Wording, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    if asked_back_just_before(tracker):
        dispatcher.utter_message(response="utter_ask_back_again")
        return [*forget(REQUESTED_SLOT), ActiveLoop(None)]
    suggested = _suggestions(wording, tracker)
    buttons = [{"title": wording.text(f"utter_task_{intent}"), "payload": f"/{intent}"} for intent in suggested]
    response = "utter_anything_else" if remarks_on_what_is_done(tracker) else "utter_ask_back"
    dispatcher.utter_message(response=response, buttons=buttons)
    read_only = (TASK_OF_INTENT[intent].value for intent in suggested if TASK_OF_INTENT.get(intent) in READ_ONLY)
    return [SlotSet(SUGGESTED_TASK, next(read_only, None))]


def remarks_on_what_is_done(tracker: Tracker) -> bool:
    """ "Buset, dari tadi kek bilangnya haha", after the task was done: no question and hardly a wish."""
    likeliest, sure = next(iter(guesses_of(tracker)), ("", 0.0))
    wants = sure >= HALF_SURE and likeliest in TASK_OF_INTENT
    parts = tracker.latest_message.get("parts") or ()
    asked = any(part.get("asked") or (part["name"] in TASK_OF_INTENT and part["confidence"] > SURE) for part in parts)
    heard = wants or asked or "?" in message_text(tracker) or entity_values(tracker, "wish") or is_upset(tracker)
    answered = DONE & set(just_said(tracker)) or _acknowledges(tracker)
    return not heard and not in_form(tracker) and bool(answered)


def _acknowledges(tracker: Tracker) -> bool:
    """ "Oh gitu, nanti saya tanya bidan dulu", of what was answered just before."""
    entities = tracker.latest_message.get("entities") or ()
    first = any(e.get("entity") == "acknowledges" and e.get("start") == 0 for e in entities)
    return first and bool(just_said(tracker))


def likely_yes(tracker: Tracker, offered: Task) -> bool:
    """Whether an unclear answer to the offer of a read-only task means yes, if it means anything."""
    likeliest = next((intent for intent, _ in guesses_of(tracker)), "")
    return offered in READ_ONLY and (likeliest == "affirm" or TASK_OF_INTENT.get(likeliest) is offered)


def likely_wish(tracker: Tracker, offered: Task) -> bool:
    """Whether a read-only task that was offered is among the likeliest of an unclear message."""
    likeliest = [TASK_OF_INTENT.get(intent) for intent, _ in guesses_of(tracker)[:MOST_SUGGESTIONS]]
    return offered in READ_ONLY and offered in likeliest


def may_be_offered(wording: Wording, intent: str) -> bool:
    """Whether there is a button for it: a task or a question, no greeting and the like."""
    return f"utter_task_{intent}" in wording


def _suggestions(wording: Wording, tracker: Tracker) -> list[str]:
    ranking = tracker.latest_message.get("intent_ranking") or ()
    likely = [str(guess["name"]) for guess in ranking if may_be_offered(wording, str(guess["name"]))]
    return list(likely or SUGGESTED_WITHOUT_A_GUESS)[:MOST_SUGGESTIONS]


def asked_back_just_before(tracker: Tracker) -> bool:
    """Whether the message before the latest one was not understood either."""
    messages = 0
    for event in reversed(tracker.events):
        messages += event.get("event") == "user"
        if messages == 2:
            return False
        if messages == 1 and response_of(event) == "utter_ask_back":
            return True
    return False
