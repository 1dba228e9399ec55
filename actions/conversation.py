"""Greeting, stopping, asking back: what keeps a conversation going."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report
from actions.asking_back import ask_back, likely_yes
from actions.beside import answer_beside
from actions.certificate import offer_again
from actions.hand_over import REQUEST
from actions.how_long import asks_how_long, tell_how_long, tell_time_of
from actions.human import offer_human
from actions.information import dose_before_the_question, give_dose
from actions.news import heed_news
from actions.notes import note_what_was_said
from actions.offers import IF_YES, offered_task
from actions.people import speaks_of_own
from actions.photos import invite_photos
from actions.reactions import OLD_CARD, has_just_moved
from actions.session import verified_citizen
from actions.slots import (
    INTRODUCED,
    KNOWN_PEOPLE,
    NAME_REF,
    NIK_REF,
    OTP_REF,
    PHONE_REF,
    REQUESTED_SLOT,
    TASK,
    TASK_SLOTS,
    forget,
)
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    entity_values,
    guesses_of,
    in_thread,
    just_said,
    message_text,
    responses_so_far,
)
from actions.switch_person import change_person
from actions.task import begin
from actions.task_names import TASK_OF_INTENT, Task
from actions.told import report_what_was_told
from actions.verification import NOT_REGISTERED

# How the names of responses begin that open or tell a case.
CASES_BEGIN = tuple(f"utter_{name}" for name in ("report_", "request_", "cases", "name_correction_", "statement_"))
NEXT_DOSE = {"faq/next_dose", "check_vaccination_status"}
SURE_OF_BOTH = 0.65
SURE_OF_A_REPORT = 0.85


class ActionGreet(ServiceAction):
    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        known = tracker.get_slot(INTRODUCED)
        dispatcher.utter_message(response="utter_greet_again" if known else "utter_greet_opening")
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
        if entity_values(tracker, "apology"):
            dispatcher.utter_message(response="utter_apology_in_form" if in_form else "utter_apology")
            return []
        dispatcher.utter_message(response="utter_complain_service_in_form" if in_form else "utter_complain_service")
        return []


class ActionDecline(ServiceAction):
    """What is none of our business; shorter inside a form, which goes on by itself."""

    def name(self) -> str:
        return "action_decline"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        in_form = bool(tracker.active_loop.get("name"))
        begun = None if in_form else await report_what_was_told(self.services, dispatcher, tracker)
        if begun is not None:
            return begun
        if (heeded := await heed_news(self.services, dispatcher, tracker)) is not None:
            return heeded
        if (told := await tell_how_long(self.services, dispatcher, tracker)) is not None:
            return told
        dispatcher.utter_message(response="utter_out_of_scope_in_form" if in_form else "utter_out_of_scope")
        return []


class ActionAskBack(ServiceAction):
    def name(self) -> str:
        return "action_ask_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        kept = "kept" in entity_values(tracker, "number_state")
        if kept and tracker.active_loop.get("name") == "lost_number_form":
            changed = await begin(self.services, dispatcher, tracker, Task.PHONE_CHANGE)
            return [*changed, FollowupAction("phone_number_form")]
        if REQUEST in entity_values(tracker, "wish"):
            return await offer_human(self.services, dispatcher, tracker)
        explained = "utter_explain_not_registered" in just_said(tracker)
        if explained and not tracker.active_loop.get("name"):
            dispatcher.utter_message(response="utter_not_registered_after_all")
            return []
        if NOT_REGISTERED in entity_values(tracker, "sms_says") and not tracker.active_loop.get("name"):
            dispatcher.utter_message(response="utter_explain_not_registered")
            answer_beside(dispatcher, tracker)
            return []
        begun = await report_what_was_told(self.services, dispatcher, tracker)
        if begun is not None:
            return begun
        if (heeded := await heed_news(self.services, dispatcher, tracker)) is not None:
            return heeded
        if (added := await add_to_the_report(self.services, dispatcher, tracker)) is not None:
            return added
        if (told := await tell_how_long(self.services, dispatcher, tracker)) is not None:
            return told
        if (other := await change_person(self.services, tracker)) is not None:
            return other
        if await invite_photos(self.services, dispatcher, tracker):
            return []
        if "change_phone_number" in {name for name, _ in guesses_of(tracker)[:1]} and has_just_moved(tracker):
            dispatcher.utter_message(response=OLD_CARD)
            return []
        if (told := await self._about_the_next_dose(dispatcher, tracker)) is not None:
            return told
        offered = offered_task(self.services.wording, tracker, IF_YES)
        choosing = tracker.get_slot(TASK) == Task.CERTIFICATE.value or offered is Task.CERTIFICATE
        choosing = choosing and not tracker.active_loop.get("name")
        if choosing and (_names_a_dose(tracker) or dose_before_the_question(tracker)):
            given = await give_dose(self.services, dispatcher, tracker)
            answer_beside(dispatcher, tracker)
            return given
        asks = "?" in message_text(tracker)
        citizen = await verified_citizen(self.services, tracker.sender_id) if choosing and not asks else None
        if citizen is not None and await offer_again(self.services, dispatcher, tracker, citizen):
            return []
        if offered is not None and likely_yes(tracker, offered):
            begun = await begin(self.services, dispatcher, tracker, offered)
            return [*begun, FollowupAction("phone_number_form")]
        if (report := _likelier_report(tracker)) is not None:
            begun = await begin(self.services, dispatcher, tracker, report)
            return [*begun, FollowupAction("phone_number_form")]
        said = await note_what_was_said(self.services, tracker)  # the wish was unclear, its numbers are not
        return [*said, *ask_back(self.services.wording, dispatcher, tracker)]

    async def _about_the_next_dose(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """ "Booster kapan ya": one's own if it is known whose, else in general; None when it may mean more."""
        (first, sure), (second, less) = [*guesses_of(tracker), ("", 0.0), ("", 0.0)][:2]
        if tracker.active_loop.get("name") or {first, second} != NEXT_DOSE or sure + less < SURE_OF_BOTH:
            return None
        own = speaks_of_own(tracker)
        if not own or await verified_citizen(self.services, tracker.sender_id) is None:
            dispatcher.utter_message(response="utter_faq/next_dose")
            return []
        begun = await begin(self.services, dispatcher, tracker, Task.STATUS)
        return [*begun, FollowupAction("phone_number_form")]


def _likelier_report(tracker: Tracker) -> Task | None:
    """ "Lapor dosis 2 belum masuk, suntik 5 September": surely a report, whichever of the two."""
    (first, sure), (second, less) = [*guesses_of(tracker), ("", 0.0), ("", 0.0)][:2]
    reports = {TASK_OF_INTENT.get(first), TASK_OF_INTENT.get(second)} == {Task.MISSING_CERTIFICATE, Task.WRONG_RECORD}
    in_form = bool(tracker.active_loop.get("name"))
    return TASK_OF_INTENT[first] if reports and sure + less >= SURE_OF_A_REPORT and not in_form else None


def _names_a_dose(tracker: Tracker) -> bool:
    """And asks nothing about it: "jadi booster saya kapan?" wants no certificate."""
    likeliest = next((name for name, _ in guesses_of(tracker)), "")
    asks = likeliest.startswith("faq") or likeliest == "check_vaccination_status"
    return bool(entity_values(tracker, "dose")) and not asks


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
