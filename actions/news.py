"""What a message means after news about a case: news reach the citizen outside of Rasa's conversation."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report
from actions.case_wishes import stop_move
from actions.lost_number_news import tell_of_request
from actions.photos import waive_photos
from actions.phrase_values import Wish
from actions.shown_dose import asks_for_a_datum, tell_shown_dose
from actions.slots import CASE_NUMBER, CASE_WISH, PHOTOS, STATEMENT_REF
from actions.statements import is_statement
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    entity_values,
    in_thread,
    intent_of,
    media_of,
    message_text,
    said_lately,
    says_when_and_where,
    silence_before,
    states_what_is_right,
)
from actions.task import begin
from actions.task_names import Task
from bootstrap import Services
from identity.records import ClaimKind
from registry.case_records import CaseState
from registry.decision_records import Question
from registry.notice_records import Notice, NoticeKind
from registry.routing import RecordField

IDENTIFIERS = ("phone_number", "nik", "otp_code", "ticket_number")
REPORTED = ("report_opened", "report_added")  # how the names of responses begin, after `utter_`
OUT_OF_THE_BLUE = timedelta(minutes=10)
REMEMBERED = timedelta(days=7)  # how long news count that came before the first message we know of


async def latest_news(services: Services, tracker: Tracker) -> Notice | None:
    """What this conversation was told about a case since the citizen wrote last."""
    notice = await in_thread(services.case_notices.latest, tracker.sender_id)
    if notice is None or notice.sent_at is None:
        return None
    wrote_before = sum(event.get("event") == "user" for event in tracker.events) > 1
    quiet = silence_before(tracker) if wrote_before else REMEMBERED
    return notice if notice.sent_at >= services.clock.now() - quiet else None


async def heed_news(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """Takes a message that means nothing by itself for a word about the latest news; None when there are none."""
    if tracker.active_loop.get("name"):
        return None
    answered = await answer_news(services, dispatcher, tracker)
    if answered is not None:
        return answered
    news = await latest_news(services, tracker)
    if news is None:
        return None
    if await tell_of_request(services, dispatcher, tracker):
        return []
    begun = await begin(services, dispatcher, tracker, Task.CASES)
    return [*begun, SlotSet(CASE_NUMBER, news.case_number), FollowupAction("phone_number_form")]


async def answer_news(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, *, any_words: bool = True
) -> Events | None:
    """Does what a message says in answer to an officer's question or to the warning of a move; None for others.

    `any_words`: right after the question any words may answer it, not only those that say when and where.
    """
    if tracker.active_loop.get("name"):
        return None
    if _disowns_a_move(tracker):
        return await _stop(services, dispatcher, tracker)
    news = await latest_news(services, tracker)
    number = await _awaiting(services, tracker, news, any_words=any_words)
    return None if number is None else await _add(services, dispatcher, tracker, number)


async def _add(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, number: str) -> Events:
    begun = await begin(services, dispatcher, tracker, Task.CASES)
    text = message_text(tracker)
    ref = await in_thread(services.identity.remember, tracker.sender_id, ClaimKind.STATEMENT, text)
    answer = {CASE_NUMBER: number, CASE_WISH: Wish.ADD_TO_CASE, STATEMENT_REF: ref, PHOTOS: media_of(tracker) or None}
    return [*begun, *(SlotSet(slot, value) for slot, value in answer.items()), FollowupAction("phone_number_form")]


async def answer_with_photos(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """Photos of someone who is not verified, after an officer asked for them in this conversation; None for others."""
    if tracker.active_loop.get("name") or await in_thread(services.identity.session, tracker.sender_id) is not None:
        return None
    notice = await in_thread(services.case_notices.latest, tracker.sender_id)
    if notice is None or notice.kind is not NoticeKind.ASKED_BACK:
        return None
    move = await in_thread(services.lost_numbers.asked_in, tracker.sender_id)
    if move is not None and move.case_number == notice.case_number:  # needs no code, for its number is the lost one
        return None
    return await _add(services, dispatcher, tracker, notice.case_number)


async def answer_without_the_card(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events | None:
    """Right after an officer asked for a photo of the vaccination card, "kartunya hilang" means no SIM card."""
    news = None if tracker.active_loop.get("name") else await latest_news(services, tracker)
    if news is None or (news.kind, news.reason) != (NoticeKind.ASKED_BACK, Question.CARD_PHOTO.value):
        return None
    return await _add(services, dispatcher, tracker, news.case_number)


async def _awaiting(services: Services, tracker: Tracker, news: Notice | None, *, any_words: bool) -> str | None:
    """The case whose open question the message answers, if it does."""
    told = says_when_and_where(tracker) or bool(media_of(tracker))
    answers = any_words and is_statement(tracker) and not any(entity_values(tracker, kind) for kind in IDENTIFIERS)
    if news is not None and news.kind is NoticeKind.ASKED_BACK and (told or answers):
        return news.case_number
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None or not told:
        return None
    cases = await in_thread(lambda: services.reports.cases_of(phone_e164=session.phone.e164))
    waiting = next((case.case_number for case in cases if case.state is CaseState.WAITING), None)
    if waiting is not None or not cases or states_what_is_right(tracker) or not _has_just_reported(tracker):
        return waiting
    return cases[0].case_number


def _has_just_reported(tracker: Tracker) -> bool:
    return said_lately(tracker, REPORTED, turns=1)


def _disowns_a_move(tracker: Tracker) -> bool:
    """The owner of the old number was warned by SMS: "bukan saya" out of the blue answers that, nothing in the chat."""
    if Wish.STOP_MOVE in entity_values(tracker, "wish"):
        return True
    is_answer = intent_of(tracker) == "deny" and RecordField.NOT_MINE.value in entity_values(tracker, "record_field")
    first = sum(event.get("event") == "user" for event in tracker.events) == 1
    return is_answer and (first or silence_before(tracker) >= OUT_OF_THE_BLUE)


async def _stop(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is not None:
        await stop_move(services, dispatcher, tracker, session.phone.e164)
        return [FollowupAction("action_listen")]
    begun = await begin(services, dispatcher, tracker, Task.CASES)
    return [*begun, SlotSet(CASE_WISH, Wish.STOP_MOVE), FollowupAction("phone_number_form")]


class ActionTakeNo(ServiceAction):
    """A no outside of forms: after news it may answer them ("tidak ada" when a photo of the card is asked)."""

    def name(self) -> str:
        return "action_take_no"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        answered = await answer_news(self.services, dispatcher, tracker)
        if answered is not None:
            return answered
        if (added := await add_to_the_report(self.services, dispatcher, tracker)) is not None:
            return added
        told = await tell_shown_dose(self.services, dispatcher, tracker) if asks_for_a_datum(tracker) else None
        if told is not None:
            return told  # "itu yang dimana ya suntiknya, kok saya ga inget"
        if not waive_photos(dispatcher, tracker):
            dispatcher.utter_message(response="utter_deny")
        return []
