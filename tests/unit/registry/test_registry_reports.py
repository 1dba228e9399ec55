"""Reports, their files, who may see them, and the certificate that was missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import update

from registry import tables
from registry.attachments import MOST_PER_CASE, Attached, AttachmentRefused
from registry.case_records import (
    CaseState,
    CertificateIssued,
    CertificateRefused,
    IssueProblem,
    ReportKind,
    ReportOpened,
)
from registry.errors import UnknownCitizen
from registry.evidence.records import AttachmentProblem
from registry.evidence.sniffing import LARGEST_BYTES
from registry.routing import RecordField
from tests.unit.registry.evidence.evidence_kit import card, pdf
from tests.unit.registry.registry_kit import CHAT, JPEG, OTHER_CHAT, Office, phone_of

PNG, PDF = card("PNG"), pdf()
STRANGER = "+6281399988877"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = Office(database_url)
    yield office
    office.engine.dispose()


def report(
    office: Office,
    profile: str,
    kind: ReportKind = ReportKind.MISSING_CERTIFICATE,
    details: Mapping[str, str] | None = None,
    command: str = "",
) -> ReportOpened:
    citizen_id = office.citizen(profile).id
    command = command or office.turn()
    return office.reports.open_report(kind, citizen_id, phone_of(profile), details or {}, CHAT, command)


def statements(office: Office) -> list[dict[str, str]]:
    (row,) = office.rows(tables.reports)
    text = office.vault.open(row["details"], place=f"reports/{row['id']}/details")
    return [each["details"] for each in json.loads(text)]


def test_a_report_gets_a_number_and_holds_what_an_officer_needs(office: Office) -> None:
    details = {"dose": "2", "facility": "Puskesmas Nania"}
    opened = report(office, "missing_dose", details=details)
    assert opened.case_number.startswith("LP-220201-")
    assert not opened.already_open
    (row,) = office.rows(tables.reports)
    assert (row["kind"], row["queue"], row["state"]) == ("missing_certificate", "facility", "pending")
    assert (row["conversation_id"], row["citizen_id"]) == (CHAT, office.citizen("missing_dose").id)
    assert office.vault.open(row["phone"], place=f"reports/{row['id']}/phone") == phone_of("missing_dose")
    assert statements(office) == [details]
    assert office.audit() == ["report_opened"]


MISSING, WRONG, OTHER = ReportKind.MISSING_CERTIFICATE, ReportKind.WRONG_RECORD, ReportKind.OTHER


@pytest.mark.parametrize(
    ("profile", "kind", "details", "queue"),
    [
        ("missing_dose", MISSING, {"dose": "2"}, "facility"),
        ("missing_dose", MISSING, {}, "facility"),
        ("no_doses", MISSING, {"dose": "1"}, "facility"),
        ("missing_dose", MISSING, {"dose": "2", "place": "abroad"}, "platform"),
        ("missing_certificate", MISSING, {"dose": "2"}, "platform"),
        ("missing_certificate", MISSING, {}, "platform"),
        ("two_doses", WRONG, {"field": RecordField.DATE.value}, "facility"),
        ("two_doses", WRONG, {"field": "vaccine", "dose": "1"}, "facility"),
        ("two_doses", WRONG, {"field": RecordField.NIK.value}, "platform"),
        ("two_doses", WRONG, {"field": "not_mine"}, "platform"),
        ("two_doses", WRONG, {}, "platform"),
        ("two_doses", OTHER, {"dose": "9"}, "platform"),
    ],
)
def test_reports_go_to_whoever_can_act(
    office: Office, profile: str, kind: ReportKind, details: dict[str, str], queue: str
) -> None:
    report(office, profile, kind, details)
    assert office.rows(tables.reports)[0]["queue"] == queue


def test_the_same_matter_again_is_added_to_the_open_report(office: Office) -> None:
    first = report(office, "missing_dose", details={"dose": "2"})
    second = report(office, "missing_dose", details={"dose": "2", "date": "2021-09-01"})
    assert second == ReportOpened(first.case_number, already_open=True)
    assert statements(office) == [{"dose": "2"}, {"dose": "2", "date": "2021-09-01"}]
    assert office.audit() == ["report_opened", "report_changed"]


def test_another_dose_field_person_or_kind_is_another_report(office: Office) -> None:
    opened = {
        report(office, "missing_dose", details={"dose": "2"}).case_number,
        report(office, "missing_dose", details={"dose": "3"}).case_number,
        report(office, "missing_dose", WRONG, {"dose": "2"}).case_number,
        report(office, "missing_dose", WRONG, {"dose": "2", "field": "date"}).case_number,
        report(office, "two_doses", details={"dose": "2"}).case_number,
    }
    assert len(opened) == 5


def test_two_doses_reported_in_one_turn_are_two_reports(office: Office) -> None:
    first = report(office, "no_doses", details={"dose": "1"}, command="t:a")
    second = report(office, "no_doses", details={"dose": "2"}, command="t:a")
    assert first.case_number != second.case_number
    assert report(office, "no_doses", details={"dose": "1"}, command="t:a") == first
    assert len(office.rows(tables.reports)) == 2


def test_a_closed_report_makes_room_for_a_new_one(office: Office) -> None:
    first = report(office, "missing_dose")
    with office.engine.begin() as connection:
        connection.execute(update(tables.reports).values(state="done", closed_at=office.clock.now()))
    second = report(office, "missing_dose")
    assert second.case_number != first.case_number
    assert not second.already_open


def test_somebody_we_do_not_know_can_report_by_number(office: Office) -> None:
    opened = office.reports.open_report(MISSING, None, STRANGER, {"dose": "1"}, CHAT, office.turn())
    case = office.reports.case(opened.case_number.lower().replace("-", " "), STRANGER)
    assert case is not None
    assert (case.case_number, case.kind, case.state) == (opened.case_number, MISSING, CaseState.PENDING)
    assert office.reports.cases_of(phone_e164=STRANGER) == [case]
    with pytest.raises(UnknownCitizen):
        office.reports.open_report(MISSING, "nobody", STRANGER, {}, CHAT, office.turn())


def test_a_chat_without_a_proved_number_owns_what_it_asks_for(office: Office) -> None:
    def ask(chat: str) -> ReportOpened:
        return office.reports.open_report(ReportKind.OTHER, None, None, {"field": "hand_over"}, chat, office.turn())

    first, again, other = ask(CHAT), ask(CHAT), ask(OTHER_CHAT)
    assert again == ReportOpened(first.case_number, already_open=True)
    assert other.case_number != first.case_number
    assert [case.case_number for case in office.reports.cases_of(conversation_id=CHAT)] == [first.case_number]
    assert office.reports.cases_of(phone_e164=STRANGER) == []
    assert office.reports.case(first.case_number, STRANGER) is None


def test_what_a_chat_asked_for_goes_to_the_number_it_proves(office: Office) -> None:
    def ask(chat: str) -> ReportOpened:
        return office.reports.open_report(ReportKind.OTHER, None, None, {"field": "hand_over"}, chat, office.turn())

    first, other = ask(CHAT), ask(OTHER_CHAT)
    for _ in range(2):
        office.reports.adopt_requests(CHAT, STRANGER)
    assert [case.case_number for case in office.reports.cases_of(phone_e164=STRANGER)] == [first.case_number]
    assert office.reports.cases_of(conversation_id=CHAT) == []
    assert [case.case_number for case in office.reports.cases_of(conversation_id=OTHER_CHAT)] == [other.case_number]
    office.reports.adopt_requests(OTHER_CHAT, STRANGER)  # which has asked for the same already
    assert len(office.reports.cases_of(phone_e164=STRANGER)) == 1
    assert office.audit() == ["report_opened", "report_opened", "report_changed"]
    assert sorted(row["version"] for row in office.rows(tables.reports)) == [0, 1]  # an officer's view of it is old now


def test_only_its_owner_sees_a_case(office: Office) -> None:
    number = report(office, "missing_dose").case_number
    assert office.reports.case(number, phone_of("missing_dose")) is not None
    assert office.reports.case(number, phone_of("two_doses")) is None
    assert office.reports.case(number, STRANGER) is None
    assert office.reports.case("KR-220131-2222", phone_of("missing_dose")) is None
    assert office.reports.case("what", phone_of("missing_dose")) is None
    assert office.reports.cases_of(phone_e164=phone_of("two_doses")) == []


def test_cases_of_a_family_and_of_one_of_them(office: Office) -> None:
    first = report(office, "family_parent")
    office.clock.advance(minutes=1)
    second = report(office, "family_child")
    office.clock.advance(minutes=1)
    third = office.correct("family_child", "Nauli Siregar")
    all_of_them = [case.case_number for case in office.reports.cases_of(phone_e164=phone_of("family_parent"))]
    assert all_of_them == [third.case_number, second.case_number, first.case_number]
    of_child = office.reports.cases_of(citizen_id=office.citizen("family_child").id)
    assert [case.case_number for case in of_child] == [third.case_number, second.case_number]
    with pytest.raises(TypeError):
        office.reports.cases_of()


def test_reports_of_a_number_move_with_it(office: Office) -> None:
    old = phone_of("nobody")
    number = office.reports.open_report(OTHER, None, old, {}, CHAT, office.turn()).case_number
    office.corrections.change_phone(old, STRANGER, office.turn())
    assert office.reports.case(number, old) is None
    assert office.reports.case(number, STRANGER) is not None


def test_a_photo_is_kept_sealed_once_and_counted(office: Office) -> None:
    number, phone = report(office, "missing_dose").case_number, phone_of("missing_dose")
    digest = hashlib.sha256(JPEG).hexdigest()
    first = office.reports.attach(number, phone, JPEG, "t:a", sha256=digest)
    assert isinstance(first, Attached)
    assert first.count == 1
    assert office.reports.attach(number, phone, JPEG, "t:a", sha256=digest) == first
    assert office.reports.attach(number, phone, JPEG, office.turn()) == first
    second = office.reports.attach(number, phone, PDF, "t:a")  # the same turn, another file
    assert isinstance(second, Attached)
    assert second.count == 2
    files = office.reports.files_of(number)
    assert {file.mime_type for file in files} == {"image/jpeg", "application/pdf"}
    stored = [bytes(row["content"]) for row in office.rows(tables.attachments)]
    assert not [file for file in files for content in stored if file.content in content]
    case = office.reports.case(number, phone)
    assert case is not None
    assert case.attachments == 2


@pytest.mark.parametrize(
    ("content", "sha256", "problem"),
    [
        (b"", None, AttachmentProblem.EMPTY),
        (JPEG + bytes(LARGEST_BYTES), None, AttachmentProblem.TOO_LARGE),
        (JPEG[:-200], None, AttachmentProblem.UNREADABLE),
        (b"GIF89a", None, AttachmentProblem.UNKNOWN_TYPE),
        (b"<html>", None, AttachmentProblem.UNKNOWN_TYPE),
        (JPEG, "0" * 64, AttachmentProblem.DAMAGED),
        (JPEG, "é", AttachmentProblem.DAMAGED),
    ],
    ids=["empty", "too large", "truncated", "unknown", "page", "damaged", "no digest"],
)
def test_other_files_are_refused(
    office: Office, content: bytes, sha256: str | None, problem: AttachmentProblem
) -> None:
    number = report(office, "missing_dose").case_number
    attach = office.reports.attach
    outcome = attach(number, phone_of("missing_dose"), content, office.turn(), sha256=sha256)
    assert outcome == AttachmentRefused(problem)
    assert office.rows(tables.attachments) == []


def test_files_go_only_to_ones_own_open_case_and_not_without_end(office: Office) -> None:
    number, phone = report(office, "missing_dose").case_number, phone_of("missing_dose")
    unknown = AttachmentRefused(AttachmentProblem.UNKNOWN_CASE)
    assert office.reports.attach(number, STRANGER, JPEG, office.turn()) == unknown
    assert office.reports.attach("LP-220131-2222", phone, JPEG, office.turn()) == unknown
    for index in range(MOST_PER_CASE):
        assert isinstance(office.reports.attach(number, phone, JPEG + bytes([index]), office.turn()), Attached)
    too_many = office.reports.attach(number, phone, JPEG, office.turn())
    assert too_many == AttachmentRefused(AttachmentProblem.TOO_MANY)
    with office.engine.begin() as connection:
        connection.execute(update(tables.reports).values(state="done", closed_at=office.clock.now()))
    closed = office.reports.attach(number, phone, PNG, office.turn())
    assert closed == AttachmentRefused(AttachmentProblem.CASE_CLOSED)


def test_a_missing_certificate_is_issued_at_once_and_its_report_done(office: Office) -> None:
    number = report(office, "missing_certificate", details={"dose": "2"}).case_number
    dose = office.doses("missing_certificate")[1]
    outcome = office.reports.issue_missing_certificate(dose.id, "t:a", conversation_id=OTHER_CHAT)
    assert isinstance(outcome, CertificateIssued)
    assert not outcome.already_there
    assert office.doses("missing_certificate")[1].certificate_id == outcome.certificate_id
    record = office.registry.certificate(outcome.certificate_id)
    assert record is not None
    assert record.valid
    assert office.reports.issue_missing_certificate(dose.id, "t:a") == outcome
    again = office.reports.issue_missing_certificate(dose.id, office.turn())
    assert again == CertificateIssued(outcome.certificate_id, already_there=True)
    case = office.reports.case(number, phone_of("missing_certificate"))
    assert case is not None
    assert case.state is CaseState.DONE
    assert office.audit().count("certificate_issued") == 1


def test_what_must_not_be_issued_is_not(office: Office) -> None:
    issue = office.reports.issue_missing_certificate
    revoked = office.doses("revoked")[1]
    assert issue(revoked.id, office.turn()) == CertificateRefused(IssueProblem.REVOKED)
    assert issue("nothing", office.turn()) == CertificateRefused(IssueProblem.UNKNOWN_DOSE)
    missing = office.doses("missing_certificate")[1]
    future = office.vault.seal("2022-02-02", place=f"vaccinations/{missing.id}/date")
    with office.engine.begin() as connection:
        of_dose = tables.vaccinations.c.id == missing.id
        connection.execute(update(tables.vaccinations).where(of_dose).values(date=future))
    assert issue(missing.id, office.turn()) == CertificateRefused(IssueProblem.FUTURE_DATE)


def test_nothing_personal_stands_readable(office: Office) -> None:
    report(office, "missing_dose", OTHER, {"description": "rahasia saya"})
    office.correct("misspelt_disputed", "Yusuf Wanggai")
    stored = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in (tables.reports, tables.corrections)
        for row in office.rows(table)
        for value in row.values()
    )
    for secret in ("rahasia", "Yusuf", "Wanggai", phone_of("missing_dose")):
        assert secret.encode() not in stored
