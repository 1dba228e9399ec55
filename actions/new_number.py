"""A number that an account shall move to: the code on it, and the proof."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import close
from actions.slots import NEW_NUMBER_REF, NEW_OTP_REF, NEW_PHONE_REF, forget
from actions.support import Events, command_id, in_thread
from actions.verification import check_code, read_phone, tell_code_not_sent
from bootstrap import Services
from identity.errors import PhoneError
from identity.phone import PhoneNumber
from identity.records import CodePurpose, CodeSent, Locked, NumberProved, TooManyCodes, TooSoon

STEPS = (NEW_PHONE_REF, NEW_OTP_REF)


async def send_code_to_new_number(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    attempts: list[str],
    present: PhoneNumber | None,
) -> Events:
    """Events of the form that asks for the number; `present`: the number the account has now."""
    before = tracker.get_slot(NEW_PHONE_REF)
    try:
        phone = read_phone(attempts)
    except PhoneError as error:
        dispatcher.utter_message(response=f"utter_phone_{error.reason.name.lower()}")
        return [SlotSet(NEW_PHONE_REF, before), SlotSet(NEW_OTP_REF, None), *forget(NEW_NUMBER_REF)]
    if present == phone:
        dispatcher.utter_message(response="utter_phone_same_number")
        return forget(*STEPS, NEW_NUMBER_REF)
    command = command_id(tracker, "send_code_to_new_number")
    outcome = await in_thread(
        lambda: services.identity.request_code(tracker.sender_id, phone, command, purpose=CodePurpose.NEW_NUMBER)
    )
    if not isinstance(outcome, CodeSent):
        tell_code_not_sent(dispatcher, services.wording, outcome)
    if isinstance(outcome, (CodeSent, TooSoon)):
        return [SlotSet(NEW_PHONE_REF, outcome.challenge_id), *forget(NEW_OTP_REF, NEW_NUMBER_REF)]
    if isinstance(outcome, TooManyCodes):  # nothing that was told is lost: the number can be typed again later
        return forget(*STEPS)
    return [*forget(*STEPS), *close()]


async def prove_new_number(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, code: str) -> Events:
    challenge_id = tracker.get_slot(NEW_PHONE_REF)
    outcome = await check_code(services, dispatcher, tracker, challenge_id, code)
    if isinstance(outcome, NumberProved):
        return [SlotSet(NEW_PHONE_REF, challenge_id), SlotSet(NEW_OTP_REF, outcome.proof_id)]
    if isinstance(outcome, Locked):
        return [*forget(*STEPS), *close()]
    return [SlotSet(NEW_PHONE_REF, challenge_id), SlotSet(NEW_OTP_REF, None)]
