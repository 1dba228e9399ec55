"""What a citizen says before it is asked: kept sealed by the identity service, so that it is not asked again."""

from __future__ import annotations

from contextlib import suppress

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.slots import DOSE, NAME_REF, NIK_REF, NUMBER_REF
from actions.support import Events, entity_values, in_thread
from bootstrap import Services
from identity.errors import PhoneError
from identity.phone import parse_phone
from identity.records import ClaimKind
from registry.nik import NikError, parse_nik

CERTAIN = 0.7  # the extractor's confidence that a name is meant even where none was asked for


async def note_what_was_said(services: Services, tracker: Tracker) -> Events:
    """Keeps number, NIK, name and dose of the latest message; a faulty one is left to the form that asks for it."""
    events: Events = []
    if doses := entity_values(tracker, "dose"):
        events.append(SlotSet(DOSE, doses[-1]))
    for slot, kind, value in _claims(tracker):
        ref = await in_thread(services.identity.remember, tracker.sender_id, kind, value)
        events.append(SlotSet(slot, ref))
    return events


def _claims(tracker: Tracker) -> list[tuple[str, ClaimKind, str]]:
    claims: list[tuple[str, ClaimKind, str]] = []
    for nik in entity_values(tracker, "nik")[-1:]:
        with suppress(NikError):
            claims.append((NIK_REF, ClaimKind.NIK, parse_nik(nik).value))
    for number in entity_values(tracker, "phone_number")[-1:]:
        with suppress(PhoneError):
            claims.append((NUMBER_REF, ClaimKind.PHONE, parse_phone(number).e164))
    names = entity_values(tracker, "person_name", at_least=CERTAIN)[-1:]
    return claims + [(NAME_REF, ClaimKind.PERSON_NAME, name) for name in names]


async def recall(services: Services, tracker: Tracker, slot: str) -> str | None:
    """The value noted under a slot's reference, while it is kept."""
    ref = tracker.get_slot(slot)
    return None if ref is None else await in_thread(services.identity.recall, tracker.sender_id, ref)
