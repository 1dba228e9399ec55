from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from adapters import FetchProblem
from channels.whatsapp.records import MessageKind
from officer_talks import FETCH_PROBLEMS, PROBLEMS
from portal.officers.talks import FileProblem, FileRefused, TalkProblem, TalkRefused
from registry.attachments import MOST_PER_CASE
from registry.decision_records import Officer
from registry.errors import AlreadyDecided, NotAllowed, UnknownCase
from registry.evidence.records import AttachmentProblem
from storage import tables as shared
from tests.unit.registry.decisions_kit import AUDITOR, FIRST, OTHER
from tests.unit.registry.evidence.evidence_kit import pdf
from tests.unit.registry.registry_kit import JPEG
from tests.unit.talks_kit import TalkingOffice


@pytest.fixture
def office(database_url: str) -> Iterator[TalkingOffice]:
    office = TalkingOffice(database_url)
    yield office
    office.engine.dispose()


@pytest.fixture
def number(office: TalkingOffice) -> str:
    return office.ask_for_officer()


def refusal(act: Callable[[], object]) -> TalkProblem:
    with pytest.raises(TalkRefused) as refused:
        act()
    return refused.value.problem


def noted(office: TalkingOffice, number: str, officer: Officer = FIRST) -> list[str]:
    events = [row for row in office.rows(shared.audit_events) if row["subject"] == number]
    return sorted(row["kind"] for row in events if row["actor"] == officer.id)


def test_an_officer_takes_the_talk_writes_reads_and_ends_it(office: TalkingOffice, number: str) -> None:
    assert office.talks.current(number) is None
    office.talks.take(FIRST, number, office.turn())
    office.talks.say(FIRST, number, "Selamat siang", office.turn())
    office.citizen_writes("siang juga")
    office.hand_to_officer()
    lines = office.talks.lines(FIRST, number)
    assert [(line.by_officer, line.text) for line in lines] == [(True, "Selamat siang"), (False, "siang juga")]
    assert [line.text for line in office.talks.lines(FIRST, number, lines[0].seq)] == ["siang juga"]
    office.talks.end(FIRST, number, office.turn())
    office.talks.end(FIRST, number, office.turn())
    talk = office.talks.current(number)
    assert talk is not None
    assert (talk.officer_id, talk.until) == (FIRST.id, None)


def test_two_clicks_send_one_message_and_note_one(office: TalkingOffice, number: str) -> None:
    office.talks.take(FIRST, number, office.turn())
    for _ in range(2):
        office.talks.say(FIRST, number, "Selamat siang", "one-click")
    assert office.said(number) == [(True, "Selamat siang")]
    assert noted(office, number) == ["conversation_taken", "message_sent"]


def test_the_trail_says_who_read_and_wrote_but_no_words(office: TalkingOffice, number: str) -> None:
    office.talks.take(FIRST, number, office.turn())
    assert office.talks.lines(AUDITOR, number) == []
    office.talks.say(FIRST, number, "Selamat siang", office.turn())
    office.talks.lines(AUDITOR, number)
    office.talks.end(FIRST, number, office.turn())
    assert noted(office, number) == ["conversation_ended", "conversation_taken", "message_sent"]
    assert noted(office, number, AUDITOR) == ["conversation_viewed"]
    assert "Selamat" not in str(office.rows(shared.audit_events))


def test_a_colleague_can_neither_take_write_nor_end_it(office: TalkingOffice, number: str) -> None:
    office.talks.take(FIRST, number, office.turn())
    for act in (
        lambda: office.talks.take(OTHER, number, office.turn()),
        lambda: office.talks.say(OTHER, number, "halo", office.turn()),
        lambda: office.talks.end(OTHER, number, office.turn()),
    ):
        assert refusal(act) is TalkProblem.TAKEN_BY_ANOTHER


def test_one_talk_is_about_one_case(office: TalkingOffice, number: str) -> None:
    other = office.ask_for_officer({"statement": "satu lagi", "field": "other"})
    office.talks.take(FIRST, number, office.turn())
    assert refusal(lambda: office.talks.take(FIRST, other, office.turn())) is TalkProblem.OF_ANOTHER_CASE


def test_what_cannot_be_sent_is_told(office: TalkingOffice, number: str) -> None:
    assert refusal(lambda: office.talks.say(FIRST, number, "halo", office.turn())) is TalkProblem.NOT_TAKEN
    office.talks.take(FIRST, number, office.turn())
    for text in ("  ", "a" * 4097):
        assert refusal(lambda text=text: office.talks.say(FIRST, number, text, office.turn())) is TalkProblem.UNFIT_TEXT
    office.clock.advance(hours=25)
    assert refusal(lambda: office.talks.take(FIRST, number, office.turn())) is TalkProblem.WINDOW_CLOSED
    assert noted(office, number) == ["conversation_taken"]


def test_an_auditor_only_reads(office: TalkingOffice, number: str) -> None:
    for act in (
        lambda: office.talks.take(AUDITOR, number, "c"),
        lambda: office.talks.say(AUDITOR, number, "halo", "c"),
        lambda: office.talks.end(AUDITOR, number, "c"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_closed_case_and_an_unknown_one_are_no_reason_to_talk(office: TalkingOffice, number: str) -> None:
    office.approve(number)
    office.pass_hold()
    with pytest.raises(AlreadyDecided):
        office.talks.take(FIRST, number, office.turn())
    with pytest.raises(UnknownCase):
        office.talks.take(FIRST, "LP-220131-ZZZZ", office.turn())


def test_a_case_without_a_whatsapp_conversation_has_nobody_to_talk_to(office: TalkingOffice) -> None:
    number = office.miss("two_doses", 3)
    assert refusal(lambda: office.talks.take(FIRST, number, office.turn())) is TalkProblem.UNKNOWN


def test_every_problem_of_the_channel_has_a_name_here() -> None:
    assert set(PROBLEMS.values()) | {TalkProblem.OF_ANOTHER_CASE} == set(TalkProblem)


@pytest.fixture
def sent(office: TalkingOffice, number: str) -> int:
    """The line with a photo that the citizen sent to the officer."""
    office.talks.take(FIRST, number, office.turn())
    office.citizen_sends(JPEG)
    (line,) = office.talks.lines(FIRST, number)
    assert line.has_file
    return line.seq


async def refused_file(
    office: TalkingOffice, number: str, seq: int, officer: Officer = FIRST
) -> FileProblem | AttachmentProblem:
    with pytest.raises(FileRefused) as refused:
        await office.talks.keep(officer, number, seq, office.turn())
    return refused.value.problem


async def test_the_officer_keeps_a_photo_and_the_case_has_it(office: TalkingOffice, number: str, sent: int) -> None:
    await office.talks.keep(FIRST, number, sent, office.turn())
    (shown,) = office.desk.case(FIRST, number).attachments
    assert shown.mime_type == "image/jpeg"
    assert "attachment_kept" in noted(office, number)


async def test_two_clicks_fetch_and_keep_one_file(office: TalkingOffice, number: str, sent: int) -> None:
    for _ in range(2):
        await office.talks.keep(FIRST, number, sent, "one-click")
    assert len(office.received.fetched) == 1
    assert len(office.reports.files_of(number)) == 1
    assert noted(office, number).count("attachment_kept") == 1


async def test_one_page_keeps_several_files(office: TalkingOffice, number: str, sent: int) -> None:
    office.citizen_sends(pdf(), MessageKind.DOCUMENT)
    for line in office.talks.lines(FIRST, number):
        await office.talks.keep(FIRST, number, line.seq, "one-page")
    assert {file.mime_type for file in office.reports.files_of(number)} == {"image/jpeg", "application/pdf"}


async def test_a_file_is_kept_after_the_talk_while_the_case_is_open(
    office: TalkingOffice, number: str, sent: int
) -> None:
    office.talks.end(FIRST, number, office.turn())
    office.approve(number)
    await office.talks.keep(FIRST, number, sent, "before the hold is over")
    office.pass_hold()
    await office.talks.keep(FIRST, number, sent, "before the hold is over")
    assert await refused_file(office, number, sent) is AttachmentProblem.CASE_CLOSED
    assert len(office.reports.files_of(number)) == 1


async def test_only_the_officer_of_the_talk_keeps_its_files(office: TalkingOffice, number: str, sent: int) -> None:
    other = office.ask_for_officer({"statement": "satu lagi", "field": "other"})
    assert await refused_file(office, number, sent, OTHER) is FileProblem.NOT_YOURS
    assert await refused_file(office, other, sent) is FileProblem.NOT_YOURS
    with pytest.raises(NotAllowed):
        await office.talks.keep(AUDITOR, number, sent, office.turn())
    with pytest.raises(UnknownCase):
        await office.talks.keep(FIRST, "LP-220131-ZZZZ", sent, office.turn())
    assert office.received.fetched == []


async def test_what_holds_no_file_of_the_citizen_cannot_be_kept(office: TalkingOffice, number: str, sent: int) -> None:
    office.talks.say(FIRST, number, "terima kasih", office.turn())
    office.citizen_sends(JPEG, MessageKind.STICKER)
    without = [line.seq for line in office.talks.lines(FIRST, number) if not line.has_file]
    assert len(without) == 2
    for seq in (*without, 0, 10**6):
        assert await refused_file(office, number, seq) is FileProblem.NO_FILE


@pytest.mark.parametrize("problem", FetchProblem)
async def test_what_whatsapp_does_not_hand_out_is_told_and_can_be_tried_again(
    office: TalkingOffice, number: str, sent: int, problem: FetchProblem
) -> None:
    ((media_id, photo),) = office.received.files.items()
    office.received.files[media_id] = problem
    assert await refused_file(office, number, sent) is FETCH_PROBLEMS[problem]
    office.received.files[media_id] = photo
    await office.talks.keep(FIRST, number, sent, office.turn())
    assert len(office.reports.files_of(number)) == 1


async def test_what_the_case_cannot_take_is_told(office: TalkingOffice, number: str, sent: int) -> None:
    office.citizen_sends(b"GIF89a")
    for index in range(MOST_PER_CASE):
        office.citizen_sends(JPEG + bytes([index]))
    lines = office.talks.lines(FIRST, number, sent)
    assert await refused_file(office, number, lines[0].seq) is AttachmentProblem.UNKNOWN_TYPE
    for line in lines[1:]:
        await office.talks.keep(FIRST, number, line.seq, office.turn())
    assert await refused_file(office, number, sent) is AttachmentProblem.TOO_MANY
    assert noted(office, number).count("attachment_kept") == MOST_PER_CASE


def test_every_reason_of_whatsapp_has_a_name_here() -> None:
    assert set(FETCH_PROBLEMS) == set(FetchProblem)
