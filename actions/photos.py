"""Photos and documents that citizens send: kept with their open case, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_caption
from actions.how_long import AFTER_A_REQUEST
from actions.lost_number_news import tell_of_refusal
from actions.phrase_values import About, Wish
from actions.slots import PHOTOS, TASK
from actions.support import Events, command_id, entity_values, in_thread, media_of, said_lately
from actions.task_names import REPORTS, Task
from bootstrap import MediaUnavailable, Services
from registry.attachments import Attached, AttachmentRefused
from registry.case_records import CaseState, CaseStatus, ReportKind
from registry.evidence.records import AttachmentProblem
from registry.lost_numbers import OpenMove


async def take_photos(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, media_ids: Sequence[str]
) -> None:
    """Adds files that nobody asked for just now to the person's newest open case; without one they are not kept."""
    if await _photos_of_a_lost_number(services, dispatcher, tracker, media_ids):
        return
    case = await _open_case(services, tracker)
    if case is None:
        in_form = "_in_form" if tracker.active_loop.get("name") else ""
        dispatcher.utter_message(response=f"utter_photo_not_needed{in_form}")
        return
    if await attach_photos(services, dispatcher, tracker, case.case_number, media_ids):
        await add_caption(services, dispatcher, tracker, case.case_number)


def keep_for_the_report(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Photos that come before the report is asked about: added to it later; for other tasks they are not kept."""
    photos = media_of(tracker)
    if not photos:
        return []
    if tracker.get_slot(TASK) not in REPORTS:
        dispatcher.utter_message(response="utter_photo_not_needed_in_form")
        return []
    dispatcher.utter_message(response="utter_photo_for_the_report")
    return [SlotSet(PHOTOS, list(dict.fromkeys([*(tracker.get_slot(PHOTOS) or ()), *photos])))]


def waive_photos(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Whether the message says, right after a request, that there is no photo for it."""
    none = About.CARD in entity_values(tracker, "about") and said_lately(tracker, AFTER_A_REQUEST, turns=1)
    if none:
        dispatcher.utter_message(response="utter_card_not_needed")
    return none


async def invite_photos(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Whether the message announces a photo and the person has a case that takes it."""
    wishes = entity_values(tracker, "wish")
    later = Wish.SEND_LATER in wishes and said_lately(tracker, AFTER_A_REQUEST, turns=1)
    announced = (later or Wish.SENDS_PHOTO in wishes) and not tracker.active_loop.get("name")
    case = await _open_case(services, tracker) if announced else None
    if case is not None:
        dispatcher.utter_message(response="utter_photo_awaited", number=case.case_number)
    return case is not None


async def attach_photos(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    case_number: str,
    media_ids: Sequence[str],
) -> bool:
    """Fetches the files and seals them with the case; says how many it has now, or why one cannot be used."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None and case_number not in {case.case_number for case in await _cases_of_chat(services, tracker)}:
        dispatcher.utter_message(response="utter_session_expired_unfinished")
        return False
    phone = None if session is None else session.phone.e164
    kept: Attached | None = None
    problems: dict[AttachmentProblem, None] = {}  # each told once, in their order
    for media_id in media_ids:
        try:
            content = await services.received_files.fetch(media_id)
        except MediaUnavailable as error:
            dispatcher.utter_message(response=f"utter_photo_{error.problem.value}", number=case_number)
            return False
        outcome = await in_thread(_attach, services, tracker, case_number, phone, content)
        if isinstance(outcome, Attached):
            kept = outcome
        elif isinstance(outcome, AttachmentRefused):
            problems[outcome.reason] = None
    for problem in problems:
        dispatcher.utter_message(response=f"utter_photo_{problem.value}", number=case_number)
    if kept is not None:
        dispatcher.utter_message(response="utter_photo_kept", number=case_number, count=kept.count)
    return kept is not None


def _attach(
    services: Services, tracker: Tracker, case_number: str, phone: str | None, content: bytes
) -> Attached | AttachmentRefused:
    command = command_id(tracker, "attach_photo")
    return services.reports.attach(case_number, phone, content, command, conversation_id=tracker.sender_id)


async def _open_case(services: Services, tracker: Tracker) -> CaseStatus | None:
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None:  # an officer whom the chat asked for needs the card to know who it is
        return next((case for case in await _cases_of_chat(services, tracker) if case.open), None)
    if session.citizen_id is None:
        return None
    cases = await in_thread(lambda: services.reports.cases_of(citizen_id=session.citizen_id))
    waiting = [case for case in cases if case.state is CaseState.WAITING]
    decided_by_photos = [case for case in cases if case.open and case.kind is not ReportKind.OTHER]
    return next(iter([*waiting, *decided_by_photos, *(case for case in cases if case.open)]), None)


async def _cases_of_chat(services: Services, tracker: Tracker) -> list[CaseStatus]:
    """What it asked for before any number was proved."""
    return await in_thread(lambda: services.reports.cases_of(conversation_id=tracker.sender_id))


async def _photos_of_a_lost_number(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, media_ids: Sequence[str]
) -> bool:
    """Whether they belong to a claim to a lost number; the same answer whether or not the claim was right."""
    asked = await in_thread(services.lost_numbers.asked_in, tracker.sender_id)
    claims = tracker.get_slot(TASK) == Task.LOST_NUMBER.value
    awaited = asked is not None and asked.state is CaseState.WAITING
    if tracker.active_loop.get("name") or not (claims or awaited):
        return False
    if asked is None and await tell_of_refusal(services, dispatcher, tracker):
        return True
    await keep_quietly(services, tracker, asked, media_ids)
    dispatcher.utter_message(response="utter_lost_number_photo")
    return True


async def keep_quietly(services: Services, tracker: Tracker, move: OpenMove | None, media_ids: Sequence[str]) -> None:
    """Fetches the files and adds them to the move; files of no use are left out, for officers can ask again."""
    for media_id in media_ids:
        with suppress(MediaUnavailable):
            content = await services.received_files.fetch(media_id)
            if move is not None:
                await in_thread(_attach, services, tracker, move.case_number, move.new_e164, content)
