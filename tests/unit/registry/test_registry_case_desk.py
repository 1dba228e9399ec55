"""What officers read: the queue, one case with all that is needed to decide it, its files, and figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import event

from registry import tables
from registry.case_queue import MOST_SHOWN
from registry.case_records import CaseState, CorrectionKind, CorrectionPending, NameCorrected, Queue, ReportKind
from registry.decision_records import DayFigures, Officer, OfficerRole, QueueFilter
from registry.errors import UnknownCase
from registry.evidence.cleaning import clean
from registry.evidence.records import Evidence
from registry.lost_numbers import LostNumbers
from storage import tables as shared
from tests.unit.registry.registry_kit import CHAT, JPEG, Office, phone_of, someone

OFFICER = Officer("o1", OfficerRole.OFFICER)
AUDITOR = Officer("a1", OfficerRole.AUDITOR)
STRANGER = "+6281399988877"
MONDAY_9 = datetime(2022, 1, 31, 2, tzinfo=timezone.utc)  # in Jakarta
MISSING, WRONG, OTHER = ReportKind.MISSING_CERTIFICATE, ReportKind.WRONG_RECORD, ReportKind.OTHER


def kept(content: bytes) -> bytes:
    """A file as it is kept: drawn anew, without what else it held."""
    cleaned = clean(content)
    assert isinstance(cleaned, Evidence)
    return cleaned.content


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = Office(database_url)
    office.clock.moment = MONDAY_9
    yield office
    office.engine.dispose()


def numbers(office: Office, wanted: QueueFilter | None = None) -> list[str]:
    return [case.number for case in office.desk.queue(OFFICER, wanted or QueueFilter())]


def pending_correction(office: Office, profile: str = "two_doses", name: str = "Somebody Else") -> str:
    office.civil.down = True
    opened = office.correct(profile, name)
    assert isinstance(opened, CorrectionPending)
    return opened.case_number


def anonymous(office: Office, phone: str = STRANGER) -> str:
    return office.reports.open_report(OTHER, None, phone, {}, CHAT, office.turn()).case_number


@contextmanager
def statements_counted(office: Office) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(office.engine, "before_cursor_execute", note)
    yield seen
    event.remove(office.engine, "before_cursor_execute", note)


def test_overdue_cases_come_first_then_who_is_due_first(office: Office) -> None:
    slow = office.report("two_doses", WRONG)  # due in 72 hours of work
    office.clock.advance(minutes=1)
    quick_and_old = pending_correction(office)  # due in one
    office.clock.advance(minutes=90)
    quick = office.report("two_doses", OTHER)

    found = office.desk.queue(OFFICER, QueueFilter())

    assert [case.number for case in found] == [quick_and_old, quick, slow]
    assert [case.overdue for case in found] == [True, False, False]
    assert found[1].due_at == found[1].opened_at + timedelta(hours=1)


def test_what_waits_for_the_citizen_is_never_overdue(office: Office) -> None:
    waiting = office.report("two_doses", OTHER)
    office.set_case(waiting, state="waiting")
    office.clock.advance(minutes=5)
    actionable = office.report("no_doses", OTHER)
    office.clock.advance(hours=3)

    found = office.desk.queue(OFFICER, QueueFilter())

    assert [(case.number, case.overdue) for case in found] == [(actionable, True), (waiting, False)]
    assert numbers(office, QueueFilter(overdue=True)) == [actionable]


def test_the_queue_tells_how_much_there_is_to_look_at(office: Office) -> None:
    number = office.report("two_doses", WRONG, field="date")
    office.reports.attach(number, phone_of("two_doses"), JPEG, office.turn())
    for text in ("a", "b"):
        office.additions.add_statement(number, phone_of("two_doses"), text, CHAT, office.turn())

    (case,) = office.desk.queue(OFFICER, QueueFilter())

    assert (case.attachments, case.statements) == (1, 2)
    assert (case.kind, case.queue, case.state) == (WRONG, Queue.FACILITY, CaseState.PENDING)


def test_filters_narrow_the_queue(office: Office) -> None:
    name, wrong, other = pending_correction(office), office.report("two_doses", WRONG, field="date"), anonymous(office)
    closed = office.report("no_doses", OTHER)
    office.set_case(closed, state="done", closed_at=office.clock.now())
    office.set_case(wrong, state="waiting")

    assert set(numbers(office)) == {name, wrong, other}
    assert numbers(office, QueueFilter(kind=CorrectionKind.NAME)) == [name]
    assert numbers(office, QueueFilter(kind=OTHER)) == [other]
    assert numbers(office, QueueFilter(queue=Queue.FACILITY)) == [wrong]
    assert set(numbers(office, QueueFilter(queue=Queue.PLATFORM))) == {name, other}
    assert numbers(office, QueueFilter(kind=CorrectionKind.NAME, queue=Queue.FACILITY)) == []
    assert numbers(office, QueueFilter(state=CaseState.WAITING)) == [wrong]
    assert numbers(office, QueueFilter(state=CaseState.DONE)) == [closed]


def test_cases_that_are_over_come_newest_first(office: Office) -> None:
    closed = []
    for phone in ("+6281200000001", "+6281200000002"):
        closed.append(anonymous(office, phone))
        office.set_case(closed[-1], state="done", closed_at=office.clock.now())
        office.clock.advance(minutes=1)

    assert numbers(office, QueueFilter(state=CaseState.DONE)) == closed[::-1]


def test_a_number_is_found_as_people_write_it_open_or_closed(office: Office) -> None:
    number, other = office.report("two_doses"), pending_correction(office)
    office.set_case(number, state="done", closed_at=office.clock.now())

    for typed in (number, number.lower(), number.replace("-", ""), f" {number.replace('-', ' ')} ", number[-4:], "lp"):
        assert numbers(office, QueueFilter(number=typed)) == [number]
    assert set(numbers(office, QueueFilter(number="220131"))) == {number, other}
    for typed in ("LP-220131-0000", "%", "_", "??", "x' OR '1'='1"):
        assert numbers(office, QueueFilter(number=typed)) == []
    assert numbers(office, QueueFilter(number="  ")) == [other]


def test_a_long_queue_is_cut_and_costs_no_more_statements(office: Office) -> None:
    anonymous(office)
    with statements_counted(office) as few:
        numbers(office)
    for count in range(MOST_SHOWN):
        anonymous(office, f"+62812{count:07}")
    office.clock.advance(hours=2)
    with statements_counted(office) as many:
        found = numbers(office)

    assert len(found) == MOST_SHOWN
    assert len(many) == len(few) <= 6


def test_a_correction_shows_what_is_on_record_and_what_is_asked(office: Office) -> None:
    number, citizen = pending_correction(office), office.citizen("two_doses")

    case = office.desk.case(OFFICER, number.lower())

    assert case.person is not None
    assert (case.person.full_name, case.person.birth_date) == (citizen.full_name, citizen.birth_date)
    assert (case.person.masked_nik[:4], case.person.masked_nik[-4:]) == (citizen.nik[:4], citizen.nik[-4:])
    assert citizen.nik not in str(vars(case.person))
    assert case.person.sex == citizen.sex.value
    assert (case.asked.old, case.asked.new, case.civil_answer) == (citizen.full_name, "Somebody Else", "no_answer")
    on_record = office.doses("two_doses")
    assert [(dose.dose, dose.vaccine, dose.batch, dose.date, dose.facility) for dose in case.doses] == [
        (dose.dose, dose.vaccine, dose.batch, dose.date, dose.facility) for dose in on_record
    ]
    by_id = {row["id"]: row["number"] for row in office.rows(tables.certificates)}
    assert [dose.certificate_number for dose in case.doses] == [by_id[dose.certificate_id or ""] for dose in on_record]
    assert (case.summary.number, case.version) == (number, 0)
    assert citizen.full_name not in repr(case)
    assert "Somebody Else" not in repr(case)


def test_a_report_shows_all_that_was_said(office: Office) -> None:
    number = office.report("missing_certificate", MISSING, dose="2", place="Ambon")
    assert office.report("missing_certificate", MISSING, dose="2", place="Nania") == number
    office.clock.advance(minutes=1)
    office.additions.add_statement(number, phone_of("missing_certificate"), "a Tuesday", CHAT, office.turn())
    office.reports.attach(number, phone_of("missing_certificate"), JPEG, office.turn())

    case = office.desk.case(OFFICER, number)

    assert (case.asked.old, case.asked.new) == (None, None)
    assert case.asked.details == {"dose": "2", "place": "Ambon\nNania"}
    assert case.civil_answer is None
    assert [(each.text, each.at) for each in case.statements] == [("a Tuesday", office.clock.now())]
    (attached,) = case.attachments
    assert (attached.mime_type, attached.size) == ("image/jpeg", len(kept(JPEG)))
    assert [dose.certificate_number for dose in case.doses if dose.dose == 2] == [None]
    assert case.version == 3  # said again, added to, and a photo
    assert (case.summary.attachments, case.summary.statements) == (1, 1)


def test_a_case_about_nobody_known_has_no_person(office: Office) -> None:
    case = office.desk.case(OFFICER, anonymous(office))

    assert case.person is None
    assert case.doses == ()


def test_a_case_shows_the_decision_that_has_no_effect_yet(office: Office) -> None:
    number, later = office.report("two_doses"), MONDAY_9 + timedelta(hours=1)
    assert office.desk.case(OFFICER, number).awaiting_second is None
    office.decide(number, "undone", effective_at=later)
    assert office.desk.case(OFFICER, number).effective_at is None

    office.decide(number, "awaiting_second", officer_id="o7")
    case = office.desk.case(OFFICER, number)
    assert (case.awaiting_second, case.effective_at) == ("o7", None)


def test_a_case_shows_when_a_held_decision_takes_effect(office: Office) -> None:
    number, later = office.report("two_doses"), MONDAY_9 + timedelta(hours=1)

    office.decide(number, "holding", officer_id="o7", effective_at=later)

    case = office.desk.case(OFFICER, number)
    assert (case.awaiting_second, case.effective_at) == (None, later)


def test_every_look_at_a_case_or_file_is_noted_with_who_looked(office: Office) -> None:
    number = office.report("two_doses")
    office.clock.advance(seconds=1)
    office.reports.attach(number, phone_of("two_doses"), JPEG, office.turn())
    (attached,) = office.rows(tables.attachments)
    office.clock.advance(seconds=1)
    office.desk.case(AUDITOR, number)
    office.clock.advance(seconds=1)

    assert office.desk.attachment(OFFICER, attached["id"]).content == kept(JPEG)

    office.clock.advance(seconds=1)
    history = [(each.kind, each.by) for each in office.desk.case(OFFICER, number).events]
    assert history == [
        ("report_opened", None),
        ("attachment_added", None),
        ("case_viewed", "a1"),
        ("attachment_viewed", "o1"),
    ]
    assert [row["actor"] for row in office.rows(shared.audit_events)].count("o1") == 2


def test_the_queue_and_the_figures_are_no_look_at_anybody(office: Office) -> None:
    office.report("two_doses")

    numbers(office)
    office.desk.figures()

    assert office.audit() == ["report_opened"]


@pytest.mark.parametrize("number", ["", "LP-220201-ZZZZ", "KR-220201-ZZZZ", "nonsense"])
def test_unknown_cases_and_files_are_said_to_be_unknown(office: Office, number: str) -> None:
    with pytest.raises(UnknownCase):
        office.desk.case(OFFICER, number)
    with pytest.raises(UnknownCase):
        office.desk.attachment(OFFICER, number)
    assert office.audit() == []


def test_figures_count_what_came_in_what_was_decided_and_what_is_left(office: Office) -> None:
    old = office.report("two_doses", WRONG)
    office.decide(old, "applied", verdict="refused")
    office.set_case(old, state="refused", closed_at=office.clock.now())
    office.clock.moment = datetime(2022, 2, 1, 16, 59, tzinfo=timezone.utc)  # a minute before midnight in Jakarta
    left = office.report("no_doses", WRONG)
    office.clock.advance(minutes=1)
    quick = office.report("no_doses", OTHER)
    for number, state, verdict in (
        (left, "undone", "approved"),
        (left, "applied", "asked_back"),
        (quick, "holding", "approved"),
    ):
        office.decide(number, state, verdict=verdict)
    office.clock.advance(hours=10)

    figures = office.desk.figures()

    assert (figures.opened_today, figures.decided_today) == (1, 1)
    assert figures.median_age_hours == pytest.approx(10 + 1 / 120)
    assert figures.by_kind == {"wrong_record": 1, "other": 1}
    assert (figures.open, figures.overdue) == (2, 1)
    assert len(figures.days) == 14
    assert figures.days[-3:] == (
        DayFigures(date(2022, 1, 31), 1, 1),
        DayFigures(date(2022, 2, 1), 1, 0),
        DayFigures(date(2022, 2, 2), 1, 1),
    )
    assert figures.days[0] == DayFigures(date(2022, 1, 20), 0, 0)


def test_figures_leave_out_what_needed_no_officer(office: Office) -> None:
    corrected = office.correct("misspelt_confirmed", someone("misspelt_confirmed")[1].civil_name)
    assert isinstance(corrected, NameCorrected)

    figures = office.desk.figures()

    assert (figures.opened_today, figures.open, figures.median_age_hours) == (0, 0, None)


def test_the_number_that_hears_how_it_ends_is_that_of_the_conversation(office: Office) -> None:
    report, name = office.report("two_doses"), office.correct("misspelt_disputed", "Yusuf Rahman Wanggai").case_number
    moves = LostNumbers(office.engine, office.vault, office.clock)
    lost = moves.open(office.citizen("two_doses").id, "+6281355566677", CHAT, office.turn()).case_number
    numbers = [office.desk.case(OFFICER, number).phone for number in (report, name, lost)]
    assert numbers == [phone_of("two_doses"), phone_of("misspelt_disputed"), "+6281355566677"]
    assert phone_of("two_doses") not in repr(office.desk.case(OFFICER, report))
