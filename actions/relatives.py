"""Relatives of whoever writes: who among those of the number "my wife" can be."""

from __future__ import annotations

from datetime import date

from rasa_sdk import Tracker

from actions.phrase_values import Relative
from actions.session import verified_citizen
from actions.slots import KNOWN_PEOPLE
from actions.support import entity_values, in_thread
from actions.task_names import TASK_OF_INTENT
from bootstrap import Services
from clock import WIB
from registry.records import Citizen, Sex

SEX_OF = {Relative.FEMALE: Sex.FEMALE, Relative.MALE: Sex.MALE}
SURELY_NO_CHILD = 25  # years: "anak saya", said to the one who wrote before


async def speaks_of_a_relative(services: Services, tracker: Tracker) -> bool:
    """Whether "istri saya", "anakku" cannot be the one who is verified."""
    relations = _relations(tracker)
    citizen = await verified_citizen(services, tracker.sender_id) if relations else None
    today = services.clock.now().astimezone(WIB).date()
    return citizen is not None and not any(_may_be(citizen, relation, today) for relation in relations)


async def known_relatives(services: Services, tracker: Tracker) -> list[str]:
    """The NIKs of those on the number who were named before and of whom the message may speak."""
    session = await in_thread(services.identity.session, tracker.sender_id) if _relations(tracker) else None
    if session is None or not tracker.get_slot(KNOWN_PEOPLE):
        return []
    family = await in_thread(services.registry.citizens_of, session.phone.e164)
    today = services.clock.now().astimezone(WIB).date()
    others = [each for each in family if each.id != session.citizen_id]
    return [each.nik for each in others if any(_may_be(each, relation, today) for relation in _relations(tracker))]


def a_relative_came_first(tracker: Tracker) -> bool:
    """Whether what was asked for before anybody was known by NIK and name was for a relative."""
    for event in tracker.events:
        if event.get("name") == KNOWN_PEOPLE and event.get("value"):
            return False
        parsed = (event.get("parse_data") or {}) if event.get("event") == "user" else {}
        asks_for = str((parsed.get("intent") or {}).get("name")) in TASK_OF_INTENT
        values = {str(e.get("value")) for e in parsed.get("entities") or () if e.get("entity") == "relative"}
        if asks_for and values - {Relative.WITH_ME}:
            return True
    return False


def _relations(tracker: Tracker) -> list[str]:
    return [value for value in entity_values(tracker, "relative") if value != Relative.WITH_ME]


def _may_be(citizen: Citizen, relation: str, today: date) -> bool:
    if relation == Relative.CHILD:
        return (today - citizen.birth_date).days < SURELY_NO_CHILD * 365
    return citizen.sex is SEX_OF[relation]
