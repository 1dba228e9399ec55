"""The people of a conversation: whom a message names, and who was named with NIK and name before."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.phrase_values import Whose
from actions.relatives import a_relative_came_first, known_relatives, speaks_of_a_relative
from actions.session import verified_citizen
from actions.slots import KNOWN_PEOPLE, NAME_REF, NIK_REF, REFUSED_PAIR
from actions.support import (
    Events,
    entity_values,
    in_thread,
    just_said,
    message_text,
    replaced_values,
    said_in_turn,
    said_lately,
)
from bootstrap import Services
from identity.records import ClaimKind
from registry.name_parts import may_be_the_same, telling_parts
from registry.records import Citizen

PAIR = 2
TURNS_ABOUT_A_PERSON = 3
TURNS_OF_A_CORRECTION = 3  # "kok ga ketemu?" comes before it


def remember_person(tracker: Tracker, nik_ref: str, name_ref: str) -> Events:
    """The references of a NIK and the name that goes with it, so that nobody is asked for them twice."""
    known = [pair for pair in tracker.get_slot(KNOWN_PEOPLE) or () if pair[0] != nik_ref]
    return [SlotSet(KNOWN_PEOPLE, [*known, [nik_ref, name_ref]])]


async def known_person(services: Services, tracker: Tracker) -> Events:
    """NIK and name given before of whom the latest message speaks; the registry checks them anew."""
    named, whose = entity_values(tracker, "person_name"), entity_values(tracker, "whose")
    citizen = await verified_citizen(services, tracker.sender_id)
    writer = (Whose.SELF in whose or _is_the_writers(tracker)) and not named
    people = _who_writes(tracker) if writer else reversed(tracker.get_slot(KNOWN_PEOPLE) or ())
    words = telling_parts(message_text(tracker)) - telling_parts("" if citizen is None else citizen.full_name)
    for nik_ref, name_ref in people:
        name = await in_thread(services.identity.recall, tracker.sender_id, name_ref)
        if name is None or (citizen is not None and citizen.full_name == name):
            continue
        if said_in_turn(tracker, "switch_person") and [nik_ref, name_ref] == tracker.get_slot(KNOWN_PEOPLE)[-1]:
            continue  # "punya saya juga" below the wife's certificate: not hers once more
        called = any(may_be_the_same(name, each) for each in named) or (not named and telling_parts(name) & words)
        if writer or called or (Whose.PREVIOUS in whose and not named):
            return [SlotSet(NIK_REF, nik_ref), SlotSet(NAME_REF, name_ref)]
    return [] if named else await _known_relative(services, tracker)


async def _known_relative(services: Services, tracker: Tracker) -> Events:
    """The one whom "istri saya" means, if only one of those named before can be."""
    niks = await known_relatives(services, tracker)
    fitting = []
    for nik_ref, name_ref in tracker.get_slot(KNOWN_PEOPLE) or ():
        if await in_thread(services.identity.recall, tracker.sender_id, nik_ref) in niks:
            fitting.append([SlotSet(NIK_REF, nik_ref), SlotSet(NAME_REF, name_ref)])
    return fitting[0] if len(fitting) == 1 else []


async def name_known_with(services: Services, tracker: Tracker, nik: str) -> str | None:
    """The name that was given with this NIK before in the conversation, and was right."""
    for nik_ref, name_ref in tracker.get_slot(KNOWN_PEOPLE) or ():
        if await in_thread(services.identity.recall, tracker.sender_id, nik_ref) == nik:
            return await in_thread(services.identity.recall, tracker.sender_id, name_ref)
    return None


def just_refused(tracker: Tracker) -> tuple[str | None, str | None]:
    """The references of a NIK and a name that were not found together a moment ago."""
    refused = said_lately(tracker, ("identity_no_match",), turns=TURNS_OF_A_CORRECTION)
    pair = tracker.get_slot(REFUSED_PAIR) if refused else None
    return tuple(pair) if pair else (None, None)


def speaks_of_own(tracker: Tracker) -> bool:
    """ "Boosterku kapan?"."""
    return bool({Whose.SELF, Whose.MINE, Whose.OWN} & set(entity_values(tracker, "whose")))


async def is_of_whom_is_shown(services: Services, tracker: Tracker) -> bool:
    """Whether a day is asked that is one person's: one's own, or of whom data were just shown."""
    asks = bool(entity_values(tracker, "asks_day"))
    if "utter_status_list" in just_said(tracker) and not asks:
        return False
    shown = asks and said_lately(tracker, ("status_", "certificate_"), turns=TURNS_ABOUT_A_PERSON)
    return (speaks_of_own(tracker) or shown) and not await speaks_of_another(services, tracker)


def _who_writes(tracker: Tracker) -> list[list[str]]:
    """Mostly whoever was verified first in this conversation; the next one where the first was a relative."""
    place = int(a_relative_came_first(tracker))
    values = (event.get("value") for event in tracker.events if event.get("name") == KNOWN_PEOPLE)
    return next((known[place : place + 1] for known in values if known and len(known) > place), [])


def only_a_relative_is_known(tracker: Tracker) -> bool:
    """ "Vaksin anak saya", whose NIK and name were given: "saya sendiri" is somebody else."""
    return a_relative_came_first(tracker) and not _who_writes(tracker)


async def speaks_of_another(services: Services, tracker: Tracker) -> bool:
    """Whether the latest message is about somebody other than the one who is verified."""
    citizen = await verified_citizen(services, tracker.sender_id)
    niks = entity_values(tracker, "nik")
    if citizen is not None and Whose.OTHER in entity_values(tracker, "whose"):
        return True
    if citizen is not None and niks and citizen.nik not in niks:
        return True
    if not niks and await speaks_of_a_relative(services, tracker):
        return True
    return await goes_back(services, tracker) or bool(await named_relatives(services, tracker))


async def goes_back(services: Services, tracker: Tracker) -> bool:
    """ "Yang punyaku tadi": somebody who was verified before, and another one is now."""
    back = {Whose.SELF, Whose.PREVIOUS} & set(entity_values(tracker, "whose"))
    return bool(back or _is_the_writers(tracker)) and bool(await known_person(services, tracker))


def _is_the_writers(tracker: Tracker) -> bool:
    """ "Eh punya saya belum masuk", and no NIK that says who that is."""
    return Whose.MINE in entity_values(tracker, "whose") and not entity_values(tracker, "nik")


async def names_somebody_else(services: Services, tracker: Tracker) -> bool:
    """Whether the latest message names people, and none of them can be the one who is verified."""
    named = entity_values(tracker, "person_name")
    citizen = await verified_citizen(services, tracker.sender_id) if named else None
    return citizen is not None and not any(may_be_the_same(citizen.full_name, each) for each in named)


async def named_relatives(services: Services, tracker: Tracker) -> list[Citizen]:
    """The others on the verified number, a part of whose own name stands in the latest message.

    It says whom the message speaks of, no more: whose data are shown takes NIK and name, as for everybody.
    """
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None or session.citizen_id is None:
        return []
    family = await in_thread(services.registry.citizens_of, session.phone.e164)
    verified = {part for each in family if each.id == session.citizen_id for part in telling_parts(each.full_name)}
    others = {each.id: telling_parts(each.full_name) - verified for each in family if each.id != session.citizen_id}
    words = telling_parts(message_text(tracker))
    spoken_of = [each for each in family if others.get(each.id, set()) & words]
    own = verified - set().union(*(telling_parts(each.full_name) for each in family if each.id != session.citizen_id))
    return [] if own & words else spoken_of


async def names_the_other(services: Services, tracker: Tracker) -> bool:
    """ "Bukan Rouli, punya Binsar": the one who is verified, and somebody named with NIK and name before."""
    named = entity_values(tracker, "person_name") + replaced_values(tracker, "person_name")
    citizen = await verified_citizen(services, tracker.sender_id) if len(named) == PAIR else None
    others = [each for each in named if citizen is not None and not may_be_the_same(citizen.full_name, each)]
    return len(others) == 1 and bool(await known_person(services, tracker))


async def first_of_two(services: Services, tracker: Tracker) -> tuple[Events, str, str] | None:
    """NIK and name of the first of two people in one message, and what keeps the second; None when it is not two."""
    niks = entity_values(tracker, "nik")
    either = ("person_name", "possible_name")  # "papa 1371… Syafril, mama 1371… Yulfitri"
    names = next((values for kind in either if len(values := entity_values(tracker, kind)) == PAIR), [])
    if len(niks) != PAIR or not names:
        return None
    remember = services.identity.remember
    nik_ref = await in_thread(remember, tracker.sender_id, ClaimKind.NIK, niks[1])
    name_ref = await in_thread(remember, tracker.sender_id, ClaimKind.PERSON_NAME, names[1])
    return remember_person(tracker, nik_ref, name_ref), niks[0], names[0]
