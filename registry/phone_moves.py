"""Accounts that officers move to another number, for whoever must act on the number they leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.engine import Engine

from clock import Clock
from registry.case_records import CorrectionKind
from registry.correction_store import NO_NUMBER
from registry.decision_store import DecisionState, Verdict
from registry.rows import open_cell
from registry.tables import corrections, decisions
from storage.engine import reading
from storage.vault import Vault

RECENT = timedelta(hours=24)
STATES = (DecisionState.HOLDING.value, DecisionState.APPLIED.value)


@dataclass(frozen=True)
class PhoneMove:
    """`done`: the account has left `old_e164`; until then its owner can stop it."""

    decision_id: str
    old_e164: str = field(repr=False)
    done: bool


class PhoneMoves:
    """Synchronous and thread-safe."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock

    def recent(self) -> list[PhoneMove]:
        """Those that are held, and those that took effect within the last 24 hours; the oldest first.

        Who had no number before leaves none.
        """
        query = (
            select(decisions.c.id, decisions.c.state, corrections.c.id.label("correction_id"), corrections.c.old_value)
            .join(corrections, corrections.c.number == decisions.c.case_number)
            .where(corrections.c.kind == CorrectionKind.PHONE.value)
            .where(decisions.c.verdict == Verdict.APPROVED.value, decisions.c.state.in_(STATES))
            .where(decisions.c.effective_at > self._clock.now() - RECENT)
            .order_by(decisions.c.effective_at, decisions.c.id)
        )
        with reading(self._engine).begin() as connection:
            moves = [
                PhoneMove(
                    row.id,
                    open_cell(self._vault, "corrections", row.correction_id, "old_value", row.old_value),
                    row.state == DecisionState.APPLIED.value,
                )
                for row in connection.execute(query)
            ]
        return [move for move in moves if move.old_e164 != NO_NUMBER]
