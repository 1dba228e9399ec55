"""A dose of somebody else leaves a citizen's record when two officers agree."""

from __future__ import annotations

from datetime import date

import pytest

from registry import tables
from registry.case_records import ReportKind
from registry.decision_records import RecordCorrection
from registry.errors import BadCorrection
from registry.notice_records import NoticeKind
from registry.records import Vaccination
from tests.unit.registry.decisions_kit import FIRST, OTHER, DecidingOffice

PERSON = "two_doses"
REMOVAL = RecordCorrection(dose=2, remove_dose=True)


@pytest.fixture
def foreign(office: DecidingOffice) -> Vaccination:
    return office.doses(PERSON)[1]


def removed(office: DecidingOffice) -> str:
    number = office.report(PERSON, ReportKind.WRONG_RECORD, {"field": "not_mine", "dose": "2"})
    office.approve(number, FIRST, REMOVAL)
    office.approve(number, OTHER)
    assert office.pass_hold() == 1
    return number


def test_two_officers_take_it_off_and_the_citizen_is_told_without_a_certificate(
    office: DecidingOffice, foreign: Vaccination
) -> None:
    number = removed(office)
    assert [dose.dose for dose in office.doses(PERSON)] == [1]
    assert [dose.dose for dose in office.desk.case(FIRST, number).doses] == [1]
    (notice,) = office.told()
    assert (notice.kind, notice.certificate_ids) == (NoticeKind.RECORD_CORRECTED, ())
    assert {"dose_withdrawn", "certificate_revoked"} <= set(office.audit())


def test_whoever_scans_its_certificate_reads_that_it_is_revoked(office: DecidingOffice, foreign: Vaccination) -> None:
    removed(office)
    certificate = office.registry.certificate(foreign.certificate_id or "")
    assert certificate is not None
    assert certificate.revoked_at == office.clock.now()
    assert certificate.vaccine == foreign.vaccine


def test_one_officer_alone_takes_nothing_off(office: DecidingOffice) -> None:
    number = office.report(PERSON, ReportKind.WRONG_RECORD, {"field": "not_mine", "dose": "2"})
    office.approve(number, FIRST, REMOVAL)
    file = office.desk.case(OTHER, number)
    assert (file.awaiting_second, file.entered) == (FIRST.id, REMOVAL)
    assert office.pass_hold(hours=30) == 0
    assert len(office.doses(PERSON)) == 2


def test_no_certificate_is_issued_for_it_any_more(office: DecidingOffice, foreign: Vaccination) -> None:
    removed(office)
    issued = office.reports.issue_missing_certificate(foreign.id, office.turn())
    assert issued.reason.value == "unknown_dose"


def test_the_own_dose_of_the_same_number_can_be_entered_afterwards(office: DecidingOffice) -> None:
    removed(office)
    number = office.miss(PERSON, 2)
    own = RecordCorrection(dose=2, vaccine="Moderna", batch="M7", date=date(2021, 12, 1), facility="RSUD Depok")
    office.approve(number, FIRST, own)
    assert office.pass_hold() == 1
    assert [dose.facility for dose in office.doses(PERSON)][1] == "RSUD Depok"
    standing = [row for row in office.rows(tables.certificates) if row["id"] == office.doses(PERSON)[1].certificate_id]
    assert [row["revoked_at"] for row in standing] == [None]


@pytest.mark.parametrize(
    ("correction", "field"),
    [
        (RecordCorrection(remove_dose=True), "dose"),
        (RecordCorrection(remove_dose=True, dose=3), "dose"),
        (RecordCorrection(remove_dose=True, dose=2, batch="B1"), "batch"),
        (RecordCorrection(remove_dose=True, dose=2, sex="male"), "sex"),
    ],
)
def test_a_removal_names_one_dose_on_record_and_nothing_else(
    office: DecidingOffice, correction: RecordCorrection, field: str
) -> None:
    number = office.report(PERSON, ReportKind.WRONG_RECORD, {"field": "not_mine"})
    with pytest.raises(BadCorrection) as refused:
        office.approve(number, FIRST, correction)
    assert refused.value.field == field


@pytest.mark.parametrize("kind", [ReportKind.OTHER, ReportKind.MISSING_CERTIFICATE])
def test_no_other_kind_of_case_takes_a_dose_off(office: DecidingOffice, kind: ReportKind) -> None:
    number = office.report(PERSON, kind, {"dose": "2"})
    with pytest.raises(BadCorrection) as refused:
        office.approve(number, FIRST, REMOVAL)
    assert refused.value.field == "remove_dose"
