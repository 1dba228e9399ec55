"""The people of a conversation: whom a message names, and who was named with NIK and name before."""

from __future__ import annotations

from difflib import SequenceMatcher

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.session import verified_citizen
from actions.slots import KNOWN_PEOPLE, NAME_REF, NIK_REF
from actions.support import Events, entity_values, in_thread, replaced_values
from bootstrap import Services
from identity.records import ClaimKind

SELF, PREVIOUS, OWN = "self", "previous", "own"  # values of the entity `whose`
PAIR = 2
ALIKE = 0.8  # of two parts of names, one perhaps misspelt


def remember_person(tracker: Tracker, nik_ref: str, name_ref: str) -> Events:
    """The references of a NIK and the name that goes with it, so that nobody is asked for them twice."""
    known = [pair for pair in tracker.get_slot(KNOWN_PEOPLE) or () if pair[0] != nik_ref]
    return [SlotSet(KNOWN_PEOPLE, [*known, [nik_ref, name_ref]])]


async def known_person(services: Services, tracker: Tracker) -> Events:
    """NIK and name given before of whom the latest message speaks; the registry checks them anew."""
    named, whose = entity_values(tracker, "person_name"), entity_values(tracker, "whose")
    citizen = await verified_citizen(services, tracker.sender_id)
    writer = SELF in whose and not named
    people = _first_known(tracker) if writer else reversed(tracker.get_slot(KNOWN_PEOPLE) or ())
    for nik_ref, name_ref in people:
        name = await in_thread(services.identity.recall, tracker.sender_id, name_ref)
        verified = citizen is not None and citizen.full_name == name
        meant = writer or (PREVIOUS in whose and not named) or any(may_be_the_same(name or "", each) for each in named)
        if name is not None and not verified and meant:
            return [SlotSet(NIK_REF, nik_ref), SlotSet(NAME_REF, name_ref)]
    return []


def speaks_of_own(tracker: Tracker) -> bool:
    """ "Boosterku kapan?"."""
    return bool({SELF, OWN} & set(entity_values(tracker, "whose")))


def _first_known(tracker: Tracker) -> list[list[str]]:
    """Whoever was verified first in this conversation: that is who writes, mostly."""
    values = (event.get("value") for event in tracker.events if event.get("name") == KNOWN_PEOPLE)
    return next((known[:1] for known in values if known), [])


async def goes_back(services: Services, tracker: Tracker) -> bool:
    """ "Yang punyaku tadi": somebody who was verified before, and another one is now."""
    back = {SELF, PREVIOUS} & set(entity_values(tracker, "whose"))
    return bool(back) and bool(await known_person(services, tracker))


async def names_somebody_else(services: Services, tracker: Tracker) -> bool:
    """Whether the latest message names people, and none of them can be the one who is verified."""
    named = entity_values(tracker, "person_name")
    citizen = await verified_citizen(services, tracker.sender_id) if named else None
    return citizen is not None and not any(may_be_the_same(citizen.full_name, each) for each in named)


async def names_the_other(services: Services, tracker: Tracker) -> bool:
    """ "Bukan Rouli, punya Binsar": the one who is verified, and somebody named with NIK and name before."""
    named = entity_values(tracker, "person_name") + replaced_values(tracker, "person_name")
    citizen = await verified_citizen(services, tracker.sender_id) if len(named) == PAIR else None
    others = [each for each in named if citizen is not None and not may_be_the_same(citizen.full_name, each)]
    return len(others) == 1 and bool(await known_person(services, tracker))


async def first_of_two(services: Services, tracker: Tracker) -> tuple[Events, str, str] | None:
    """NIK and name of the first of two people in one message, and what keeps the second; None when it is not two."""
    niks, names = entity_values(tracker, "nik"), entity_values(tracker, "person_name")
    if len(niks) != PAIR or len(names) != PAIR:
        return None
    remember = services.identity.remember
    nik_ref = await in_thread(remember, tracker.sender_id, ClaimKind.NIK, niks[1])
    name_ref = await in_thread(remember, tracker.sender_id, ClaimKind.PERSON_NAME, names[1])
    return remember_person(tracker, nik_ref, name_ref), niks[0], names[0]


def may_be_the_same(name: str, other: str) -> bool:
    """Whether each part of the shorter name is like one of the other: "Binsar" is "Binsar Simanjuntak"."""
    shorter, longer = sorted((name.lower().split(), other.lower().split()), key=len)
    return all(any(SequenceMatcher(None, part, each).ratio() >= ALIKE for each in longer) for part in shorter)
