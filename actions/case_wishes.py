"""What a citizen wants done with a case: add to it, withdraw it, open it again, stop the move of a number."""

from __future__ import annotations

import json

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.phrase_values import Wish
from actions.slots import CASE_NUMBER, CASE_WISH, STATEMENT_REF, forget, open_form
from actions.support import Events, command_id, in_thread
from bootstrap import Services
from registry.addition_records import Reopened
from registry.case_records import CaseState, CaseStatus

MOST_CHOICES = 10  # of a WhatsApp list


async def do_wish(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, phone_e164: str, cases: list[CaseStatus]
) -> Events:
    """On the one case that fits; of several it is asked which."""
    wish = str(tracker.get_slot(CASE_WISH))
    if wish == Wish.STOP_MOVE:
        await stop_move(services, dispatcher, tracker, phone_e164)
        return forget(CASE_NUMBER, CASE_WISH)
    fitting = [case for case in cases if _fits(wish, case)][:MOST_CHOICES]
    if len(fitting) != 1:
        if fitting:
            dispatcher.utter_message(response=f"utter_which_{wish}", buttons=_choices(services, wish, fitting))
        else:
            dispatcher.utter_message(response=f"utter_nothing_to_{wish}")
        return forget(CASE_NUMBER, CASE_WISH, STATEMENT_REF)
    number = fitting[0].case_number
    if wish == Wish.REOPEN_CASE:
        if not await _reopened(services, dispatcher, tracker, phone_e164, number):
            return forget(CASE_NUMBER, CASE_WISH)
        return [*forget(CASE_WISH), SlotSet(CASE_NUMBER, number), *open_form("statement")]
    return [SlotSet(CASE_NUMBER, number), *open_form("statement" if wish == Wish.ADD_TO_CASE else "withdrawal")]


async def stop_move(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, phone_e164: str) -> None:
    command = command_id(tracker, Wish.STOP_MOVE)
    number = await in_thread(services.lost_numbers.stop, phone_e164, tracker.sender_id, command)
    if number is None:
        dispatcher.utter_message(response="utter_nothing_to_stop_move")
    else:
        dispatcher.utter_message(response="utter_lost_number_stopped", number=number)


async def _reopened(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, phone_e164: str, number: str
) -> bool:
    command = command_id(tracker, Wish.REOPEN_CASE)
    outcome = await in_thread(services.additions.reopen, number, phone_e164, tracker.sender_id, command)
    if isinstance(outcome, Reopened):
        dispatcher.utter_message(response="utter_case_reopened", number=outcome.case_number)
        return True
    dispatcher.utter_message(response=f"utter_case_not_reopened_{outcome.reason.value}", number=number)
    return False


def _fits(wish: str, case: CaseStatus) -> bool:
    return not case.open and case.state is not CaseState.WITHDRAWN if wish == Wish.REOPEN_CASE else case.open


def _choices(services: Services, wish: str, cases: list[CaseStatus]) -> list[dict[str, str]]:
    return [
        {
            "title": case.case_number,
            "payload": f"/check_ticket_status{json.dumps({'wish': wish, 'ticket_number': case.case_number})}",
            "description": services.wording.text(f"utter_row_case_kind_{case.kind.value}"),
        }
        for case in cases
    ]
