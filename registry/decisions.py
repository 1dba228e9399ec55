"""Officers decide cases. A decision is held for a while, in which it can be undone, and then takes effect once.

Where two must agree, the first approval waits for another officer's; the hold starts with the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from clock import WIB, Clock
from registry import decision_store as store
from registry.approvals import prepared, two_must_agree
from registry.audit import AuditKind, record_event
from registry.case_records import CaseState, CorrectionKind
from registry.decision_corrections import open_correction, seal_correction
from registry.decision_records import Decided, Officer, OfficerRole, Question, RecordCorrection, RefusalReason
from registry.decision_store import Case, Decision, DecisionState, Verdict
from registry.due_decisions import DueDecisions, tell_of_pause
from registry.effects import NOBODY
from registry.errors import AlreadyDecided, BadCorrection, NotAllowed
from registry.notice_records import NoticeKind
from registry.notices import give_notice
from storage.commands import Commands
from storage.vault import Vault

APPROVE, REFUSE, ASK_BACK, UNDO = "approve", "refuse", "ask_back", "undo"
DIFFERENT = "different"  # problem of a correction: the second officer enters something else than the first
Step = Callable[[Connection, datetime], Decided]


@dataclass(frozen=True)
class Holds:
    """How long a decision can be undone; `phone`: how long the old number's owner can stop an approved change."""

    ordinary: timedelta
    phone: timedelta = timedelta(hours=24)


class DecisionService:
    """Synchronous and thread-safe. `version` is the case's as the officer saw it; a repeated command changes nothing.

    All but `apply_due` raise UnknownCase, AlreadyDecided and NotAllowed.
    """

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, hold: Holds) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._hold = hold
        self._commands = Commands(vault, [Decided])
        self._due = DueDecisions(engine, vault, clock)

    def approve(
        self, officer: Officer, number: str, version: int, command_id: str, correction: RecordCorrection | None = None
    ) -> Decided:
        """As first or only officer, or as the second. Raises BadCorrection.

        `correction` is needed for a wrong record and for a dose that is not on record, and allowed for a missing
        certificate only besides; the second officer may leave it out.
        """

        def step(connection: Connection, now: datetime) -> Decided:
            case, first = self._open(connection, number, version, now)
            if first is not None:
                return self._second(connection, officer, case, first, correction, now)
            today = now.astimezone(WIB).date()
            entered = prepared(connection, self._vault, case, correction, today)
            alone = not two_must_agree(case, entered)
            effective_at = now + self._hold.ordinary if alone else None
            state = DecisionState.HOLDING if alone else DecisionState.AWAITING_SECOND
            self._keep(connection, officer, case, Verdict.APPROVED, state, now, effective_at, correction=entered)
            record_event(connection, now, NOBODY, AuditKind.CASE_APPROVED, number, actor=officer.id)
            return self._bring(connection, case, CaseState.APPROVED if alone else CaseState.IN_PROGRESS, effective_at)

        return self._once(officer, APPROVE, number, command_id, step)

    def refuse(self, officer: Officer, number: str, version: int, reason: RefusalReason, command_id: str) -> Decided:
        """Until the hold is over the citizen reads that the case is in progress."""

        def step(connection: Connection, now: datetime) -> Decided:
            case, _ = self._open(connection, number, version, now)
            store.overtake_unsettled(connection, number)
            effective_at = now + self._hold.ordinary
            holding = DecisionState.HOLDING
            self._keep(connection, officer, case, Verdict.REFUSED, holding, now, effective_at, reason=reason.value)
            record_event(connection, now, NOBODY, AuditKind.CASE_REFUSED, number, actor=officer.id)
            return self._bring(connection, case, CaseState.IN_PROGRESS, effective_at)

        return self._once(officer, REFUSE, number, command_id, step)

    def ask_back(self, officer: Officer, number: str, version: int, question: Question, command_id: str) -> Decided:
        """At once: the citizen is asked, and the case waits for the answer."""

        def step(connection: Connection, now: datetime) -> Decided:
            case, _ = self._open(connection, number, version, now)
            store.overtake_unsettled(connection, number)
            applied = DecisionState.APPLIED
            self._keep(connection, officer, case, Verdict.ASKED_BACK, applied, now, now, reason=question.value)
            record_event(connection, now, NOBODY, AuditKind.CASE_ASKED_BACK, number, actor=officer.id)
            asked = NoticeKind.ASKED_BACK
            give_notice(connection, number, case.conversation_id, asked, now, reason=question.value)
            return self._bring(connection, case, CaseState.WAITING, now)

        return self._once(officer, ASK_BACK, number, command_id, step)

    def undo(self, officer: Officer, number: str, command_id: str) -> Decided:
        """By an officer who decided, or a supervisor, until the hold is over."""

        def step(connection: Connection, now: datetime) -> Decided:
            case = store.take_step(connection, number, now, CaseState.IN_PROGRESS)
            decision = store.unsettled(connection, number)
            if decision is None or (decision.effective_at is not None and decision.effective_at <= now):
                raise AlreadyDecided("nothing to undo")
            decided_by = (decision.officer_id, decision.second_officer_id)
            if officer.role is not OfficerRole.SUPERVISOR and officer.id not in decided_by:
                raise NotAllowed("another officer decided")
            store.settle(connection, decision.id, DecisionState.UNDONE)
            tell_of_pause(connection, case, decision, now)
            record_event(connection, now, NOBODY, AuditKind.DECISION_UNDONE, number, actor=officer.id)
            return Decided(CaseState.IN_PROGRESS, None)

        return self._once(officer, UNDO, number, command_id, step)

    def apply_due(self, limit: int = 50) -> int:
        """Decisions whose hold is over take effect, the oldest first; how many did. See `DueDecisions`."""
        return self._due.apply(limit)

    def _once(self, officer: Officer, operation: str, number: str, command_id: str, step: Step) -> Decided:
        if officer.role is OfficerRole.AUDITOR:
            raise NotAllowed("auditors decide nothing")
        key, now = self._commands.key(command_id, f"{operation}/{number}/{officer.id}"), self._clock.now()
        outcome: Decided = self._commands.once(self._engine, key, now, lambda connection: step(connection, now))
        return replace(outcome, state=CaseState(outcome.state))  # kept as text, like every outcome

    def _open(self, connection: Connection, number: str, version: int, now: datetime) -> tuple[Case, Decision | None]:
        """The case, held, and the first approval if it awaits a second."""
        case = store.take_step(connection, number, now, CaseState.IN_PROGRESS, version)
        unsettled = store.unsettled(connection, number)
        if unsettled is not None and unsettled.state is DecisionState.HOLDING:
            raise AlreadyDecided("the hold of a decision runs")
        return case, unsettled

    def _second(
        self,
        connection: Connection,
        officer: Officer,
        case: Case,
        first: Decision,
        correction: RecordCorrection | None,
        now: datetime,
    ) -> Decided:
        if first.officer_id == officer.id:
            raise NotAllowed("another officer must be the second")
        if correction is not None:
            again = prepared(connection, self._vault, case, correction, now.astimezone(WIB).date())
            if again != open_correction(self._vault, first):
                raise BadCorrection("correction", DIFFERENT)
        is_phone = case.kind is CorrectionKind.PHONE
        effective_at = now + (self._hold.phone if is_phone else self._hold.ordinary)
        store.start_hold(connection, first.id, officer.id, effective_at)
        record_event(connection, now, NOBODY, AuditKind.CASE_SECONDED, case.number, actor=officer.id)
        if is_phone:
            give_notice(connection, case.number, case.conversation_id, NoticeKind.PHONE_CHANGE_HELD, now)
        return self._bring(connection, case, CaseState.APPROVED, effective_at)

    def _keep(
        self,
        connection: Connection,
        officer: Officer,
        case: Case,
        verdict: Verdict,
        state: DecisionState,
        now: datetime,
        effective_at: datetime | None,
        *,
        reason: str | None = None,
        correction: RecordCorrection | None = None,
    ) -> None:
        decision_id = store.new_id()
        sealed = seal_correction(self._vault, decision_id, correction)
        decision = Decision(decision_id, case.number, verdict, reason, sealed, officer.id, None, effective_at, state)
        store.add(connection, decision, now)

    @staticmethod
    def _bring(connection: Connection, case: Case, state: CaseState, effective_at: datetime | None) -> Decided:
        store.set_state(connection, case, state)
        return Decided(state, effective_at)
