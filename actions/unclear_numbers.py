"""What a message that nobody is sure of says of a phone number or of what came to it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.beside import answer_beside
from actions.lost_number import begin_lost_number
from actions.phrase_values import NumberState, SmsSays
from actions.slots import OTP_REF, PERSON_SLOTS, PHONE_REF, forget
from actions.support import Events, entity_values, in_form, in_thread, just_said, phone_numbers
from actions.task import begin
from actions.task_names import Task
from bootstrap import Services


async def number_still_there(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Nomornya masih aktif kok", where a lost number is replaced."""
    kept = NumberState.KEPT in entity_values(tracker, "number_state")
    if not kept or tracker.active_loop.get("name") != "lost_number_form":
        return None
    begun = await begin(services, dispatcher, tracker, Task.PHONE_CHANGE)
    return [*begun, FollowupAction("phone_number_form")]


async def lost_number(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Nda bisa, hilang kartunya", where the code that went to it is asked for."""
    lost = NumberState.LOST in entity_values(tracker, "number_state")
    if not lost or tracker.active_loop.get("name") != "otp_form":
        return None
    return await begin_lost_number(services, dispatcher, tracker)


async def another_account(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Nomor dia lain, 0831…", where it is asked whose data are meant: that number is to be proved."""
    numbers = phone_numbers(tracker) if tracker.active_loop.get("name") == "identity_form" else []
    session = await in_thread(services.identity.session, tracker.sender_id) if numbers else None
    if session is None or session.phone.e164 in numbers:
        return None
    return [*forget(PHONE_REF, OTP_REF, *PERSON_SLOTS), FollowupAction("phone_number_form")]


async def number_without_code(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """What the SMS says in place of a code, and what is said after that was explained."""
    if in_form(tracker):
        return None
    explained = {"utter_explain_not_registered", "utter_not_registered_after_all"} & set(just_said(tracker))
    if explained and phone_numbers(tracker):  # "oh mungkin pakai nomor ini, 0831…"
        return [*forget(PHONE_REF, OTP_REF), FollowupAction("phone_number_form")]
    if "utter_explain_not_registered" in just_said(tracker):
        dispatcher.utter_message(response="utter_not_registered_after_all")
        return []
    if SmsSays.NOT_REGISTERED not in entity_values(tracker, "sms_says"):
        return None
    dispatcher.utter_message(response="utter_explain_not_registered")
    answer_beside(dispatcher, tracker)
    return []
