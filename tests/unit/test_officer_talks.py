from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from officer_talks import PROBLEMS
from portal.officers.talks import TalkProblem, TalkRefused
from registry.decision_records import Officer
from registry.errors import AlreadyDecided, NotAllowed, UnknownCase
from storage import tables as shared
from tests.unit.registry.decisions_kit import AUDITOR, FIRST, OTHER
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
