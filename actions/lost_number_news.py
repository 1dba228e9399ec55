"""How is my request about the lost number? Whoever asked for it from this chat hears it without a code.

The number they could prove is lost, and the words are the same whether or not the claim was right.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.slots import NUMBER_ASKED_AT
from actions.support import entity_values, in_thread, message_text, phone_numbers
from bootstrap import Services
from registry.case_records import CorrectionKind
from registry.notice_records import NoticeKind

STANDS = timedelta(days=7)
UNDER_WAY = (NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGE_PAUSED, NoticeKind.ASKED_BACK)


async def tell_of_request(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, *, waits: bool = False
) -> bool:
    """Whether the message is about a request that this chat made and that is under way or was refused.

    `waits`: it asks for something that must wait for the new number.
    """
    gives_a_number = phone_numbers(tracker) and "?" not in message_text(tracker)
    if entity_values(tracker, "ticket_number") or gives_a_number:
        return False
    since = await _asked_at(services, tracker)
    if since is None:
        return False
    notice = await in_thread(services.case_notices.latest, tracker.sender_id)
    if notice is not None and notice.created_at > since and notice.kind not in UNDER_WAY:
        return await tell_of_refusal(services, dispatcher, tracker)
    due_at = services.target_times.due_at(CorrectionKind.PHONE, since)
    date, time = services.wording.date(due_at), services.wording.time(due_at)
    what = "_and_the_rest_waits" if waits else ""
    dispatcher.utter_message(response=f"utter_lost_number_under_way{what}", date=date, time=time)
    return True


async def tell_of_refusal(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Whether this chat's request was refused: what is sent or said about it afterwards needs a new one."""
    if await _asked_at(services, tracker) is None:
        return False
    refused = await in_thread(services.lost_numbers.refused_in, tracker.sender_id)
    if refused:
        dispatcher.utter_message(response="utter_lost_number_refused")
    return refused


async def _asked_at(services: Services, tracker: Tracker) -> datetime | None:
    """When this chat asked; None if never, long ago, or if the number is verified by now."""
    asked_at = tracker.get_slot(NUMBER_ASKED_AT)
    if asked_at is None or await in_thread(services.identity.session, tracker.sender_id) is not None:
        return None
    since = datetime.fromtimestamp(asked_at, timezone.utc)
    return None if services.clock.now() - since > STANDS else since
