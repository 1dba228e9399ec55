"""What officers enter for the record: refused when it cannot stand, written with new certificates when it can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from registry.case_records import CaseState, CertificateIssued, ReportKind
from registry.decision_records import RecordCorrection
from registry.errors import BadCorrection
from registry.notice_records import NoticeKind
from tests.unit.registry.decisions_kit import FIRST, OTHER, DecidingOffice
from tests.unit.registry.registry_kit import CHAT, phone_of

WRONG = ReportKind.WRONG_RECORD
TODAY, TOMORROW = date(2022, 2, 1), date(2022, 2, 2)
ENTRY = RecordCorrection(vaccine="CoronaVac", batch="B 1", date=date(2021, 12, 1), facility="Puskesmas Nusaniwe")


@pytest.fixture
def office(database_url: str) -> Iterator[DecidingOffice]:
    office = DecidingOffice(database_url)
    yield office
    office.engine.dispose()


def certificate_ids(office: DecidingOffice, profile: str) -> list[str | None]:
    return [dose.certificate_id for dose in office.doses(profile)]


@pytest.mark.parametrize(
    ("correction", "field", "problem"),
    [
        (None, "correction", "missing"),
        (RecordCorrection(), "correction", "missing"),
        (RecordCorrection(dose=1), "correction", "missing"),
        (RecordCorrection(batch="B"), "dose", "missing"),
        (RecordCorrection(dose=3, batch="B"), "dose", "not_on_record"),
        (RecordCorrection(dose=0, batch="B"), "dose", "implausible"),
        (RecordCorrection(dose=1, date=TOMORROW), "date", "future"),
        (RecordCorrection(dose=1, date=date(2019, 12, 31)), "date", "implausible"),
        (RecordCorrection(dose=1, vaccine=" "), "vaccine", "empty"),
        (RecordCorrection(dose=1, facility="x" * 81), "facility", "too_long"),
        (RecordCorrection(dose=1, batch="a\x00b"), "batch", "implausible"),
        (RecordCorrection(birth_date=TOMORROW), "birth_date", "future"),
        (RecordCorrection(birth_date=date(1899, 12, 31)), "birth_date", "implausible"),
        (RecordCorrection(nik="123"), "nik", "length"),
        (RecordCorrection(sex="x"), "sex", "implausible"),
        (RecordCorrection(full_name="B4mbang"), "full_name", "digits"),
    ],
)
def test_what_cannot_stand_on_record_is_not_approved(
    office: DecidingOffice, correction: RecordCorrection | None, field: str, problem: str
) -> None:
    number = office.report("two_doses", WRONG)
    with pytest.raises(BadCorrection) as raised:
        office.approve(number, correction=correction)
    assert (raised.value.field, raised.value.problem) == (field, problem)
    assert (office.state(number), office.version(number)) == ("pending", 0)


def test_another_citizens_nik_is_not_approved(office: DecidingOffice) -> None:
    number = office.report("two_doses", WRONG)
    with pytest.raises(BadCorrection, match="taken"):
        office.approve(number, correction=RecordCorrection(nik=office.citizen("three_doses").nik))


def test_values_for_a_case_that_takes_none_are_refused(office: DecidingOffice) -> None:
    number = office.correct("misspelt_disputed", "Yusuf Rahman Wanggai").case_number
    with pytest.raises(BadCorrection, match="unexpected"):
        office.approve(number, correction=RecordCorrection(sex="male"))
    office.approve(number, correction=RecordCorrection())


def test_a_corrected_dose_renews_its_certificate_alone(office: DecidingOffice) -> None:
    first, second = certificate_ids(office, "two_doses")
    number = office.report("two_doses", WRONG)
    office.approve(number, correction=RecordCorrection(dose=2, batch=" NEW  7 ", date=TODAY))
    assert office.pass_hold() == 1
    doses = office.doses("two_doses")
    assert (doses[1].batch, doses[1].date) == ("NEW 7", TODAY)
    assert doses[0].certificate_id == first
    assert doses[1].certificate_id != second
    (notice,) = office.told()
    assert (notice.kind, notice.certificate_ids) == (NoticeKind.RECORD_CORRECTED, (doses[1].certificate_id,))


def test_a_corrected_person_renews_all_certificates_and_sex_none(office: DecidingOffice) -> None:
    before = certificate_ids(office, "two_doses")
    office.approve(office.report("two_doses", WRONG), correction=RecordCorrection(sex="female"))
    assert office.pass_hold() == 1
    assert office.citizen("two_doses").sex.value == "female"
    assert certificate_ids(office, "two_doses") == before
    office.approve(office.report("two_doses", WRONG), correction=RecordCorrection(full_name="BAMBANG WIJAYA"))
    assert office.pass_hold() == 1
    assert office.citizen("two_doses").full_name == "Bambang Wijaya"
    after = certificate_ids(office, "two_doses")
    assert not set(before) & set(after)
    assert office.told()[-1].certificate_ids == tuple(after)


def test_birth_date_and_nik_need_two_officers(office: DecidingOffice) -> None:
    citizen = office.citizen("two_doses")
    nik = citizen.nik[:-4] + "9876"
    correction = RecordCorrection(birth_date=date(1985, 2, 11), nik=nik)
    number = office.report("two_doses", WRONG)
    assert office.approve(number, FIRST, correction).state is CaseState.IN_PROGRESS
    with pytest.raises(BadCorrection, match="different"):
        office.approve(number, OTHER, RecordCorrection(birth_date=date(1985, 2, 12), nik=nik))
    office.approve(number, OTHER, correction)
    assert office.pass_hold() == 1
    (changed,) = office.registry.citizens_of(phone_of("two_doses"))
    assert (changed.birth_date, changed.nik) == (date(1985, 2, 11), nik)
    assert office.registry.citizen_of(phone_of("two_doses"), nik) == changed
    assert office.registry.citizen_of(phone_of("two_doses"), citizen.nik) is None


def test_a_nik_that_was_taken_meanwhile_brings_the_case_back(office: DecidingOffice) -> None:
    nik = office.citizen("two_doses").nik[:-4] + "9876"
    numbers = [office.report(profile, WRONG) for profile in ("two_doses", "three_doses")]
    for number in numbers:
        office.approve(number, FIRST, RecordCorrection(nik=nik))
        office.approve(number, OTHER)
        office.clock.advance(seconds=1)
    assert office.pass_hold() == 1
    assert [office.state(number) for number in numbers] == ["done", "in_progress"]
    assert len(office.told()) == 1


@pytest.mark.parametrize("correction", [None, RecordCorrection(dose=2)])
def test_the_certificate_of_a_dose_on_record_is_issued(office: DecidingOffice, correction: Any) -> None:
    number = office.miss("missing_certificate", 2)
    office.approve(number, correction=correction)
    assert office.pass_hold() == 1
    issued = certificate_ids(office, "missing_certificate")[1]
    (notice,) = office.told()
    assert (notice.kind, notice.certificate_ids) == (NoticeKind.CERTIFICATE_ISSUED, (issued,))


def test_without_a_dose_named_every_certificate_that_lacks_is_issued(office: DecidingOffice) -> None:
    office.approve(office.report("missing_certificate", ReportKind.MISSING_CERTIFICATE))
    assert office.pass_hold() == 1
    assert office.told()[0].certificate_ids == (certificate_ids(office, "missing_certificate")[1],)
    with pytest.raises(BadCorrection, match="missing"):
        office.approve(office.report("revoked", ReportKind.MISSING_CERTIFICATE))


def test_a_dose_that_is_not_on_record_must_be_entered_whole(office: DecidingOffice) -> None:
    number = office.miss("missing_dose", 2)
    for wanting in (None, RecordCorrection(vaccine="CoronaVac", batch="B 1", facility="Puskesmas Nusaniwe")):
        with pytest.raises(BadCorrection, match="missing"):
            office.approve(number, correction=wanting)
    office.approve(number, correction=ENTRY)
    assert office.pass_hold() == 1
    entered = office.doses("missing_dose")[1]
    assert (entered.dose, entered.vaccine, entered.batch) == (2, "CoronaVac", "B 1")
    assert (entered.date, entered.facility) == (ENTRY.date, ENTRY.facility)
    assert office.told()[0].certificate_ids == (entered.certificate_id,)


def test_a_dose_that_was_entered_meanwhile_brings_the_case_back(office: DecidingOffice) -> None:
    numbers = [office.miss("missing_dose", 2), office.report("missing_dose", ReportKind.MISSING_CERTIFICATE)]
    for number in numbers:
        office.approve(number, correction=RecordCorrection(2, ENTRY.vaccine, ENTRY.batch, ENTRY.facility, date=TODAY))
        office.clock.advance(seconds=1)
    assert office.pass_hold() == 1
    assert [office.state(number) for number in numbers] == ["done", "in_progress"]
    assert len(office.doses("missing_dose")) == 2


def test_a_report_that_was_done_meanwhile_is_not_told_again(office: DecidingOffice) -> None:
    number = office.miss("missing_certificate", 2)
    office.approve(number)
    vaccination_id = office.doses("missing_certificate")[1].id
    issued = office.reports.issue_missing_certificate(vaccination_id, office.turn(), conversation_id=CHAT)
    assert isinstance(issued, CertificateIssued)
    assert office.pass_hold() == 0
    assert office.state(number) == "done"
    assert office.decision_states() == ["overtaken"]
    assert office.told() == []


def test_a_case_of_nobody_known_cannot_change_the_record(office: DecidingOffice) -> None:
    opened = office.reports.open_report(WRONG, None, "+6281355566699", {}, CHAT, office.turn())
    with pytest.raises(BadCorrection) as raised:
        office.approve(opened.case_number, correction=RecordCorrection(sex="male"))
    assert (raised.value.field, raised.value.problem) == ("case", "missing")
    office.refuse(opened.case_number)
    assert office.pass_hold() == 1
