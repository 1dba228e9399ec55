"""Correcting a name, at once or through an officer, and moving an account to another number."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from registry import tables
from registry.case_numbers import ALPHABET, parse_case_number
from registry.case_records import (
    CaseState,
    CorrectionKind,
    CorrectionPending,
    NameCorrected,
    NameOk,
    NameRefused,
    NumberTaken,
    PhoneChanged,
    SameName,
    SameNumber,
    UnknownAccount,
)
from registry.errors import UnknownCitizen
from registry.name_check import NameDifference, NameProblem
from registry.names import same_name
from tests.unit.registry.registry_kit import CHAT, JPEG, OTHER_CHAT, Office, phone_of, someone

RIGHT, WRONG = "Nur Haliza Setiawan", "Nurhaliza Setyawan"
NEW_NUMBER = "+6281355566677"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = Office(database_url)
    yield office
    office.engine.dispose()


def test_a_name_is_checked_against_the_present_one(office: Office) -> None:
    citizen = office.citizen("misspelt_confirmed")
    check = office.corrections.check_name(citizen.id, "nur haliza setiawan")
    changes = (NameDifference("Nurhaliza Setyawan", RIGHT),)
    assert check == NameOk("Nurhaliza Setyawan", RIGHT, changes)
    assert office.civil.asked == []
    assert office.citizen("misspelt_confirmed") == citizen


@pytest.mark.parametrize(
    ("profile", "text", "outcome"),
    [
        ("three_doses", "RATNA  puspitasari", SameName()),
        ("three_doses", "dr. Ratna Puspitasari, Sp.A", SameName(titles_left_out=True)),
        ("titled_name", "dr. Hj. Andi Tenri Rahman, Sp.A", SameName()),
        ("three_doses", "", NameRefused(NameProblem.EMPTY)),
        ("three_doses", "😀", NameRefused(NameProblem.SYMBOLS)),
        ("three_doses", "<script>", NameRefused(NameProblem.MARKUP)),
        ("three_doses", "a" * 200, NameRefused(NameProblem.TOO_LONG)),
    ],
)
def test_what_is_no_correction_is_neither_asked_nor_stored(
    office: Office, profile: str, text: str, outcome: object
) -> None:
    assert office.corrections.check_name(office.citizen(profile).id, text) == outcome
    assert office.correct(profile, text) == outcome
    assert office.civil.asked == office.rows(tables.corrections) == office.audit() == []


def test_a_confirmed_name_is_corrected_at_once_and_every_valid_certificate_renewed(office: Office) -> None:
    before = office.doses("misspelt_confirmed")
    outcome = office.correct("misspelt_confirmed", "NUR HALIZA SETIAWAN")
    assert isinstance(outcome, NameCorrected)
    after = office.doses("misspelt_confirmed")
    assert outcome.superseded_ids == tuple(dose.certificate_id for dose in before)
    assert outcome.certificate_ids == tuple(dose.certificate_id for dose in after)
    assert not set(outcome.certificate_ids) & set(outcome.superseded_ids)
    assert office.citizen("misspelt_confirmed").full_name == RIGHT
    for old_id, new_id in zip(outcome.superseded_ids, outcome.certificate_ids, strict=True):
        old, new = office.registry.certificate(str(old_id)), office.registry.certificate(new_id)
        assert old is not None
        assert new is not None
        assert (old.superseded_by, old.valid, new.valid, new.full_name) == (new_id, False, True, RIGHT)
        assert new.number != old.number
        assert new.number.startswith("SV-220201-")
        assert new.issued_at == office.clock.now()
    assert office.audit().count("certificate_superseded") == 2
    assert "name_corrected" in office.audit()


def test_what_was_applied_is_kept_with_old_and_new_name_sealed(office: Office) -> None:
    office.correct("misspelt_confirmed", RIGHT)
    (row,) = office.rows(tables.corrections)
    opened = {
        column: office.vault.open(row[column], place=f"corrections/{row['id']}/{column}")
        for column in ("old_value", "new_value")
    }
    assert opened == {"old_value": WRONG, "new_value": RIGHT}
    assert (row["state"], row["decided_by"], row["civil_answer"]) == ("done", "civil_registry", "confirmed")
    (case,) = office.reports.cases_of(citizen_id=row["citizen_id"])
    assert (case.state, case.open) == (CaseState.DONE, False)


def test_revoked_certificates_are_not_brought_back(office: Office) -> None:
    outcome = office.correct("revoked", "Yulius bin Bungai")
    assert isinstance(outcome, NameCorrected)
    assert len(outcome.certificate_ids) == 1
    assert office.doses("revoked")[1].certificate_id is None


def test_somebody_without_doses_gets_the_name_and_no_certificate(office: Office) -> None:
    assert office.correct("no_doses", "Yuliana binti Seran") == NameCorrected((), ())


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("titled_name", "Andi Tenri Rahman"),  # the titles go
        ("single_name", "Soeparno"),  # old spelling, as on some cards
        ("three_doses", "Ratna binti Puspitasari"),
    ],
)
def test_titles_filiation_and_old_spelling_follow_the_card(office: Office, profile: str, name: str) -> None:
    assert isinstance(office.correct(profile, name), NameCorrected)
    assert office.citizen(profile).full_name == name


@pytest.mark.parametrize(
    ("profile", "name", "answer"),
    [
        ("misspelt_disputed", "Yusuf Rahman Wanggai", "different"),
        ("three_doses", "Ratna Puspitasary", "different"),  # as near as can be: similarity authorises nothing
        ("three_doses", "Sri Wahyuningsih", "different"),
    ],
)
def test_an_unconfirmed_name_waits_for_an_officer(office: Office, profile: str, name: str, answer: str) -> None:
    citizen, doses = office.citizen(profile), office.doses(profile)
    outcome = office.correct(profile, name)
    assert isinstance(outcome, CorrectionPending)
    assert outcome.case_number.startswith("KR-220201-")
    assert not outcome.already_open
    assert (office.citizen(profile), office.doses(profile)) == (citizen, doses)
    (row,) = office.rows(tables.corrections)
    assert office.vault.open(row["new_value"], place=f"corrections/{row['id']}/new_value") == name
    assert (row["civil_answer"], row["conversation_id"], row["state"]) == (answer, CHAT, "pending")
    assert (row["kind"], row["created_at"], row["decided_at"]) == ("name", office.clock.now(), None)


def test_without_the_civil_registry_even_the_right_name_waits(office: Office) -> None:
    office.civil.down = True
    assert isinstance(office.correct("misspelt_confirmed", RIGHT), CorrectionPending)
    assert office.rows(tables.corrections)[0]["civil_answer"] == "no_answer"
    assert office.citizen("misspelt_confirmed").full_name == WRONG


def test_a_second_wish_changes_the_open_request_and_keeps_its_number(office: Office) -> None:
    first = office.correct("misspelt_disputed", "Yusuf Rahman Wanggai")
    office.clock.advance(days=1)
    second = office.correct("misspelt_disputed", "Yusuf Wanggai", OTHER_CHAT)
    assert second == CorrectionPending(first.case_number, already_open=True)
    (row,) = office.rows(tables.corrections)
    assert office.vault.open(row["new_value"], place=f"corrections/{row['id']}/new_value") == "Yusuf Wanggai"
    assert row["conversation_id"] == OTHER_CHAT
    assert row["updated_at"] > row["created_at"]
    assert office.audit() == ["correction_opened", "correction_changed"]


def test_a_confirmed_name_withdraws_the_open_request(office: Office) -> None:
    pending = office.correct("misspelt_disputed", "Yusuf Rahman Wanggai")
    assert isinstance(office.correct("misspelt_disputed", "Yoseph Wanggai"), NameCorrected)
    case = office.reports.case(pending.case_number, phone_of("misspelt_disputed"))
    assert case is not None
    assert (case.state, case.kind) == (CaseState.WITHDRAWN, CorrectionKind.NAME)
    assert isinstance(office.correct("misspelt_disputed", "Yusuf Wanggai"), CorrectionPending)


def test_a_repeated_command_repeats_the_answer_and_not_the_effect(office: Office) -> None:
    first = office.correct("misspelt_confirmed", RIGHT, command="t1:action_correct_name")
    asked = list(office.civil.asked)
    assert office.correct("misspelt_confirmed", RIGHT, command="t1:action_correct_name") == first
    assert office.civil.asked == asked
    assert len(office.rows(tables.corrections)) == 1
    assert office.correct("misspelt_confirmed", RIGHT) == SameName()


def test_nothing_is_half_done_when_the_transaction_fails(office: Office) -> None:
    doses = office.doses("misspelt_confirmed")
    tables.corrections.drop(office.engine)
    with pytest.raises(Exception, match="corrections"):
        office.correct("misspelt_confirmed", RIGHT)
    assert office.citizen("misspelt_confirmed").full_name == WRONG
    assert office.doses("misspelt_confirmed") == doses
    assert office.audit() == []


def test_a_citizen_who_does_not_exist_is_refused(office: Office) -> None:
    with pytest.raises(UnknownCitizen):
        office.corrections.check_name("nobody", "Nur")
    with pytest.raises(UnknownCitizen):
        office.corrections.correct_name("nobody", "Nur", CHAT, office.turn())


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    name=st.one_of(
        st.text(max_size=90),
        st.text(alphabet="Nur Haliza Setwn'-.,ø<3\u0301", min_size=1, max_size=70),
        st.sampled_from([RIGHT, f"Prof. {RIGHT}, Raja", RIGHT.replace("a", "á"), f"{RIGHT}ø", f"{RIGHT} <b>"]),
    )
)
def test_no_text_changes_the_name_into_what_the_civil_registry_does_not_hold(name: str) -> None:
    office = Office("sqlite://", make_tables=True)
    outcome = office.correct("misspelt_confirmed", name)
    present = office.citizen("misspelt_confirmed").full_name
    if isinstance(outcome, NameCorrected):
        assert same_name(present, RIGHT)
        assert "Raja" not in present
        assert "Prof" not in present
    else:
        assert present == WRONG
    office.engine.dispose()


def test_two_workers_with_one_command_correct_once(office: Office) -> None:
    citizen = office.citizen("misspelt_confirmed")
    outcomes: list[object] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        outcomes.append(office.corrections.correct_name(citizen.id, RIGHT, CHAT, "t1:action"))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert isinstance(outcomes[0], NameCorrected)
    assert outcomes == [outcomes[0]] * 4
    assert office.audit().count("name_corrected") == 1


def test_an_account_moves_with_everybody_on_it(office: Office) -> None:
    old = phone_of("family_parent")
    people = office.registry.citizens_of(old)
    account_id = office.rows(tables.citizens)[0]["account_id"]
    outcome = office.corrections.change_phone(old, NEW_NUMBER, "t:a", conversation_id=CHAT)
    assert isinstance(outcome, PhoneChanged)
    assert outcome.account_id != account_id
    assert office.registry.citizens_of(NEW_NUMBER) == people
    assert office.registry.citizens_of(old) == []
    assert not office.registry.account_exists(office.vault.fingerprint("phone", old))
    row = next(row for row in office.rows(tables.accounts) if row["id"] == outcome.account_id)
    assert office.vault.open(row["phone"], place=f"accounts/{row['id']}/phone") == NEW_NUMBER
    assert office.corrections.change_phone(old, NEW_NUMBER, "t:a") == outcome
    assert office.audit() == ["phone_changed"]


def test_a_number_that_cannot_be_taken_is_left_alone(office: Office) -> None:
    mine, others = phone_of("two_doses"), phone_of("three_doses")
    change = office.corrections.change_phone
    assert change(mine, others, office.turn()) == NumberTaken()
    assert change(mine, mine, office.turn()) == SameNumber()
    assert change(NEW_NUMBER, mine, office.turn()) == UnknownAccount()
    assert len(office.registry.citizens_of(mine)) == 1
    assert office.audit() == []


def test_cases_follow_the_account_and_stay_hidden_from_the_next_owner_of_the_number(office: Office) -> None:
    old = phone_of("misspelt_disputed")
    number = office.correct("misspelt_disputed", "Yusuf Wanggai").case_number
    office.corrections.change_phone(old, NEW_NUMBER, office.turn())
    assert office.reports.case(number, old) is None
    assert office.reports.cases_of(phone_e164=old) == []
    assert [case.case_number for case in office.reports.cases_of(phone_e164=NEW_NUMBER)] == [number]


def test_evidence_can_be_attached_to_a_correction(office: Office) -> None:
    number = office.correct("misspelt_disputed", "Yusuf Wanggai").case_number
    office.reports.attach(number, phone_of("misspelt_disputed"), JPEG, office.turn())
    (case,) = office.reports.cases_of(citizen_id=office.citizen("misspelt_disputed").id)
    assert case.attachments == 1


@given(st.text(alphabet=ALPHABET, min_size=4, max_size=4), st.sampled_from(["-", " ", "", " - ", "–", "."]))
def test_case_numbers_are_read_as_people_type_them(letters: str, between: str) -> None:
    typed = between.join(["kr", "220131", letters.lower()])
    assert parse_case_number(f" {typed} ") == f"KR-220131-{letters}"


@given(st.text())
def test_other_texts_are_no_case_numbers(text: str) -> None:
    found = parse_case_number(text)
    assert found is None or found[:3] in ("KR-", "LP-")


def test_the_profiles_of_the_showcase_are_what_these_tests_think() -> None:
    assert someone("misspelt_confirmed")[1].civil_name == RIGHT
    assert not set("01ILOU") & set(ALPHABET)


def test_an_officer_who_decided_makes_room_for_a_new_request(office: Office) -> None:
    first = office.correct("misspelt_disputed", "Yusuf Wanggai")
    decided = {"state": "refused", "decided_at": office.clock.now(), "decided_by": "officer"}
    with office.engine.begin() as connection:
        connection.execute(update(tables.corrections).values(decided))
    second = office.correct("misspelt_disputed", "Yusuf Wanggai")
    assert second.case_number != first.case_number
    assert not second.already_open
