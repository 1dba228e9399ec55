"""Questions about vaccination, travel, the app and this service: the answer that the language understanding chose."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.people import speaks_of_own
from actions.session import verified_citizen
from actions.slots import SENT_DOSES, TASK
from actions.status import tell_status
from actions.support import Domain, Events, ServiceAction, earlier_responses, guesses_of
from actions.task_names import Task

ABOUT_THE_NEXT_DOSE = ("utter_faq/next_dose", "utter_faq/booster_conditions")


class ActionAnswerQuestion(ServiceAction):
    """Not word for word what was answered just before; about one's own next dose with one's own day."""

    def name(self) -> str:
        return "action_answer_question"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        answer = chosen_answer(tracker)
        in_form = bool(tracker.active_loop.get("name"))
        own = speaks_of_own(tracker) and answer in ABOUT_THE_NEXT_DOSE and not in_form
        said = next(iter(earlier_responses(tracker, turns=1)), [])
        told = "utter_status_list" in said
        citizen = await verified_citizen(self.services, tracker.sender_id) if own and not told else None
        if citizen is not None:
            sent = bool(tracker.get_slot(SENT_DOSES))
            await tell_status(self.services, dispatcher, citizen, has_certificates=sent)
            return [SlotSet(TASK, Task.STATUS.value)]
        typed = bool(guesses_of(tracker))
        dispatcher.utter_message(response="utter_faq_said_already" if typed and answer in said else answer)
        return []


def chosen_answer(tracker: Tracker) -> str:
    """The response for the question or for the detail of it, such as `utter_faq/forgotten_pin`."""
    selector = tracker.latest_message["response_selector"]
    return str(selector["faq"]["response"]["utter_action"])
