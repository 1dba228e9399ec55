"""A yes or a no: as an answer to a question of ours, and what a yes means where nothing was asked by a form."""

from __future__ import annotations

from enum import Enum

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.how_long import AFTER_A_REQUEST
from actions.human import offer_human, prefers_the_chat
from actions.information import take_listed_dose
from actions.offers import IF_YES, offered_task
from actions.photos import waive_photos
from actions.slots import TASK
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    confidence_of,
    entity_values,
    guesses_of,
    in_form,
    intent_of,
    intents_of_parts,
    just_said,
    message_text,
    said_lately,
)
from actions.task import begin
from actions.task_names import TASK_OF_INTENT, Task
from bootstrap import Services

SURE = 0.8  # a yes that changes something is not guessed
SURE_OF_THE_BEGINNING = 0.95  # "betul sekali. sertifikat barunya bagaimana ya?"
TURNS_OF_WAITING = 2
MOST_WORDS_OF_CONTENT = 7
SURE_OF_ANOTHER = 0.6  # "iyo, ajukan saja dulu" takes nothing back
GOES_ON = frozenset({"faq", "nlu_fallback", "check_ticket_status", "download_certificate", "talk_to_human"})
CONTENT = frozenset({"affirm", "thank"})
COURTESIES = CONTENT | {"greet", "goodbye"}
ANSWERS = frozenset({"affirm", "deny"})
TAKE_IT_BACK = frozenset({"cancel", "wait", "delete_my_data"})


class Answer(Enum):
    YES = "affirm"
    NO = "deny"


def answer_of(tracker: Tracker) -> Answer | None:
    """What the latest message as a whole answers, if that is beyond doubt."""
    sure = intent_of(tracker) in ANSWERS and confidence_of(tracker) >= SURE
    return Answer(intent_of(tracker)) if sure else None


def answer_of_the_beginning(tracker: Tracker) -> Answer | None:
    """What a message answers that goes on with a question; not where a yes destroys: "iya. apa yang hilang?"."""
    parts = tracker.latest_message.get("parts") or ()
    if not parts or intent_of(tracker) not in GOES_ON or parts[0]["confidence"] < SURE_OF_THE_BEGINNING:
        return None
    first = str(parts[0]["name"])
    others = {str(part["name"]) for part in parts[1:] if part["confidence"] >= SURE_OF_ANOTHER}
    stands = first in ANSWERS and not others & (ANSWERS | TAKE_IT_BACK) - {first}
    return Answer(first) if stands else None


def _cancelled_task(tracker: Tracker) -> Task | None:
    """ "Eh jadi deh", right after it was stopped."""
    if "utter_cancelled" not in just_said(tracker) or not entity_values(tracker, "resumes"):
        return None
    begun = [event["value"] for event in tracker.events if event.get("name") == TASK and event.get("value")]
    return Task(begun[-1]) if begun else None


def _is_content(tracker: Tracker) -> bool:
    """ "Oke ditunggu" after a request, "sip, sudah cocok" after a certificate."""
    waits = said_lately(tracker, AFTER_A_REQUEST, turns=TURNS_OF_WAITING)
    return waits or bool(entity_values(tracker, "agrees") or entity_values(tracker, "pleased"))


async def take_content(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Oo mantap lah, dah paham", where nobody is sure what else it is."""
    text = message_text(tracker)
    asks = "?" in text or len(text.split()) > MOST_WORDS_OF_CONTENT
    words = entity_values(tracker, "agrees") or entity_values(tracker, "pleased")
    either = {name for name, _ in guesses_of(tracker)[:2]} == CONTENT  # "alhamdulillah sudah pas nak"
    parts = set(intents_of_parts(tracker, at_least=SURE))
    thanks = "thank" in parts and not parts & set(TASK_OF_INTENT)  # "udah keganti berarti ya? makasih banyak"
    polite = bool(parts) and parts <= COURTESIES and "?" not in text  # "oke, sori ya plin plan haha"
    content = thanks or polite or ((words or either) and not asks)
    wants = any(entity_values(tracker, kind) for kind in ("dose", "wish", "also"))
    if in_form(tracker) or wants or not content or not just_said(tracker):
        return None
    dispatcher.utter_message(response="utter_thank")
    return []


class ActionTakeYes(ServiceAction):
    """A yes outside of forms: does what the last answer offered, if it offered something."""

    def name(self) -> str:
        return "action_take_yes"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if prefers_the_chat(tracker):
            return await offer_human(self.services, dispatcher, tracker)
        if waive_photos(dispatcher, tracker):  # "lanjut tanpa foto"
            return []
        if (given := await take_listed_dose(self.services, dispatcher, tracker)) is not None:
            return given  # "boleh, satu dua"
        task = offered_task(self.services.wording, tracker, IF_YES) or _cancelled_task(tracker)
        if task is None:
            dispatcher.utter_message(response="utter_thank" if _is_content(tracker) else "utter_affirm")
            return []
        begun = await begin(self.services, dispatcher, tracker, task)
        return [*begun, FollowupAction("phone_number_form")]
