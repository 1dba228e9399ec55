"""Whatever the order of officers' and citizens' steps: an effect happens at most once and is told exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from registry import tables
from registry.decision_records import Officer, RecordCorrection
from registry.errors import AlreadyDecided, BadCorrection, NotAllowed
from registry.notice_records import NoticeKind
from storage import tables as shared
from tests.unit.registry.decisions_kit import (
    AUDITOR,
    FINAL,
    FIRST,
    NEW_NUMBER,
    OTHER,
    OTHER_NUMBER,
    SUPERVISOR,
    DecidingOffice,
)
from tests.unit.registry.registry_kit import CHAT, phone_of

NAMED, MOVED, MISSING = "misspelt_disputed", "two_doses", "missing_dose"
ENTRY = RecordCorrection(vaccine="CoronaVac", batch="B", facility="Puskesmas")
OFFICERS = st.sampled_from([FIRST, OTHER, SUPERVISOR, AUDITOR])
CASES = st.integers(0, 2)


class Decisions(RuleBasedStateMachine):
    @initialize()
    def open_cases(self) -> None:
        self.office = DecidingOffice("sqlite://", make_tables=True)
        self.old_number = phone_of(MOVED)
        self.entry = RecordCorrection(
            vaccine=ENTRY.vaccine, batch=ENTRY.batch, facility=ENTRY.facility, date=self.office.clock.now().date()
        )
        self.numbers = [
            self.office.correct(NAMED, "Yusuf Rahman Wanggai").case_number,
            self.office.lose_number(MOVED),
            self.office.miss(MISSING, 2),
        ]

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.engine.dispose()

    @rule(case=CASES, officer=OFFICERS)
    def approve(self, case: int, officer: Officer) -> None:
        correction = self.entry if case == 2 else None
        self.attempt(lambda: self.office.approve(self.numbers[case], officer, correction))

    @rule(case=CASES, officer=OFFICERS)
    def refuse(self, case: int, officer: Officer) -> None:
        self.attempt(lambda: self.office.refuse(self.numbers[case], officer))

    @rule(case=CASES, officer=OFFICERS)
    def ask_back(self, case: int, officer: Officer) -> None:
        self.attempt(lambda: self.office.ask_back(self.numbers[case], officer))

    @rule(case=CASES, officer=OFFICERS)
    def undo(self, case: int, officer: Officer) -> None:
        self.attempt(lambda: self.office.undo(self.numbers[case], officer))

    @rule(minutes=st.sampled_from([1, 2, 60 * 24]))
    def pass_time(self, minutes: int) -> None:
        self.office.clock.advance(minutes=minutes)

    @rule()
    def apply_due(self) -> None:
        self.office.decisions.apply_due()
        assert self.office.decisions.apply_due() == 0

    @rule()
    def stop(self) -> None:
        self.office.lost_numbers.stop(self.old_number, CHAT, self.office.turn())

    @rule()
    def wish_another_name(self) -> None:
        if self.office.row(self.numbers[0])["decided_at"] is None:
            self.office.correct(NAMED, "Yusuf Wanggai")

    @invariant()
    def at_most_one_effect_each_told_once(self) -> None:
        if not hasattr(self, "office"):
            return
        told = self.office.told()
        final = Counter(notice.case_number for notice in told if notice.kind in FINAL)
        asked = Counter(notice.case_number for notice in told if notice.kind is NoticeKind.ASKED_BACK)
        held = Counter(notice.case_number for notice in told if notice.kind is NoticeKind.PHONE_CHANGE_HELD)
        rows = self.office.rows(tables.decisions)
        applied = [row for row in rows if row["state"] == "applied"]
        assert final == Counter(row["case_number"] for row in applied if row["verdict"] != "asked_back")
        assert asked == Counter(row["case_number"] for row in applied if row["verdict"] == "asked_back")
        assert all(count == 1 for count in final.values())
        assert held.keys() <= {self.numbers[1]}
        assert held.total() == sum(row["second_officer_id"] is not None for row in rows)
        paused = Counter(notice.case_number for notice in told if notice.kind is NoticeKind.PHONE_CHANGE_PAUSED)
        assert paused <= held
        stopped = Counter(notice.case_number for notice in told if notice.kind is NoticeKind.PHONE_CHANGE_STOPPED)
        assert stopped.keys() <= held.keys() - final.keys()
        assert all(count == 1 for count in stopped.values())

    @invariant()
    def the_record_says_what_was_applied(self) -> None:
        if not hasattr(self, "office"):
            return
        kinds = {notice.kind for notice in self.office.told()}
        happened = Counter(event["kind"] for event in self.office.rows(shared.audit_events))
        assert happened["name_corrected"] == (NoticeKind.NAME_CORRECTED in kinds)
        assert happened["phone_changed"] == (NoticeKind.PHONE_CHANGED in kinds)
        assert happened["dose_entered"] == (NoticeKind.CERTIFICATE_ISSUED in kinds)
        assert (self.office.registry.citizens_of(NEW_NUMBER) != []) == (NoticeKind.PHONE_CHANGED in kinds)
        assert self.office.registry.citizens_of(OTHER_NUMBER) == []

    @invariant()
    def closed_cases_have_nothing_pending(self) -> None:
        if not hasattr(self, "office"):
            return
        pending = {
            row["case_number"]
            for row in self.office.rows(tables.decisions)
            if row["state"] in ("holding", "awaiting_second")
        }
        closed = {row["number"] for row in self.office.rows(tables.corrections) if row["decided_at"]}
        closed |= {row["number"] for row in self.office.rows(tables.reports) if row["closed_at"]}
        assert not pending & closed

    def told_of_the_move(self) -> list[NoticeKind]:
        return [notice.kind for notice in self.office.told() if notice.case_number == self.numbers[1]]

    def attempt(self, step: Callable[[], object]) -> None:
        """What officers may not do, or did too late, changes nothing."""
        before = self.office.rows(tables.decisions)
        try:
            step()
        except (AlreadyDecided, BadCorrection, NotAllowed):
            assert self.office.rows(tables.decisions) == before


def test_a_move_that_is_undone_while_it_is_held_is_told_and_not_applied() -> None:
    office = Decisions()
    office.open_cases()
    for officer in (FIRST, OTHER):
        office.approve(case=1, officer=officer)
    office.pass_time(minutes=1)
    office.undo(case=1, officer=OTHER)
    office.at_most_one_effect_each_told_once()
    office.pass_time(minutes=60 * 24)
    office.apply_due()
    office.the_record_says_what_was_applied()
    assert office.told_of_the_move() == [NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGE_PAUSED]
    office.teardown()


def test_a_move_that_is_stopped_while_it_is_held_is_told_once_and_never_applied() -> None:
    office = Decisions()
    office.open_cases()
    for officer in (FIRST, OTHER):
        office.approve(case=1, officer=officer)
    office.pass_time(minutes=1)
    office.stop()
    office.at_most_one_effect_each_told_once()
    office.pass_time(minutes=60 * 24)
    office.apply_due()
    office.at_most_one_effect_each_told_once()
    office.the_record_says_what_was_applied()
    assert office.told_of_the_move() == [NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGE_STOPPED]
    office.teardown()


TestDecisions = Decisions.TestCase
TestDecisions.settings = settings(max_examples=40, stateful_step_count=25, suppress_health_check=list(HealthCheck))
