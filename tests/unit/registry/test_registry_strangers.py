"""A person whom the number's owner does not know leaves the account when two officers agree."""

from __future__ import annotations

import pytest

from registry import tables
from registry.case_records import CaseState, ReportKind
from registry.decision_records import RecordCorrection
from registry.errors import BadCorrection
from registry.notice_records import NoticeKind
from registry.phone_moves import PhoneMoves
from registry.records import Citizen
from tests.unit.registry.decisions_kit import FIRST, NEW_NUMBER, OTHER, DecidingOffice
from tests.unit.registry.registry_kit import CHAT, OTHER_CHAT, phone_of

PERSON = "family_parent"
WRONG = ReportKind.WRONG_RECORD


@pytest.fixture
def stranger(office: DecidingOffice) -> Citizen:
    everybody = office.registry.citizens_of(phone_of(PERSON))
    return next(each for each in everybody if each != office.citizen(PERSON))


def reported(office: DecidingOffice) -> str:
    return office.report(PERSON, WRONG, {"field": "not_mine"})


def removed(office: DecidingOffice, stranger: Citizen) -> str:
    number = reported(office)
    office.approve(number, FIRST, RecordCorrection(remove_person=stranger.id))
    office.approve(number, OTHER)
    assert office.pass_hold() == 1
    return number


def asks_for_a_number(office: DecidingOffice, citizen: Citizen) -> str:
    return str(office.lost_numbers.open(citizen.id, NEW_NUMBER, OTHER_CHAT, office.turn()).case_number)


def approved_by_two(office: DecidingOffice, number: str) -> None:
    office.approve(number, FIRST)
    office.approve(number, OTHER)


def test_the_number_opens_everybody_but_the_stranger_whose_record_stays(
    office: DecidingOffice, stranger: Citizen
) -> None:
    phone, before = phone_of(PERSON), office.registry.citizens_of(phone_of(PERSON))
    doses = office.registry.vaccinations(stranger.id)
    removed(office, stranger)
    assert office.registry.citizens_of(phone) == [each for each in before if each != stranger]
    assert office.registry.citizen_of(phone, stranger.nik) is None
    assert office.registry.citizen_on(phone, stranger.id) is None
    assert office.registry.citizen_on(phone, office.citizen(PERSON).id) == office.citizen(PERSON)
    assert office.registry.vaccinations(stranger.id) == doses
    (notice,) = office.told()
    assert (notice.kind, notice.certificate_ids) == (NoticeKind.PERSON_REMOVED, ())
    assert "person_removed" in office.audit()


def test_officers_read_who_else_has_the_number_only_where_one_may_be_a_stranger(
    office: DecidingOffice, stranger: Citizen
) -> None:
    number = reported(office)
    members = office.desk.case(FIRST, number).account
    assert stranger.full_name in [each.full_name for each in members]
    assert office.citizen(PERSON).id not in [each.citizen_id for each in members]
    assert stranger.full_name not in repr(members)
    assert [each.doses for each in members if each.citizen_id == stranger.id] == [
        len(office.registry.vaccinations(stranger.id))
    ]
    other = office.report(PERSON, WRONG, {"field": "date", "dose": "1"})
    assert office.desk.case(FIRST, other).account == ()


def test_one_officer_alone_removes_nobody(office: DecidingOffice, stranger: Citizen) -> None:
    number = reported(office)
    removal = RecordCorrection(remove_person=stranger.id)
    office.approve(number, FIRST, removal)
    file = office.desk.case(OTHER, number)
    assert (file.awaiting_second, file.entered) == (FIRST.id, removal)
    assert office.pass_hold(hours=30) == 0
    assert stranger in office.registry.citizens_of(phone_of(PERSON))


def test_the_dose_of_the_report_does_not_hinder(office: DecidingOffice, stranger: Citizen) -> None:
    number = office.report(PERSON, WRONG, {"field": "not_mine", "dose": "1"})
    office.approve(number, FIRST, RecordCorrection(dose=1, remove_person=stranger.id))
    assert office.desk.case(OTHER, number).entered == RecordCorrection(remove_person=stranger.id)


def test_only_somebody_else_of_the_same_number_can_be_removed(office: DecidingOffice) -> None:
    number = reported(office)
    for citizen_id in (office.citizen(PERSON).id, office.citizen("two_doses").id, "0" * 32):
        with pytest.raises(BadCorrection) as refused:
            office.approve(number, FIRST, RecordCorrection(remove_person=citizen_id))
        assert refused.value.field == "remove_person"


@pytest.mark.parametrize(
    ("more", "field"),
    [({"dose": 1, "remove_dose": True}, "remove_dose"), ({"sex": "male"}, "sex"), ({"batch": "B1"}, "batch")],
)
def test_a_removal_is_all_that_its_decision_does(
    office: DecidingOffice, stranger: Citizen, more: dict[str, str], field: str
) -> None:
    with pytest.raises(BadCorrection) as refused:
        office.approve(reported(office), FIRST, RecordCorrection(remove_person=stranger.id, **more))
    assert refused.value.field == field


@pytest.mark.parametrize("kind", [ReportKind.OTHER, ReportKind.MISSING_CERTIFICATE])
def test_no_other_kind_of_case_removes_anybody(office: DecidingOffice, stranger: Citizen, kind: ReportKind) -> None:
    number = office.report(PERSON, kind, {"dose": "1"})
    with pytest.raises(BadCorrection) as refused:
        office.approve(number, FIRST, RecordCorrection(remove_person=stranger.id))
    assert refused.value.field == "remove_person"


def test_what_the_number_asked_about_the_stranger_ends_and_goes_to_nobody(
    office: DecidingOffice, stranger: Citizen
) -> None:
    phone = phone_of(PERSON)
    name = str(office.corrections.correct_name(stranger.id, "Bukan Namanya", CHAT, office.turn()).case_number)
    report = office.reports.open_report(WRONG, stranger.id, phone, {"field": "sex"}, CHAT, office.turn()).case_number
    removal = reported(office)
    office.approve(removal, FIRST, RecordCorrection(remove_person=stranger.id))
    office.approve(removal, OTHER)
    office.clock.advance(minutes=1)
    office.approve(report, FIRST, RecordCorrection(sex="male"))
    assert office.pass_hold(minutes=1) == 1
    assert {office.state(name), office.state(report)} == {CaseState.WITHDRAWN.value}
    office.pass_hold(hours=1)
    assert [notice.kind for notice in office.told()] == [NoticeKind.PERSON_REMOVED]
    assert office.desk.case(FIRST, name).phone is None


def test_whoever_left_meanwhile_cannot_be_removed_again(office: DecidingOffice, stranger: Citizen) -> None:
    first = reported(office)
    second = office.report(PERSON, WRONG, {"field": "not_mine", "dose": "1"})
    for number in (first, second):
        office.approve(number, FIRST, RecordCorrection(remove_person=stranger.id))
        office.approve(number, OTHER)
    assert office.pass_hold() == 1
    assert sorted([office.state(first), office.state(second)]) == ["done", "in_progress"]


class TestANumberOfOnesOwn:
    def test_officers_give_one_to_whoever_was_removed(self, office: DecidingOffice, stranger: Citizen) -> None:
        removed(office, stranger)
        number = asks_for_a_number(office, stranger)
        file = office.desk.case(FIRST, number)
        assert (file.asked.old, file.asked.new, file.phone) == ("", NEW_NUMBER, NEW_NUMBER)
        approved_by_two(office, number)
        assert office.pass_hold(hours=24) == 1
        assert office.registry.citizens_of(NEW_NUMBER) == [stranger]
        assert stranger not in office.registry.citizens_of(phone_of(PERSON))
        assert office.told()[-1].kind is NoticeKind.PHONE_CHANGED

    def test_nobody_is_warned_of_it_for_no_number_is_left(self, office: DecidingOffice, stranger: Citizen) -> None:
        removed(office, stranger)
        approved_by_two(office, asks_for_a_number(office, stranger))
        assert PhoneMoves(office.engine, office.vault, office.clock).recent() == []

    def test_a_number_that_was_taken_meanwhile_brings_the_case_back(
        self, office: DecidingOffice, stranger: Citizen
    ) -> None:
        removed(office, stranger)
        number = asks_for_a_number(office, stranger)
        approved_by_two(office, number)
        office.corrections.change_phone(phone_of("three_doses"), NEW_NUMBER, office.turn())
        assert office.pass_hold(hours=24) == 0
        assert office.state(number) == "in_progress"
        assert stranger not in office.registry.citizens_of(NEW_NUMBER)

    def test_a_request_from_before_the_removal_stands_and_moves_nobody_else(
        self, office: DecidingOffice, stranger: Citizen
    ) -> None:
        number = asks_for_a_number(office, stranger)
        removed(office, stranger)
        left = office.registry.citizens_of(phone_of(PERSON))
        approved_by_two(office, number)
        assert office.pass_hold(hours=24) == 1
        assert office.registry.citizens_of(NEW_NUMBER) == [stranger]
        assert office.registry.citizens_of(phone_of(PERSON)) == left


def test_the_owner_of_the_new_number_owns_the_request(office: DecidingOffice, stranger: Citizen) -> None:
    removed(office, stranger)
    number = asks_for_a_number(office, stranger)
    assert office.reports.case(number, NEW_NUMBER) is not None
    assert office.reports.case(number, phone_of(PERSON)) is None
    assert len(office.rows(tables.corrections)) == 1
