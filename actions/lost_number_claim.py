"""What whoever lost a number says about the account: NIK, name, birth date, old number. Kept sealed, never judged."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.names import name_in
from actions.person import nik_attempt
from actions.slots import BIRTH_DATE_REF, LOST_NAME_REF, LOST_NIK_REF, NEW_NUMBER_REF, OLD_NUMBER_REF, forget
from actions.support import (
    Events,
    corrected_values,
    entity_values,
    in_thread,
    intent_of,
    replaced_values,
)
from actions.verification import phone_attempts, read_phone
from bootstrap import Services
from clock import WIB
from identity.errors import PhoneError
from identity.phone import parse_phone
from identity.records import ClaimKind
from registry.birth_dates import BirthDateError, BirthDateProblem, parse_birth_date
from registry.nik import NikError, parse_nik
from registry.routing import RecordField

MAY_BE_A_DATE = ("inform", "nlu_fallback", "out_of_scope", "report_wrong_record")


async def said_ahead(services: Services, tracker: Tracker, *, asked: str | None = None) -> Events:
    """What a message says of the account, and which number is the new one, apart from the answer to `asked`."""
    found = {event["name"]: event for event in await _beside(services, tracker, asked)}
    return [event for slot, event in found.items() if slot != asked]


async def read_claim(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str
) -> Events | None:
    """Events that keep what answers the question, or a word on what is wrong with it; None when nothing answers.

    What else the message says of the account is kept as well, also where it says nothing of what is asked.
    """
    readers = {
        LOST_NIK_REF: _nik,
        LOST_NAME_REF: _name,
        BIRTH_DATE_REF: _birth_date,
        OLD_NUMBER_REF: _old_number,
    }
    beside = await said_ahead(services, tracker, asked=asked)
    if beside and asked not in (LOST_NAME_REF, OLD_NUMBER_REF) and not _says(tracker, asked):
        dispatcher.utter_message(response="utter_information_noted")
        return beside
    answer = await readers[asked](services, dispatcher, tracker)
    if answer is None and beside:
        dispatcher.utter_message(response="utter_information_noted")
    return [*beside, *(answer or ())] if beside or answer is not None else None


def _says(tracker: Tracker, asked: str) -> bool:
    """Whether a message with other data answers the question, rightly or not, besides."""
    if asked == LOST_NIK_REF:
        return bool(entity_values(tracker, "nik"))
    return _speaks_of_birth(tracker) or any(c.isdigit() for c in _without_identifiers(tracker))


def _speaks_of_birth(tracker: Tracker) -> bool:
    return RecordField.BIRTH_DATE.value in entity_values(tracker, "record_field")


async def _beside(services: Services, tracker: Tracker, asked: str | None) -> Events:
    events: Events = []
    niks = entity_values(tracker, "nik")[-1:]
    with suppress(NikError):
        for nik in niks:
            events += await _keep(services, tracker, LOST_NIK_REF, ClaimKind.NIK, parse_nik(nik).value)
    if name := _name_beside(tracker, niks):
        events += await _keep(services, tracker, LOST_NAME_REF, ClaimKind.PERSON_NAME, name)
    with suppress(BirthDateError):
        if asked != BIRTH_DATE_REF and (niks or _speaks_of_birth(tracker)):
            born = parse_birth_date(_without_identifiers(tracker), _today(services))
            events += await _keep(services, tracker, BIRTH_DATE_REF, ClaimKind.BIRTH_DATE, born.isoformat())
    old, new = _numbers(tracker)
    for slot, numbers in ((OLD_NUMBER_REF, old), (NEW_NUMBER_REF, new)):
        with suppress(PhoneError):
            for number in numbers[-1:]:
                events += await _keep(services, tracker, slot, ClaimKind.PHONE, parse_phone(number).e164)
    return events


def _numbers(tracker: Tracker) -> tuple[list[str], list[str]]:
    """The old and the new ones; a number that nothing is said of is the old one, or beside that the new one."""
    old, new = replaced_values(tracker, "phone_number"), corrected_values(tracker, "phone_number")
    others = [each for each in entity_values(tracker, "phone_number") if each not in new]
    return (old, new or others) if old else (others, new)


def _name_beside(tracker: Tracker, niks: list[str]) -> str | None:
    """A first one; a single word by itself may be half of a name, or a place."""
    if tracker.get_slot(LOST_NAME_REF) is not None:
        return None
    if niks:
        return name_in(tracker, asked=False, beside_nik=True)
    return next((name for name in entity_values(tracker, "person_name") if " " in name), None)


def _without_identifiers(tracker: Tracker) -> str:
    text = list(str(tracker.latest_message.get("text") or ""))
    for entity in tracker.latest_message.get("entities") or ():
        if entity.get("entity") in ("nik", "phone_number"):
            text[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return "".join(text)


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
    return await _keep(services, tracker, LOST_NIK_REF, ClaimKind.NIK, nik.value)


async def _name(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    name = name_in(tracker, asked=True)
    return await _keep(services, tracker, LOST_NAME_REF, ClaimKind.PERSON_NAME, name) if name else None


async def _birth_date(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    text = _without_identifiers(tracker)
    try:
        birth_date = parse_birth_date(text, _today(services))
    except BirthDateError as error:
        meant = any(c.isdigit() for c in text) and intent_of(tracker) in MAY_BE_A_DATE
        if not meant and error.reason is BirthDateProblem.UNREADABLE:
            return None
        dispatcher.utter_message(response=f"utter_birth_date_{error.reason.value}")
        return forget(BIRTH_DATE_REF)
    return await _keep(services, tracker, BIRTH_DATE_REF, ClaimKind.BIRTH_DATE, birth_date.isoformat())


async def _old_number(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    new = corrected_values(tracker, "phone_number")
    given = replaced_values(tracker, "phone_number") or phone_attempts(tracker, whole_text=True)
    attempts = [each for each in given if each not in new]
    if not attempts:
        return None
    try:
        phone = read_phone(attempts)
    except PhoneError as error:
        dispatcher.utter_message(response=f"utter_phone_{error.reason.name.lower()}")
        return forget(OLD_NUMBER_REF)
    return await _keep(services, tracker, OLD_NUMBER_REF, ClaimKind.PHONE, phone.e164)


def _today(services: Services) -> date:
    return services.clock.now().astimezone(WIB).date()


async def _keep(services: Services, tracker: Tracker, slot: str, kind: ClaimKind, value: str) -> Events:
    return [SlotSet(slot, await in_thread(services.identity.remember, tracker.sender_id, kind, value))]
