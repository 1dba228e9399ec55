"""Officers add what citizens sent them to a case, without the citizen's session."""

from __future__ import annotations

import pytest

from registry import tables
from registry.attachments import MOST_PER_CASE, Attached, Attachment, AttachmentRefused
from registry.case_records import ReportKind
from registry.decision_records import Officer
from registry.errors import NotAllowed, UnknownCase
from registry.evidence.cleaning import clean
from registry.evidence.records import AttachmentProblem, Evidence
from registry.evidence.sniffing import LARGEST_BYTES
from storage import tables as shared
from tests.unit.registry.decisions_kit import AUDITOR, FIRST, SUPERVISOR, DecidingOffice
from tests.unit.registry.evidence.evidence_kit import pdf
from tests.unit.registry.registry_kit import JPEG, phone_of

PERSON = "two_doses"
CLEANED = clean(JPEG)


@pytest.fixture
def number(office: DecidingOffice) -> str:
    return office.report(PERSON, ReportKind.OTHER, {"statement": "tolong"})


def keep(
    office: DecidingOffice, number: str, content: bytes = JPEG, command: str = "", officer: Officer = FIRST
) -> Attachment:
    return office.sent_files.keep(officer, number, "7", content, command or office.turn())


def keepers(office: DecidingOffice) -> list[str]:
    return [event["actor"] for event in office.rows(shared.audit_events) if event["kind"] == "attachment_kept"]


def test_a_file_is_cleaned_sealed_and_noted_with_the_officer(office: DecidingOffice, number: str) -> None:
    outcome = keep(office, number)
    assert isinstance(outcome, Attached)
    assert outcome.count == 1
    assert isinstance(CLEANED, Evidence)
    assert office.desk.attachment(SUPERVISOR, outcome.attachment_id).content == CLEANED.content
    (row,) = office.rows(tables.attachments)
    assert CLEANED.content not in bytes(row["content"])
    assert keepers(office) == [FIRST.id]


def test_a_repeated_command_gets_the_earlier_outcome_and_is_known_beforehand(
    office: DecidingOffice, number: str
) -> None:
    assert office.sent_files.earlier(number, "7", "one-click") is None
    first = keep(office, number, command="one-click")
    assert office.sent_files.earlier(number, "7", "one-click") == first
    assert keep(office, number, command="one-click") == first
    assert office.sent_files.earlier(number, "8", "one-click") is None
    assert keepers(office) == [FIRST.id]


def test_a_file_that_the_case_has_is_neither_added_nor_noted_again(office: DecidingOffice, number: str) -> None:
    sent = office.reports.attach(number, phone_of(PERSON), JPEG, office.turn())
    version = office.version(number)
    assert keep(office, number) == sent
    assert office.version(number) == version
    assert keepers(office) == []


def test_who_looked_at_the_case_before_looks_again_and_an_awaited_file_is_an_answer(
    office: DecidingOffice, number: str
) -> None:
    office.ask_back(number)
    version = office.version(number)
    keep(office, number)
    assert office.version(number) == version + 1
    assert office.state(number) == "in_progress"


def test_a_correction_takes_files_too(office: DecidingOffice) -> None:
    number = office.lose_number(PERSON)
    assert isinstance(keep(office, number), Attached)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", AttachmentProblem.EMPTY),
        (JPEG + bytes(LARGEST_BYTES), AttachmentProblem.TOO_LARGE),
        (JPEG[:-200], AttachmentProblem.UNREADABLE),
        (b"GIF89a", AttachmentProblem.UNKNOWN_TYPE),
    ],
    ids=["empty", "too large", "truncated", "unknown"],
)
def test_what_is_of_no_use_changes_nothing(
    office: DecidingOffice, number: str, content: bytes, problem: AttachmentProblem
) -> None:
    version = office.version(number)
    assert keep(office, number, content, command="c") == AttachmentRefused(problem)
    assert office.rows(tables.attachments) == []
    assert office.version(number) == version
    assert isinstance(keep(office, number, pdf(), command="c"), Attached)  # a refusal does not use the command up


def test_a_full_case_takes_no_more(office: DecidingOffice, number: str) -> None:
    for index in range(MOST_PER_CASE):
        office.reports.attach(number, phone_of(PERSON), JPEG + bytes([index]), office.turn())
    assert keep(office, number) == AttachmentRefused(AttachmentProblem.TOO_MANY)


def test_a_case_takes_files_until_its_decision_is_in_effect(office: DecidingOffice, number: str) -> None:
    office.approve(number)
    assert isinstance(keep(office, number), Attached)
    assert office.pass_hold() == 1
    assert keep(office, number, pdf()) == AttachmentRefused(AttachmentProblem.CASE_CLOSED)
    assert keepers(office) == [FIRST.id]


def test_an_auditor_keeps_nothing_and_an_unknown_case_takes_nothing(office: DecidingOffice, number: str) -> None:
    with pytest.raises(NotAllowed):
        keep(office, number, officer=AUDITOR)
    with pytest.raises(UnknownCase):
        keep(office, "LP-220131-ZZZZ")
    assert office.rows(tables.attachments) == []
