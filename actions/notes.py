"""What a citizen says before it is asked: kept sealed by the identity service, so that it is not asked again."""

from __future__ import annotations

from contextlib import suppress

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.certificate import LATEST_DOSE, REST_OF_DOSES, SEPARATOR
from actions.phrase_values import ToldBefore, Wish, Withdrawal
from actions.slots import (
    CASE_NUMBER,
    CASE_WISH,
    COMPLAINT_REF,
    DOSE,
    GIVEN_ABROAD,
    NAME_REF,
    NEW_NAME_REF,
    NEW_NUMBER_REF,
    NIK_REF,
    NUMBER_REF,
    PHOTOS,
    REPORT_DETAIL_REF,
    REPORT_TOPIC,
    SENT_DOSES,
    STATEMENT_REF,
    forget,
)
from actions.support import (
    Events,
    corrected_values,
    entity_values,
    in_thread,
    intents_of_parts,
    just_said,
    media_of,
    message_text,
    phone_numbers,
    replaced_values,
    says_when_and_where,
    states_what_is_right,
)
from actions.task_names import Task
from bootstrap import Services
from identity.errors import PhoneError
from identity.phone import parse_phone
from identity.records import ClaimKind
from registry.nik import NikError, parse_nik
from registry.routing import ABROAD, RecordField

ABOUT_ABROAD = "utter_faq/vaccinated_abroad"
MARKS = ".,!?\n"  # at the end of a clause
FEWEST_WORDS_BEHIND_A_COLON = 3
FEWEST_WORDS_IN_FULL = 7
FEWEST_WORDS_FOR_AN_OFFICER = 6
IDENTIFIERS = ("phone_number", "otp_code", "nik")
SURE_OF_A_WISH = 0.9
CASE_WISHES = (Wish.ADD_TO_CASE, Wish.WITHDRAW_CASE, Wish.REOPEN_CASE, Wish.STOP_MOVE)

Claim = tuple[str, ClaimKind, str]  # slot for the reference, kind, value


async def note_what_was_said(services: Services, tracker: Tracker) -> Events:
    """Keeps number, NIK, name and dose of the latest message; a faulty one is left to the form that asks for it."""
    claims = [*_nik(tracker), *_number(NUMBER_REF, phone_numbers(tracker)), *_names(NAME_REF, tracker)]
    return note_doses(tracker) + await _remember(services, tracker, claims)


def note_doses(tracker: Tracker) -> Events:
    doses = [] if _asks_about_the_dose(tracker) else entity_values(tracker, "dose")
    return [SlotSet(DOSE, SEPARATOR.join(doses))] if doses else []


def _asks_about_the_dose(tracker: Tracker) -> bool:
    """ "NIK 3374…. taksih angsal booster mboten?" wants no certificate of it."""
    text = message_text(tracker)
    ends = [e.get("end", 0) for e in tracker.latest_message.get("entities") or () if e.get("entity") == "dose"]
    parts = tracker.latest_message.get("parts") or ()
    asked = any(str(part["name"]).startswith("faq/") for part in parts)
    first = next(iter(intents_of_parts(tracker, at_least=SURE_OF_A_WISH)), "")
    if first == "download_certificate" and all(not set(MARKS) & set(text[:end]) for end in ends):
        return False  # "yang dosis 1 sama 2 bisa diambil dulu ga? tetap laku kan?"
    return asked and bool(ends) and all(next((c for c in text[end:] if c in MARKS), "") == "?" for end in ends)


def same_doses(tracker: Tracker) -> Events:
    """The doses that were sent last, for a message that asks for no others."""
    sent = tracker.get_slot(SENT_DOSES)
    return [SlotSet(DOSE, sent)] if sent and not entity_values(tracker, "dose") else []


async def note_for_task(services: Services, tracker: Tracker, task: Task) -> Events:
    """As `note_what_was_said`, in the sense of the task asked for: the name in "ganti namaku jadi …" is the new one."""
    if task is Task.NAME_CORRECTION:
        new = [(NEW_NAME_REF, ClaimKind.PERSON_NAME, name) for name in corrected_values(tracker, "person_name")[-1:]]
        printed = [(NAME_REF, ClaimKind.PERSON_NAME, name) for name in _printed_names(tracker)[-1:]]
        numbers = _number(NUMBER_REF, phone_numbers(tracker))
        claims = [*_nik(tracker), *numbers, *printed, *new]
        return await _remember(services, tracker, claims)
    if task is Task.PHONE_CHANGE:
        old = _number(NUMBER_REF, replaced_values(tracker, "phone_number"))
        new = _number(NEW_NUMBER_REF, entity_values(tracker, "phone_number"))
        return await _remember(services, tracker, [*_nik(tracker), *old, *new, *_names(NAME_REF, tracker)])
    events = await note_what_was_said(services, tracker)
    if task is Task.CERTIFICATE and Wish.SEND_AGAIN in entity_values(tracker, "wish"):
        events += same_doses(tracker)
    if task in (Task.MISSING_CERTIFICATE, Task.WRONG_RECORD):
        events += await _note_report(services, tracker, task)
    if task is Task.HAND_OVER:
        events += await note_for_the_officer(services, tracker)
    if task is Task.CASES:
        events += await _note_wish(services, tracker)
    if tickets := entity_values(tracker, "ticket_number"):
        withdraws = any(event["name"] == CASE_WISH and event["value"] == Wish.WITHDRAW_CASE for event in events)
        events.append(SlotSet(CASE_NUMBER, tickets[0 if withdraws else -1]))  # "batalkan 9FWH, F4VA jangan"
    return events


async def note_new_number(services: Services, tracker: Tracker) -> Events:
    """A number told before it is asked for, where another one than the verified one is meant."""
    return await _remember(services, tracker, _number(NEW_NUMBER_REF, entity_values(tracker, "phone_number")))


def _printed_names(tracker: Tracker) -> list[str]:
    """The name as it stands now: said to be replaced or beside the right one, or whole and alone."""
    said, right = entity_values(tracker, "person_name"), corrected_values(tracker, "person_name")
    if right:
        return replaced_values(tracker, "person_name") or [name for name in said if name not in right]
    return replaced_values(tracker, "person_name") + [name for name in said if " " in name]


async def _note_report(services: Services, tracker: Tracker, task: Task) -> Events:
    identity, text = services.identity, message_text(tracker)
    events: Events = [SlotSet(PHOTOS, media_of(tracker) or None)]
    if text:
        ref = await in_thread(identity.remember, tracker.sender_id, ClaimKind.STATEMENT, text)
        events.append(SlotSet(COMPLAINT_REF, ref))
        told = tells_what_is_wrong if task is Task.WRONG_RECORD else says_when_and_where
        if told(tracker):
            events.append(SlotSet(REPORT_DETAIL_REF, ref))
    kinds = ("record_field",) if task is Task.WRONG_RECORD else ("dose", "times")
    topics = next((values for kind in kinds if (values := entity_values(tracker, kind))), [])
    events += [SlotSet(REPORT_TOPIC, topic) for topic in topics[-1:] if topic not in (LATEST_DOSE, REST_OF_DOSES)]
    if _about_a_stranger(tracker):
        events += forget(NAME_REF)  # the stranger's, not the citizen's own
    return events + note_place(tracker)


async def note_for_the_officer(services: Services, tracker: Tracker) -> Events:
    """What the citizen wants to talk about, if that is said: it is not asked for. Without code, number and NIK."""
    entities = tracker.latest_message.get("entities") or ()
    text = str(tracker.latest_message.get("text") or "")
    for given in sorted((e for e in entities if e.get("entity") in IDENTIFIERS), key=lambda e: -int(e["start"])):
        text = text[: given["start"]] + text[given["end"] :]
    text = text.strip(" .,;:\n")
    if len(text.split()) < FEWEST_WORDS_FOR_AN_OFFICER:
        return []
    before = await recall(services, tracker, COMPLAINT_REF)
    told = "\n".join(part for part in (before, text) if part)
    ref = await in_thread(services.identity.remember, tracker.sender_id, ClaimKind.STATEMENT, told)
    return [SlotSet(COMPLAINT_REF, ref)]


def note_place(tracker: Tracker) -> Events:
    """Whether it was abroad: said so, or the answer just before was about that."""
    said = just_said(tracker)
    abroad = ABROAD in entity_values(tracker, "vaccinated_at") or ABOUT_ABROAD in said
    return [SlotSet(GIVEN_ABROAD, True)] if abroad else []


def tells_what_is_wrong(tracker: Tracker) -> bool:
    """How the datum should be; of a stranger or a stranger's dose it is enough to know who or which one it is."""
    known = entity_values(tracker, "dose") or entity_values(tracker, "person_name")
    return states_what_is_right(tracker) or (_about_a_stranger(tracker) and bool(known))


def _about_a_stranger(tracker: Tracker) -> bool:
    return RecordField.NOT_MINE.value in entity_values(tracker, "record_field")


async def _note_wish(services: Services, tracker: Tracker) -> Events:
    """What shall be done with a case, and what is to be added to it where that is told too."""
    asks = ToldBefore.CAME_IN in entity_values(tracker, "told_before")  # "bukan nambah keterangan, udah diproses belum"
    wishes = [wish for wish in entity_values(tracker, "wish") if wish in CASE_WISHES]
    wishes = [wish for wish in wishes if not (asks and wish == Wish.ADD_TO_CASE)]
    withdraws = Withdrawal.CONFIRMED in entity_values(tracker, "withdrawal")
    if not wishes and withdraws and entity_values(tracker, "ticket_number"):
        wishes = [Wish.WITHDRAW_CASE]  # "batalkan yang R4HM"
    if not wishes and entity_values(tracker, "ticket_number") and _tells_of_the_dose(tracker):
        wishes = [Wish.ADD_TO_CASE]  # "yang LP-… tolong dicatat tanggal 16 ya"
    events: Events = [SlotSet(CASE_WISH, wishes[-1] if wishes else None)]
    says_it = says_when_and_where(tracker) or entity_values(tracker, "what_is_right") or _names_a_datum(tracker)
    told_behind = len(message_text(tracker).partition(":")[2].split()) >= FEWEST_WORDS_BEHIND_A_COLON
    whole = len(message_text(tracker).split()) >= FEWEST_WORDS_IN_FULL  # "catat di laporan, saya terbang jumat pagi"
    if Wish.ADD_TO_CASE in wishes and (says_it or told_behind or whole):  # "tambah keterangan: mau dipakai urus visa"
        text = message_text(tracker)
        ref = await in_thread(services.identity.remember, tracker.sender_id, ClaimKind.STATEMENT, text)
        events.append(SlotSet(STATEMENT_REF, ref))
    return events


def _tells_of_the_dose(tracker: Tracker) -> bool:
    """A datum with figures, apart from those of the case number."""
    text = message_text(tracker)
    tickets = (e for e in tracker.latest_message.get("entities") or () if e.get("entity") == "ticket_number")
    spans = [(e.get("start", 0), e.get("end", 0)) for e in tickets]
    rest = "".join(c for place, c in enumerate(text) if not any(start <= place < end for start, end in spans))
    return any(c.isdigit() for c in rest) and _names_a_datum(tracker)


def _names_a_datum(tracker: Tracker) -> bool:
    return bool(entity_values(tracker, "record_field") or entity_values(tracker, "vaccinated_at"))


async def _remember(services: Services, tracker: Tracker, claims: list[Claim]) -> Events:
    events: Events = []
    for slot, kind, value in claims:
        ref = await in_thread(services.identity.remember, tracker.sender_id, kind, value)
        events.append(SlotSet(slot, ref))
    return events


def _nik(tracker: Tracker) -> list[Claim]:
    with suppress(NikError):
        return [(NIK_REF, ClaimKind.NIK, parse_nik(nik).value) for nik in entity_values(tracker, "nik")[-1:]]
    return []


def _number(slot: str, values: list[str]) -> list[Claim]:
    with suppress(PhoneError):
        return [(slot, ClaimKind.PHONE, parse_phone(number).e164) for number in values[-1:]]
    return []


def _names(slot: str, tracker: Tracker) -> list[Claim]:
    """Of a name that is to be put right the one on record."""
    printed = _printed_names(tracker) if corrected_values(tracker, "person_name") else []
    names = (printed or entity_values(tracker, "person_name"))[-1:]
    return [(slot, ClaimKind.PERSON_NAME, name) for name in names]


async def recall(services: Services, tracker: Tracker, slot: str) -> str | None:
    """The value noted under a slot's reference, while it is kept."""
    ref = tracker.get_slot(slot)
    return None if ref is None else await in_thread(services.identity.recall, tracker.sender_id, ref)
