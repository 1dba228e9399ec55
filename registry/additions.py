"""What citizens add to their cases: statements, a withdrawal, and that it is not solved after all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection, Engine

from clock import Clock
from registry.addition_records import (
    Added,
    Addition,
    AdditionProblem,
    AdditionRefused,
    Reopened,
    Reopening,
    ReopeningRefused,
    ReopenProblem,
    Withdrawal,
    WithdrawalProblem,
    WithdrawalRefused,
    Withdrawn,
)
from registry.audit import AuditKind, record_event
from registry.case_numbers import parse_case_number
from registry.case_records import CaseState
from registry.case_rows import add_to_case, case_table, change_case, closing_column, hold_case
from registry.case_words import words_of
from registry.cases import case_of_phone
from registry.decision_store import overtake_unsettled
from registry.tables import case_statements, corrections
from storage.commands import Commands
from storage.engine import reading
from storage.vault import Vault

ADD_STATEMENT, WITHDRAW, REOPEN = "add_statement", "withdraw_case", "reopen_case"
OWNER = "owner"  # `decided_by` of a correction that its owner withdrew
MOST_STATEMENTS = 20
LONGEST_STATEMENT = 4000  # characters
REOPENED_WITHIN = timedelta(days=7)
SHORT = 16  # signs of a fingerprint that tell the parts of one turn apart


class Additions:
    """Synchronous and thread-safe. Case numbers are taken as a person typed them."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._commands = Commands(vault, [Added, Withdrawn, Reopened])

    def add_statement(
        self, case_number: str, phone_e164: str, text: str, conversation_id: str, command_id: str
    ) -> Addition:
        """Adds the words to an open case of this number, for officers; if they asked, they go on with it."""
        said = text.strip()
        if not said:
            return AdditionRefused(AdditionProblem.EMPTY)
        if len(said) > LONGEST_STATEMENT:
            return AdditionRefused(AdditionProblem.TOO_LONG)
        now = self._clock.now()
        mark = self._vault.fingerprint("statement", said)[:SHORT]

        def enter(connection: Connection) -> Addition:
            case = self._hold_own(connection, case_number, phone_e164)
            if case is None:
                return AdditionRefused(AdditionProblem.UNKNOWN_CASE)
            if case["closed"] is not None:
                return AdditionRefused(AdditionProblem.CASE_CLOSED)
            number = case["number"]
            of_case = case_statements.c.case_number == number
            count: int = connection.execute(select(func.count(case_statements.c.id)).where(of_case)).scalar_one()
            if count >= MOST_STATEMENTS:
                return AdditionRefused(AdditionProblem.TOO_MANY)
            self._insert(connection, number, said, now)
            add_to_case(connection, case, now)
            record_event(connection, now, conversation_id, AuditKind.STATEMENT_ADDED, number)
            return Added(number, count + 1)

        key = self._commands.key(command_id, f"{ADD_STATEMENT}/{mark}")
        outcome: Addition = self._commands.once(self._engine, key, now, enter)
        return outcome

    def words_of(self, case_number: str, phone_e164: str) -> tuple[str, ...]:
        """What was said about a case of this number, oldest first; nothing of a case that is another's."""
        phone = self._vault.fingerprint("phone", phone_e164)
        with reading(self._engine).begin() as connection:
            case = case_of_phone(connection, parse_case_number(case_number) or "", phone)
            return () if case is None else words_of(connection, self._vault, case.case_number)

    def withdraw(self, case_number: str, phone_e164: str, conversation_id: str, command_id: str) -> Withdrawal:
        """Closes an open case of this number; what was decided on it and has no effect yet will have none."""
        now = self._clock.now()

        def enter(connection: Connection) -> Withdrawal:
            case = self._hold_own(connection, case_number, phone_e164)
            if case is None:
                return WithdrawalRefused(WithdrawalProblem.UNKNOWN_CASE)
            if case["closed"] is not None:
                return WithdrawalRefused(WithdrawalProblem.CASE_CLOSED)
            number = case["number"]
            overtake_unsettled(connection, number)
            table = case_table(number)
            closed = {closing_column(table).name: now, **({"decided_by": OWNER} if table is corrections else {})}
            change_case(connection, number, now, state=CaseState.WITHDRAWN.value, **closed)
            record_event(connection, now, conversation_id, AuditKind.CASE_WITHDRAWN, number)
            return Withdrawn(number)

        outcome: Withdrawal = self._commands.once(
            self._engine, self._key(command_id, WITHDRAW, case_number), now, enter
        )
        return outcome

    def reopen(self, case_number: str, phone_e164: str, conversation_id: str, command_id: str) -> Reopening:
        """Brings a case of this number that was decided within the last seven days back to the officers."""
        now = self._clock.now()

        def enter(connection: Connection) -> Reopening:
            case = self._hold_own(connection, case_number, phone_e164)
            if case is None:
                return ReopeningRefused(ReopenProblem.UNKNOWN_CASE)
            problem = _why_not_reopened(connection, case, now)
            if problem is not None:
                return ReopeningRefused(problem)
            number = case["number"]
            overtake_unsettled(connection, number)
            of_correction = case_table(number) is corrections
            undecided = ("decided_at", "decided_by", "effective_at") if of_correction else ("closed_at",)
            change_case(connection, number, now, state=CaseState.PENDING.value, **dict.fromkeys(undecided))
            record_event(connection, now, conversation_id, AuditKind.CASE_REOPENED, number)
            return Reopened(number)

        outcome: Reopening = self._commands.once(self._engine, self._key(command_id, REOPEN, case_number), now, enter)
        return outcome

    def _key(self, command_id: str, operation: str, case_number: str) -> str:
        # One turn may touch two cases: each is a command of its own.
        return self._commands.key(command_id, f"{operation}/{parse_case_number(case_number) or ''}")

    def _hold_own(self, connection: Connection, case_number: str, phone_e164: str) -> Any:
        """The locked row; None alike when there is no such case and when another owns it."""
        phone = self._vault.fingerprint("phone", phone_e164)
        case = case_of_phone(connection, parse_case_number(case_number) or "", phone)
        return None if case is None else hold_case(connection, case.case_number)

    def _insert(self, connection: Connection, case_number: str, said: str, now: datetime) -> None:
        row_id = uuid4().hex
        sealed = self._vault.seal(said, place=f"case_statements/{row_id}/text")
        row = {"id": row_id, "case_number": case_number, "text": sealed, "created_at": now}
        connection.execute(insert(case_statements).values(row))


def _why_not_reopened(connection: Connection, case: Any, now: datetime) -> ReopenProblem | None:
    if case["closed"] is None:
        return ReopenProblem.STILL_OPEN
    if case["state"] not in (CaseState.DONE.value, CaseState.REFUSED.value):
        return ReopenProblem.WITHDRAWN
    if now - case["closed"] > REOPENED_WITHIN:
        return ReopenProblem.TOO_LATE
    table = case_table(case["number"])
    matter = ("citizen_id", "kind") if table is corrections else ("topic",)
    same_matter = [table.c[name] == case[name] for name in matter]
    other = select(table.c.id).where(*same_matter, closing_column(table).is_(None))
    return None if connection.execute(other).first() is None else ReopenProblem.OTHER_OPEN
