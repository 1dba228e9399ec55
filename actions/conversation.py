"""Greeting, stopping, declining: what keeps a conversation going."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report, tell_the_officer
from actions.asking_back import ask_back, remarks_on_what_is_done
from actions.beside import answer_beside
from actions.greetings import hello
from actions.how_long import asks_how_long, tell_how_long, tell_time_of
from actions.information import take_listed_dose
from actions.news import heed_news
from actions.photos import invite_photos
from actions.slots import (
    INTRODUCED,
    KNOWN_PEOPLE,
    NAME_REF,
    NIK_REF,
    OTP_REF,
    PHONE_REF,
    REQUESTED_SLOT,
    TASK_SLOTS,
    forget,
)
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    confidence_of,
    entity_values,
    in_thread,
    intents_of_parts,
    responses_so_far,
)
from actions.task import begin
from actions.task_names import TASK_OF_INTENT, Task
from actions.told import report_what_was_told
from actions.two_tasks import clear_tasks_in

SURE_OF_ANGER = 0.8
SURE_OF_A_WISH = 0.55
SURE_OF_A_DOUBT = 0.9
ASKED_IN_ANGER = (Task.MISSING_CERTIFICATE, Task.CERTIFICATE, Task.STATUS)
# How the names of responses begin that open or tell a case.
CASES_BEGIN = tuple(f"utter_{name}" for name in ("report_", "request_", "cases", "name_correction_", "statement_"))


class ActionGreet(ServiceAction):
    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if "bot_challenge" in intents_of_parts(tracker, at_least=SURE_OF_A_DOUBT):  # "selamat pagi, ini beneran?"
            dispatcher.utter_message(response="utter_bot_challenge")
            return []
        wanted = [] if tracker.active_loop.get("name") else clear_tasks_in(tracker)
        if wanted:  # "assalamualaikum bu, saya mau tanya data vaksin saya"
            begun = await begin(self.services, dispatcher, tracker, *wanted)
            return [*begun, FollowupAction("phone_number_form")]
        known = tracker.get_slot(INTRODUCED)
        response = "utter_greet_again" if known else "utter_greet_opening"
        dispatcher.utter_message(response=response, hello=hello(self.services.wording, tracker))
        return [SlotSet(INTRODUCED, True)]


class ActionCancel(ServiceAction):
    """Stops what is going on; a live session or a code under way stays, so that nothing is asked twice."""

    def name(self) -> str:
        return "action_cancel"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        going_on = bool(tracker.active_loop.get("name"))
        stopped = [*forget(REQUESTED_SLOT, *TASK_SLOTS), ActiveLoop(None)]
        if not going_on and (told := await tell_how_long(self.services, dispatcher, tracker)) is not None:
            return told  # "bukan ganti nomor, saya tanya kapan dibalas"
        reported = any(response.startswith(CASES_BEGIN) for response in responses_so_far(tracker))
        nothing = "utter_nothing_to_cancel" if reported else "utter_nothing_to_cancel_nor_withdraw"
        if going_on and tracker.latest_message.get("denied") and asks_how_long(tracker):
            tell_time_of(self.services, dispatcher, Task.HAND_OVER)
            return stopped
        code_under_way = tracker.get_slot(PHONE_REF) if tracker.get_slot(OTP_REF) is None else None
        deletes = tracker.active_loop.get("name") == "confirmation_form"
        stopped_by = "utter_confirmation_declined" if deletes else "utter_cancelled"
        dispatcher.utter_message(response=stopped_by if going_on else nothing)
        return [*stopped, SlotSet(PHONE_REF, code_under_way), *_person_before(tracker)]


def _person_before(tracker: Tracker) -> Events:
    """Whoever asked for another person and then stops is with the one before again; the registry checks both anew."""
    known = tracker.get_slot(KNOWN_PEOPLE) if tracker.active_loop.get("name") == "identity_form" else None
    if not known:
        return []
    nik_ref, name_ref = known[-1]
    return [SlotSet(NIK_REF, nik_ref), SlotSet(NAME_REF, name_ref)]


class ActionLogout(ServiceAction):
    def name(self) -> str:
        return "action_logout"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if entity_values(tracker, "asks_whether"):
            dispatcher.utter_message(response="utter_logout_explained")
            return []
        await in_thread(self.services.identity.end_session, tracker.sender_id)
        dispatcher.utter_message(response="utter_logged_out")
        answer_beside(dispatcher, tracker)
        return [*forget(REQUESTED_SLOT, KNOWN_PEOPLE, *TASK_SLOTS), ActiveLoop(None)]


class ActionAnswerComplaint(ServiceAction):
    """Anger: outside a form ways on, inside one a word of regret before the form goes on."""

    def name(self) -> str:
        return "action_answer_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        in_form = bool(tracker.active_loop.get("name"))
        if (given := await take_listed_dose(self.services, dispatcher, tracker)) is not None:
            return given  # "kasih semua dong males bolak balik"
        if not in_form and confidence_of(tracker) < SURE_OF_ANGER and remarks_on_what_is_done(tracker):
            return ask_back(self.services.wording, dispatcher, tracker)  # "buset udah lama jg ya", of a dose
        if not in_form and (told := await tell_the_officer(self.services, dispatcher, tracker)) is not None:
            return told
        wanted = None if in_form else _wanted_angrily(tracker)
        if wanted is not None:
            begun = await begin(self.services, dispatcher, tracker, wanted)
            return [*begun, FollowupAction("phone_number_form")]
        if entity_values(tracker, "apology"):
            dispatcher.utter_message(response="utter_apology_in_form" if in_form else "utter_apology")
            return []
        dispatcher.utter_message(response="utter_complain_service_in_form" if in_form else "utter_complain_service")
        return []


def _wanted_angrily(tracker: Tracker) -> Task | None:
    """ "Lemot banget sih!! dari tadi saya nunggu sertifikat": a part that asks for what only shows something."""
    asked = {TASK_OF_INTENT.get(intent) for intent in intents_of_parts(tracker, at_least=SURE_OF_A_WISH)}
    return next((task for task in ASKED_IN_ANGER if task in asked), None)


class ActionDecline(ServiceAction):
    """What is none of our business; shorter inside a form, which goes on by itself."""

    def name(self) -> str:
        return "action_decline"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        in_form = bool(tracker.active_loop.get("name"))
        begun = None if in_form else await report_what_was_told(self.services, dispatcher, tracker)
        if begun is not None:
            return begun
        if not in_form and (added := await add_to_the_report(self.services, dispatcher, tracker)) is not None:
            return added  # "di posyandu", right after a report
        if (heeded := await heed_news(self.services, dispatcher, tracker)) is not None:
            return heeded
        if (told := await tell_how_long(self.services, dispatcher, tracker)) is not None:
            return told
        if await invite_photos(self.services, dispatcher, tracker):  # "udah dapat suratnya, mau kirim fotonya"
            return []
        dispatcher.utter_message(response="utter_out_of_scope_in_form" if in_form else "utter_out_of_scope")
        return []


class ActionExplainWhy(ServiceAction):
    """ "Kenapa?" and no more: in a form about what it asks for, after news about these; else about what?"""

    def name(self) -> str:
        return "action_explain_why"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if tracker.active_loop.get("name"):
            dispatcher.utter_message(response="utter_faq/data_privacy")
            return []
        if (heeded := await heed_news(self.services, dispatcher, tracker)) is not None:
            return heeded
        dispatcher.utter_message(response="utter_explain_why")
        return []


class ActionRecover(ServiceAction):
    """When no rule knows what to do: say so, and go back to where the conversation stood before."""

    def name(self) -> str:
        return "action_recover"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(response="utter_recover")
        return [UserUtteranceReverted()]
