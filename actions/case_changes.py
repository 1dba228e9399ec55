"""The forms by which citizens add to a case or withdraw it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Answer, answer_of
from actions.forms import VerifiedForm, close
from actions.notes import recall
from actions.photos import attach_photos
from actions.questions import Question
from actions.read_back import read_back
from actions.slots import (
    CASE_NUMBER,
    FORM_SLOTS,
    PHOTOS,
    REQUESTED_SLOT,
    STATEMENT_REF,
    VERIFICATION_SLOTS,
    WITHDRAWAL_CONFIRMED,
    forget,
)
from actions.statements import is_statement
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    command_id,
    entity_values,
    in_thread,
    intent_of,
    media_of,
    message_text,
    said_in_turn,
)
from identity.records import ClaimKind
from registry.addition_records import Added, Withdrawn

YES = "yes"
SURE_OF_A_YES = 0.9
# What "iya batalin, makasih" is taken for.
ABOUT_THE_CASE = ("cancel", "affirm", "deny", "nlu_fallback", "check_ticket_status", "thank", "inform", "goodbye")


class ValidateStatementForm(VerifiedForm):
    """Takes the next message, in the citizen's own words, or a photo."""

    slots = (STATEMENT_REF,)
    explained = (STATEMENT_REF,)
    takes_photos = True

    def name(self) -> str:
        return "validate_statement_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        photos = media_of(tracker)
        if tracker.get_slot(REQUESTED_SLOT) != STATEMENT_REF or not (photos or is_statement(tracker)):
            return None
        text = message_text(tracker)
        ref = await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.STATEMENT, text)
        return [SlotSet(STATEMENT_REF, ref), SlotSet(PHOTOS, photos or None)]


class ActionAskStatement(Question):
    whole = "utter_ask_statement_form_statement_ref"
    short = "utter_ask_statement_form_statement_ref"
    own_words = ("explain_statement_ref", "session_expired")

    def name(self) -> str:
        return "action_ask_statement_form_statement_ref"


class ActionAddStatement(ServiceAction):
    """After the form: words and photos are added to the case for the officers."""

    def name(self) -> str:
        return "action_add_statement"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is None:
            return verify_again(dispatcher, tracker)
        number, photos = tracker.get_slot(CASE_NUMBER), tracker.get_slot(PHOTOS)
        text = await recall(self.services, tracker, STATEMENT_REF)
        if text or not photos:
            outcome = await in_thread(
                self.services.additions.add_statement,
                number,
                session.phone.e164,
                text or "",
                tracker.sender_id,
                command_id(tracker, self.name()),
            )
            if isinstance(outcome, Added):
                said = read_back(text or "")
                dispatcher.utter_message(response="utter_statement_added", number=outcome.case_number, statement=said)
            else:
                dispatcher.utter_message(response=f"utter_statement_not_added_{outcome.reason.value}", number=number)
        if photos:
            await attach_photos(self.services, dispatcher, tracker, number, photos)
        return forget(*FORM_SLOTS)


class ValidateWithdrawalForm(VerifiedForm):
    slots = (WITHDRAWAL_CONFIRMED,)
    answered_by_no = slots
    hears_questions = True
    explained = (WITHDRAWAL_CONFIRMED,)

    def name(self) -> str:
        return "validate_withdrawal_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        answer = self._answer(tracker) if tracker.get_slot(REQUESTED_SLOT) == WITHDRAWAL_CONFIRMED else None
        if answer is None:
            return None
        if answer is Answer.NO:
            dispatcher.utter_message(response="utter_withdrawal_declined")
            return [*forget(WITHDRAWAL_CONFIRMED), *close()]
        if await self.session_ended(dispatcher, tracker):
            return [*forget(WITHDRAWAL_CONFIRMED), *close()]
        return [SlotSet(WITHDRAWAL_CONFIRMED, YES)]

    @staticmethod
    def _answer(tracker: Tracker) -> Answer | None:
        """ "Iya batalin" is a yes to this question, though elsewhere it stops what is going on."""
        said = entity_values(tracker, "withdrawal")
        about_the_case = intent_of(tracker) in ABOUT_THE_CASE
        if said and about_the_case and "?" not in message_text(tracker):
            return Answer.NO if said[0] == "kept" else Answer.YES
        first = next(iter(tracker.latest_message.get("parts") or ()), None)
        begins = first is not None and first["name"] in ("cancel", "affirm") and first["confidence"] >= SURE_OF_A_YES
        if said and said[0] == "confirmed" and begins:  # "iya batalkan. terus suntik kedua masih bisa ga"
            return Answer.YES
        return answer_of(tracker)


class ActionAskWithdrawal(ServiceAction):
    def name(self) -> str:
        return "action_ask_withdrawal_form_withdrawal_confirmed"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if not said_in_turn(tracker, "explain_withdrawal_confirmed", "session_expired", "other_help"):
            number = tracker.get_slot(CASE_NUMBER)
            dispatcher.utter_message(response="utter_ask_withdrawal_form_withdrawal_confirmed", number=number)
        return []


class ActionWithdrawCase(ServiceAction):
    """After the yes: the case is closed, and what was decided on it has no effect any more."""

    def name(self) -> str:
        return "action_withdraw_case"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is None:
            return [*forget(WITHDRAWAL_CONFIRMED), *verify_again(dispatcher, tracker)]
        number = tracker.get_slot(CASE_NUMBER)
        outcome = await in_thread(
            self.services.additions.withdraw,
            number,
            session.phone.e164,
            tracker.sender_id,
            command_id(tracker, self.name()),
        )
        if isinstance(outcome, Withdrawn):
            dispatcher.utter_message(response="utter_case_withdrawn", number=outcome.case_number)
        else:
            dispatcher.utter_message(response=f"utter_case_not_withdrawn_{outcome.reason.value}", number=number)
        return forget(*FORM_SLOTS)


def verify_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """The session ended on the way; what was said is kept for after the code."""
    if not said_in_turn(tracker, "session_expired"):
        dispatcher.utter_message(response="utter_session_expired")
    return [*forget(*VERIFICATION_SLOTS), FollowupAction("phone_number_form")]
