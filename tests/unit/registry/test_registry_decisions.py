"""Officers decide; decisions are held, undone, seconded, and take effect once."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from registry import tables
from registry.case_records import CaseState, CorrectionKind, ReportKind
from registry.correction_store import Change, open_case
from registry.decision_records import Decided, Question, RefusalReason
from registry.errors import AlreadyDecided, NotAllowed, UnknownCase
from registry.lost_numbers import RequestStands
from registry.notice_records import NoticeKind
from registry.people import hold_citizen
from storage import tables as shared
from tests.unit.registry.decisions_kit import AUDITOR, FIRST, OTHER, SUPERVISOR, DecidingOffice
from tests.unit.registry.registry_kit import CHAT, OTHER_CHAT, phone_of

ASKED = "Yusuf Rahman Wanggai"


@pytest.fixture
def name_case(office: DecidingOffice) -> str:
    return str(office.correct("misspelt_disputed", ASKED).case_number)


def test_an_approved_name_is_held_and_then_changed_with_new_certificates(
    office: DecidingOffice, name_case: str
) -> None:
    before = office.doses("misspelt_disputed")
    decided = office.approve(name_case)
    assert decided == Decided(CaseState.APPROVED, office.clock.now() + timedelta(minutes=2))
    assert office.state(name_case) == "approved"
    assert office.pass_hold(minutes=1, seconds=59) == 0
    assert office.citizen("misspelt_disputed").full_name == "Yosef Wanggai"
    assert office.told() == []

    assert office.pass_hold(seconds=1) == 1
    assert office.citizen("misspelt_disputed").full_name == ASKED
    row = office.row(name_case)
    assert (row["state"], row["decided_by"], row["decided_at"]) == ("done", FIRST.id, office.clock.now())
    (notice,) = office.told()
    after = tuple(dose.certificate_id for dose in office.doses("misspelt_disputed"))
    assert (notice.kind, notice.conversation_id, notice.certificate_ids) == (NoticeKind.NAME_CORRECTED, CHAT, after)
    assert not {dose.certificate_id for dose in before} & set(after)
    assert office.decisions.apply_due() == 0
    assert len(office.told()) == 1


def test_a_refusal_is_told_with_its_reason_when_the_hold_is_over(office: DecidingOffice, name_case: str) -> None:
    office.refuse(name_case, reason=RefusalReason.NOT_IN_CIVIL_REGISTRY)
    assert office.state(name_case) == "in_progress"
    assert office.pass_hold() == 1
    (notice,) = office.told()
    assert (notice.kind, notice.reason) == (NoticeKind.REFUSED, "not_in_civil_registry")
    assert office.state(name_case) == "refused"
    assert office.citizen("misspelt_disputed").full_name == "Yosef Wanggai"


def test_asking_back_is_immediate_and_leaves_the_case_open(office: DecidingOffice, name_case: str) -> None:
    assert office.ask_back(name_case).state is CaseState.WAITING
    (notice,) = office.told()
    assert (notice.kind, notice.reason) == (NoticeKind.ASKED_BACK, Question.CARD_PHOTO.value)
    assert office.row(name_case)["decided_at"] is None
    office.approve(name_case)
    assert office.pass_hold() == 1


def test_a_complaint_that_needs_no_change_is_solved(office: DecidingOffice) -> None:
    number = office.report("two_doses", ReportKind.OTHER)
    office.approve(number)
    assert office.pass_hold() == 1
    assert [notice.kind for notice in office.told()] == [NoticeKind.SOLVED]
    assert office.row(number)["closed_at"] == office.clock.now()


@pytest.mark.parametrize("decide", [DecidingOffice.approve, DecidingOffice.refuse])
@pytest.mark.parametrize("officer", [FIRST, SUPERVISOR])
def test_who_decided_and_a_supervisor_can_undo_during_the_hold(
    office: DecidingOffice, name_case: str, decide: Any, officer: Any
) -> None:
    decide(office, name_case)
    assert office.undo(name_case, officer) == Decided(CaseState.IN_PROGRESS, None)
    assert office.pass_hold() == 0
    assert office.told() == []
    assert office.decision_states() == ["undone"]
    office.refuse(name_case)
    assert office.pass_hold() == 1


def test_nobody_else_can_undo_and_nobody_when_the_hold_is_over(office: DecidingOffice, name_case: str) -> None:
    with pytest.raises(AlreadyDecided):
        office.undo(name_case)
    office.approve(name_case)
    with pytest.raises(NotAllowed):
        office.undo(name_case, OTHER)
    office.clock.advance(minutes=2)
    with pytest.raises(AlreadyDecided):
        office.undo(name_case)
    assert office.decisions.apply_due() == 1
    with pytest.raises(AlreadyDecided):
        office.undo(name_case)


def test_an_auditor_decides_nothing(office: DecidingOffice, name_case: str) -> None:
    for attempt in (office.approve, office.refuse, office.ask_back, office.undo):
        with pytest.raises(NotAllowed):
            attempt(name_case, AUDITOR)
    assert office.rows(tables.decisions) == []
    assert office.version(name_case) == 0


def test_a_case_that_changed_or_is_decided_is_not_decided_again(office: DecidingOffice, name_case: str) -> None:
    seen = office.version(name_case)
    office.ask_back(name_case)
    with pytest.raises(AlreadyDecided):
        office.decisions.approve(OTHER, name_case, seen, office.turn())
    office.refuse(name_case)
    for attempt in (office.approve, office.refuse, office.ask_back):
        with pytest.raises(AlreadyDecided):
            attempt(name_case, OTHER)
    office.pass_hold()
    with pytest.raises(AlreadyDecided):
        office.approve(name_case, OTHER)
    for unknown in ("KR-220201-2222", "LP-220201-2222", ""):
        with pytest.raises(UnknownCase):
            office.decisions.approve(OTHER, unknown, 0, office.turn())


def test_a_repeated_command_gets_the_earlier_answer(office: DecidingOffice, name_case: str) -> None:
    first = office.decisions.approve(FIRST, name_case, 0, "command")
    office.clock.advance(minutes=1)
    again = office.decisions.approve(FIRST, name_case, 0, "command")
    assert again == first
    assert again.state is CaseState.APPROVED
    assert len(office.rows(tables.decisions)) == 1


def test_of_two_officers_at_once_one_decides(office: DecidingOffice, name_case: str) -> None:
    outcomes: list[object] = []
    start = threading.Barrier(2)

    def decide(officer: Any, command: str) -> None:
        start.wait()
        try:
            outcomes.append(office.decisions.approve(officer, name_case, 0, command))
        except AlreadyDecided as error:
            outcomes.append(error)

    threads = [threading.Thread(target=decide, args=(officer, officer.id)) for officer in (FIRST, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyDecided", "Decided"]
    assert len(office.rows(tables.decisions)) == 1


def test_two_processes_apply_a_decision_once(office: DecidingOffice, name_case: str) -> None:
    office.approve(name_case)
    office.clock.advance(minutes=2)
    applied: list[int] = []
    threads = [threading.Thread(target=lambda: applied.append(office.decisions.apply_due())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [0, 0, 0, 1]
    assert len(office.told()) == 1


def test_a_new_wish_of_the_citizen_overtakes_what_was_decided_on_the_old_one(
    office: DecidingOffice, name_case: str
) -> None:
    office.approve(name_case)
    office.correct("misspelt_disputed", "Yusuf Wanggai")
    assert office.pass_hold() == 0
    assert office.decision_states() == ["overtaken"]
    assert office.state(name_case) == "pending"
    assert office.citizen("misspelt_disputed").full_name == "Yosef Wanggai"


def test_a_poisoned_decision_goes_back_and_stops_no_other(office: DecidingOffice, name_case: str) -> None:
    other = office.report("two_doses", ReportKind.OTHER)
    office.approve(name_case)
    office.approve(other)
    with office.engine.begin() as connection:
        broken = tables.corrections.update().values(new_value=tables.corrections.c.old_value)
        connection.execute(broken)
    assert office.pass_hold() == 1
    assert (office.state(name_case), office.state(other)) == ("in_progress", "done")
    assert sorted(office.decision_states()) == ["applied", "overtaken"]
    assert office.decisions.apply_due() == 0
    assert "decision_overtaken" in office.audit()


def test_the_audit_trail_names_officers_and_no_values(office: DecidingOffice, name_case: str) -> None:
    office.approve(name_case)
    office.undo(name_case, SUPERVISOR)
    office.refuse(name_case, OTHER)
    office.pass_hold()
    events = [event for event in office.rows(shared.audit_events) if event["actor"]]
    done = {(event["kind"], event["actor"]) for event in events}
    assert done == {
        ("case_approved", FIRST.id),
        ("decision_undone", SUPERVISOR.id),
        ("case_refused", OTHER.id),
        ("decision_applied", OTHER.id),
    }
    assert {event["subject"] for event in events} == {name_case}


def test_a_confirmed_name_leaves_nothing_to_apply(office: DecidingOffice) -> None:
    office.civil.down = True
    number = office.correct("misspelt_confirmed", "Nur Haliza Setiawan").case_number
    office.refuse(number)
    office.civil.down = False
    office.correct("misspelt_confirmed", "Nur Haliza Setiawan")
    assert office.pass_hold() == 0
    assert office.decision_states() == ["overtaken"]
    assert office.state(number) == "withdrawn"
    assert office.told() == []


@pytest.mark.postgres
def test_a_wish_that_commits_while_a_decision_is_taking_effect_overtakes_it(postgres_url: str) -> None:
    office = DecidingOffice(postgres_url)
    number = office.correct("misspelt_disputed", ASKED).case_number
    office.approve(number)
    office.clock.advance(minutes=2)
    citizen = office.citizen("misspelt_disputed")
    wish = Change(citizen.id, CHAT, CorrectionKind.NAME, citizen.full_name, "Yusuf Wanggai", "different")
    applying = threading.Thread(target=office.decisions.apply_due)
    with office.engine.begin() as connection:
        hold_citizen(connection, office.vault, citizen.id)
        applying.start()
        waits_for_lock(office)
        open_case(connection, office.vault, wish, office.clock.now())
    applying.join()
    assert (office.state(number), office.decision_states()) == ("pending", ["overtaken"])
    assert office.citizen("misspelt_disputed") == citizen
    assert office.told() == []
    office.engine.dispose()


def waits_for_lock(office: DecidingOffice) -> None:
    """Until another transaction of this database has come so far that it must wait."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    give_up_at = time.monotonic() + 10
    while time.monotonic() < give_up_at:
        with office.engine.connect() as connection:
            if connection.execute(query).scalar():
                return
    raise AssertionError("nobody waits")


class TestLostNumbers:
    PROFILE = "two_doses"

    def test_two_officers_must_agree_and_a_day_passes(self, office: DecidingOffice) -> None:
        number, old = office.lose_number(self.PROFILE), phone_of(self.PROFILE)
        assert office.approve(number) == Decided(CaseState.IN_PROGRESS, None)
        with pytest.raises(NotAllowed):
            office.approve(number)
        assert office.told() == []
        decided = office.approve(number, OTHER)
        assert decided == Decided(CaseState.APPROVED, office.clock.now() + timedelta(hours=24))
        (held,) = office.told()
        assert (held.kind, held.conversation_id) == (NoticeKind.PHONE_CHANGE_HELD, OTHER_CHAT)
        assert office.pass_hold(hours=23, minutes=59) == 0
        assert office.registry.citizens_of(old)
        assert office.pass_hold(minutes=1) == 1
        assert office.registry.citizens_of(old) == []
        assert [citizen.id for citizen in office.registry.citizens_of("+6281355566677")]
        assert [notice.kind for notice in office.told()] == [NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGED]

    def test_the_second_officer_may_refuse(self, office: DecidingOffice) -> None:
        number = office.lose_number(self.PROFILE)
        office.approve(number)
        office.clock.advance(seconds=1)
        office.refuse(number, OTHER)
        assert office.pass_hold() == 1
        assert office.decision_states() == ["overtaken", "applied"]
        assert [notice.kind for notice in office.told()] == [NoticeKind.REFUSED]

    def test_the_first_may_undo_before_the_second(self, office: DecidingOffice) -> None:
        number = office.lose_number(self.PROFILE)
        office.approve(number)
        office.undo(number)
        assert office.approve(number, OTHER).effective_at is None

    @pytest.mark.parametrize("officers", [(), (FIRST,), (FIRST, OTHER)])
    def test_the_old_number_can_stop_it(self, office: DecidingOffice, officers: Any) -> None:
        number, old = office.lose_number(self.PROFILE), phone_of(self.PROFILE)
        for officer in officers:
            office.approve(number, officer)
        office.clock.advance(seconds=1)
        assert office.lost_numbers.stop(phone_of("three_doses"), CHAT, office.turn()) is None
        assert office.lost_numbers.stop(old, CHAT, "stop") == number
        assert office.lost_numbers.stop(old, CHAT, "stop") == number
        assert office.lost_numbers.stop(old, CHAT, office.turn()) is None
        assert office.pass_hold(hours=24) == 0
        assert office.registry.citizens_of(old)
        assert office.state(number) == "withdrawn"
        told = [NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGE_STOPPED] if len(officers) == 2 else []
        assert [notice.kind for notice in office.told()] == told
        with pytest.raises(AlreadyDecided):
            office.approve(number, SUPERVISOR)

    def test_who_was_told_of_the_approval_hears_that_it_was_undone(self, office: DecidingOffice) -> None:
        number = office.lose_number(self.PROFILE)
        office.approve(number)
        office.approve(number, OTHER)
        office.clock.advance(seconds=1)
        office.undo(number, OTHER)
        assert office.pass_hold(hours=24) == 0
        kinds = [notice.kind for notice in office.told()]
        assert kinds == [NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGE_PAUSED]

    def test_another_number_gets_nothing_of_a_request_that_stands(self, office: DecidingOffice) -> None:
        number, citizen_id = office.lose_number(self.PROFILE), office.citizen(self.PROFILE).id
        office.approve(number)
        office.approve(number, OTHER)
        another = office.lost_numbers.open(citizen_id, "+6281355566688", CHAT, office.turn())
        assert another == RequestStands()
        assert office.pass_hold(hours=24) == 1
        assert office.registry.citizens_of("+6281355566677")

    def test_the_asking_number_follows_its_request(self, office: DecidingOffice) -> None:
        number = office.lose_number(self.PROFILE)
        assert office.reports.case(number, "+6281355566677") is not None
        assert office.reports.case(number, "+6281355566688") is None

    def test_a_number_that_was_taken_meanwhile_brings_the_case_back(self, office: DecidingOffice) -> None:
        number = office.lose_number(self.PROFILE)
        office.approve(number)
        office.approve(number, OTHER)
        office.corrections.change_phone(phone_of("three_doses"), "+6281355566677", office.turn())
        assert office.pass_hold(hours=24) == 0
        assert (office.state(number), office.decision_states()) == ("in_progress", ["overtaken"])
        assert office.decisions.apply_due() == 0

    def test_another_household_that_got_the_old_number_is_left_alone(self, office: DecidingOffice) -> None:
        number, old = office.lose_number(self.PROFILE), phone_of(self.PROFILE)
        office.approve(number)
        office.approve(number, OTHER)
        office.corrections.change_phone(old, "+6281355566688", office.turn())
        office.corrections.change_phone(phone_of("three_doses"), old, office.turn())
        assert office.pass_hold(hours=24) == 0
        assert office.registry.citizens_of("+6281355566677") == []
        assert office.state(number) == "in_progress"

    def test_opening_twice_is_one_case_and_impossible_numbers_are_none(self, office: DecidingOffice) -> None:
        citizen_id = office.citizen(self.PROFILE).id
        opened = office.lost_numbers.open(citizen_id, "+6281355566677", OTHER_CHAT, "command")
        assert office.lost_numbers.open(citizen_id, "+6281355566677", OTHER_CHAT, "command") == opened
        asked = office.lost_numbers.asked_in(OTHER_CHAT)
        assert asked is not None
        assert (asked.case_number, asked.new_e164) == (opened.case_number, "+6281355566677")
        assert asked.new_e164 not in repr(asked)
        assert office.lost_numbers.asked_in(CHAT) is None
        taken = office.lost_numbers.open(citizen_id, phone_of("three_doses"), OTHER_CHAT, office.turn())
        same = office.lost_numbers.open(citizen_id, phone_of(self.PROFILE), OTHER_CHAT, office.turn())
        assert [type(each).__name__ for each in (taken, same)] == ["NumberTaken", "SameNumber"]
        assert len(office.rows(tables.corrections)) == 1

    def test_stopped_and_applied_at_once_it_ends_one_way(self, office: DecidingOffice) -> None:
        number, old = office.lose_number(self.PROFILE), phone_of(self.PROFILE)
        office.approve(number)
        office.approve(number, OTHER)
        office.clock.advance(hours=24)
        start = threading.Barrier(3)

        def at_once(step: Any) -> None:
            start.wait()
            step()

        steps: list[Any] = [
            lambda: office.lost_numbers.stop(old, CHAT, "stop"),
            office.decisions.apply_due,
            office.decisions.apply_due,
        ]
        threads = [threading.Thread(target=at_once, args=(step,)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        moved = office.registry.citizens_of(old) == []
        kinds = [notice.kind for notice in office.told()]
        assert kinds.count(NoticeKind.PHONE_CHANGED) == moved
        assert (office.state(number), office.decision_states()) == (
            ("done", ["applied"]) if moved else ("withdrawn", ["overtaken"])
        )
