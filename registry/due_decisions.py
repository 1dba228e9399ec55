"""Decisions take effect when their hold is over: each in one transaction, and none stands in another's way."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from clock import Clock
from registry import decision_store as store
from registry.audit import AuditKind, record_event
from registry.case_records import CaseState, CorrectionKind
from registry.decision_corrections import open_correction
from registry.decision_store import Case, Decision, DecisionState, Verdict
from registry.effects import NOBODY, Effect, NoLongerPossible, take_effect
from registry.errors import AlreadyDecided, UnknownCase
from registry.notice_records import NoticeKind
from registry.notices import give_notice
from registry.people import hold_citizen
from storage.engine import reading
from storage.vault import Vault

log = logging.getLogger(__name__)


class _Settled(Exception):
    """Somebody was faster: the decision is undone, overtaken or applied."""


def tell_of_pause(connection: Connection, case: Case, decision: Decision, now: datetime) -> None:
    """What was told when the hold began no longer holds; of other decisions nobody has heard yet."""
    if case.kind is CorrectionKind.PHONE and decision.verdict is Verdict.APPROVED and decision.effective_at is not None:
        give_notice(connection, case.number, case.conversation_id, NoticeKind.PHONE_CHANGE_PAUSED, now)


class DueDecisions:
    """Synchronous; several processes may apply at once."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock

    def apply(self, limit: int) -> int:
        """How many took effect. What is no longer possible goes back to the officers; a database that is down, locked
        or at odds with itself for a moment leaves the decision for the next time."""
        with reading(self._engine).begin() as connection:
            due = store.due(connection, self._clock.now(), limit)
        return sum(self._apply_or_give_back(decision_id) for decision_id in due)

    def _apply_or_give_back(self, decision_id: str) -> bool:
        try:
            try:
                self._apply(decision_id)
            except (_Settled, OperationalError, IntegrityError):
                raise
            except (NoLongerPossible, AlreadyDecided, UnknownCase):
                self._give_back(decision_id)
            except Exception as error:
                # Its text may hold values of the record, its kind does not.
                log.error("decision %s cannot take effect: %s", decision_id, type(error).__name__)
                self._give_back(decision_id)
            else:
                return True
        except _Settled:
            pass
        except Exception as error:
            log.warning("decision %s waits for the next time: %s", decision_id, type(error).__name__)
        return False

    def _apply(self, decision_id: str) -> None:
        with self._engine.begin() as connection:
            decision = self._unsettled(connection, decision_id)
            number, now = decision.case_number, self._clock.now()
            citizen_id = store.read_case(connection, number).citizen_id
            if citizen_id is not None:
                hold_citizen(connection, self._vault, citizen_id)
            approved = decision.verdict is Verdict.APPROVED
            state = CaseState.DONE if approved else CaseState.REFUSED
            store.close(connection, number, state, now, decision.officer_id, effective=approved)
            if not store.settle(connection, decision_id, DecisionState.APPLIED):
                raise _Settled
            case = store.read_case(connection, number)
            effect = self._effect(connection, case, decision)
            give_notice(
                connection,
                number,
                case.conversation_id,
                effect.notice,
                now,
                reason=decision.reason,
                certificate_ids=effect.certificate_ids,
            )
            record_event(connection, now, NOBODY, AuditKind.DECISION_APPLIED, number, actor=decision.officer_id)

    def _effect(self, connection: Connection, case: Case, decision: Decision) -> Effect:
        if decision.verdict is Verdict.REFUSED:
            return Effect(NoticeKind.REFUSED)
        correction = open_correction(self._vault, decision)
        return take_effect(connection, self._vault, case, correction, self._clock.now())

    def _give_back(self, decision_id: str) -> None:
        """To the officers, if the case is still open."""
        with self._engine.begin() as connection:
            decision, now = self._unsettled(connection, decision_id), self._clock.now()
            if store.is_open(connection, decision.case_number):
                case = store.take_step(connection, decision.case_number, now, CaseState.IN_PROGRESS)
                tell_of_pause(connection, case, decision, now)
            if not store.settle(connection, decision_id, DecisionState.OVERTAKEN):
                raise _Settled
            record_event(connection, now, NOBODY, AuditKind.DECISION_OVERTAKEN, decision.case_number)

    @staticmethod
    def _unsettled(connection: Connection, decision_id: str) -> Decision:
        decision = store.read(connection, decision_id)
        if decision is None or decision.state is not DecisionState.HOLDING:
            raise _Settled
        return decision
