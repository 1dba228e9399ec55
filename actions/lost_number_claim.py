"""What whoever lost a number says about the account: NIK, name, birth date, old number. Kept sealed, never judged."""

from __future__ import annotations

from contextlib import suppress

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.names import name_in
from actions.person import nik_attempt
from actions.slots import BIRTH_DATE_REF, LOST_NAME_REF, LOST_NIK_REF, OLD_NUMBER_REF, forget
from actions.support import Events, entity_values, in_thread, intent_of, message_text, replaced_values
from actions.verification import phone_attempts, read_phone
from bootstrap import Services
from clock import WIB
from identity.errors import PhoneError
from identity.phone import parse_phone
from identity.records import ClaimKind
from registry.birth_dates import BirthDateError, BirthDateProblem, parse_birth_date
from registry.nik import NikError, parse_nik

MAY_BE_A_DATE = ("inform", "nlu_fallback", "out_of_scope", "report_wrong_record")


async def said_ahead(services: Services, tracker: Tracker) -> Events:
    """Old number and NIK of the message that asks for the task."""
    events: Events = []
    with suppress(NikError):
        for nik in entity_values(tracker, "nik")[-1:]:
            events += await _keep(services, tracker, LOST_NIK_REF, ClaimKind.NIK, parse_nik(nik).value)
    return events + await _old_number_beside(services, tracker)


async def read_claim(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str
) -> Events | None:
    """Events that keep what answers the question, or a word on what is wrong with it; None when nothing answers."""
    readers = {
        LOST_NIK_REF: _nik,
        LOST_NAME_REF: _name,
        BIRTH_DATE_REF: _birth_date,
        OLD_NUMBER_REF: _old_number,
    }
    return await readers[asked](services, dispatcher, tracker)


async def _old_number_beside(services: Services, tracker: Tracker) -> Events:
    old = replaced_values(tracker, "phone_number") or entity_values(tracker, "phone_number")
    with suppress(PhoneError):
        if len(old) == 1:
            return await _keep(services, tracker, OLD_NUMBER_REF, ClaimKind.PHONE, parse_phone(old[0]).e164)
    return []


async def _nik(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    attempt = nik_attempt(tracker, asked=True)
    if attempt is None:
        return None
    try:
        nik = parse_nik(attempt)
    except NikError as error:
        digits = sum(c.isdigit() for c in attempt)
        dispatcher.utter_message(response=f"utter_nik_{error.reason.name.lower()}", digits=digits)
        return forget(LOST_NIK_REF)
    kept = await _keep(services, tracker, LOST_NIK_REF, ClaimKind.NIK, nik.value)
    name = name_in(tracker, asked=False, beside_nik=True) if entity_values(tracker, "nik") else None
    kept += await _keep(services, tracker, LOST_NAME_REF, ClaimKind.PERSON_NAME, name) if name else []
    return kept + await _old_number_beside(services, tracker)


async def _name(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    name = name_in(tracker, asked=True)
    return await _keep(services, tracker, LOST_NAME_REF, ClaimKind.PERSON_NAME, name) if name else None


async def _birth_date(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    text, today = message_text(tracker), services.clock.now().astimezone(WIB).date()
    try:
        date = parse_birth_date(text, today)
    except BirthDateError as error:
        meant = any(c.isdigit() for c in text) and intent_of(tracker) in MAY_BE_A_DATE
        if not meant and error.reason is BirthDateProblem.UNREADABLE:
            return None
        dispatcher.utter_message(response=f"utter_birth_date_{error.reason.value}")
        return forget(BIRTH_DATE_REF)
    return await _keep(services, tracker, BIRTH_DATE_REF, ClaimKind.BIRTH_DATE, date.isoformat())


async def _old_number(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    attempts = replaced_values(tracker, "phone_number") or phone_attempts(tracker, whole_text=True)
    if not attempts:
        return None
    try:
        phone = read_phone(attempts)
    except PhoneError as error:
        dispatcher.utter_message(response=f"utter_phone_{error.reason.name.lower()}")
        return forget(OLD_NUMBER_REF)
    return await _keep(services, tracker, OLD_NUMBER_REF, ClaimKind.PHONE, phone.e164)


async def _keep(services: Services, tracker: Tracker, slot: str, kind: ClaimKind, value: str) -> Events:
    return [SlotSet(slot, await in_thread(services.identity.remember, tracker.sender_id, kind, value))]
