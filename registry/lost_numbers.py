"""A citizen who lost their number asks an officer to move the account; whoever has the old number can stop that.

That the new number belongs to the asking person was verified before, and is the caller's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from clock import Clock
from registry import decision_store as store
from registry.accounts import number_of
from registry.audit import AuditKind, record_event
from registry.case_records import CaseState, CorrectionKind, CorrectionPending, NumberTaken, SameNumber
from registry.correction_store import NO_NUMBER, Change, open_case
from registry.errors import AlreadyDecided, UnknownCitizen
from registry.notice_records import NoticeKind
from registry.notices import give_notice
from registry.people import account_of, hold_citizen
from registry.rows import open_cell
from registry.tables import accounts, citizens, corrections
from storage.commands import Commands
from storage.engine import reading
from storage.vault import Vault

OPEN_LOST_NUMBER, STOP_LOST_NUMBER = "open_lost_number", "stop_lost_number"
NOT_ASKED = "not_asked"  # the civil registry knows no phone numbers
OWNER = "owner"  # `decided_by` of a case that the account's owner ended


@dataclass(frozen=True)
class OpenMove:
    """A move that was asked for and is not over. `new_e164`: the number that asked."""

    case_number: str
    state: CaseState
    new_e164: str = field(repr=False)


@dataclass(frozen=True)
class Stopped:
    case_number: str


@dataclass(frozen=True)
class RequestStands:
    """Another number asks for this account already; its evidence must not serve a second one."""


LostNumber = CorrectionPending | NumberTaken | SameNumber | RequestStands


class LostNumbers:
    """Synchronous and thread-safe."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._commands = Commands(vault, [CorrectionPending, Stopped])

    def open(self, citizen_id: str, new_e164: str, conversation_id: str, command_id: str) -> LostNumber:
        """Asks for the account's move, or renews this number's request; `conversation_id` is the new number's.

        What officers decided on an earlier request does not carry over. Raises UnknownCitizen.
        """
        key, now = self._commands.key(command_id, OPEN_LOST_NUMBER), self._clock.now()

        def enter(connection: Connection) -> LostNumber:
            if hold_citizen(connection, self._vault, citizen_id) is None:
                raise UnknownCitizen("no citizen has this id")
            old_e164 = number_of(connection, self._vault, citizen_id) or NO_NUMBER
            if old_e164 == new_e164:
                return SameNumber()
            if account_of(connection, self._vault, new_e164) is not None:
                return NumberTaken()
            if self._asked_by_another(connection, citizen_id, new_e164):
                return RequestStands()
            change = Change(citizen_id, conversation_id, CorrectionKind.PHONE, old_e164, new_e164, NOT_ASKED)
            number, was_open = open_case(connection, self._vault, change, now)
            kind = AuditKind.CORRECTION_CHANGED if was_open else AuditKind.CORRECTION_OPENED
            record_event(connection, now, conversation_id, kind, number)
            return CorrectionPending(number, was_open)

        outcome: LostNumber = self._commands.once(self._engine, key, now, enter)
        return outcome

    def stop(self, phone_e164: str, conversation_id: str, command_id: str) -> str | None:
        """Ends every open or held move of this number's account; the case's number, None when there is none."""
        key, now = self._commands.key(command_id, STOP_LOST_NUMBER), self._clock.now()

        def end(connection: Connection) -> Stopped | None:
            stopped = []
            for number in self._open_moves(connection, phone_e164):
                case = store.read_case(connection, number)
                try:
                    store.close(connection, number, CaseState.WITHDRAWN, now, OWNER)
                except AlreadyDecided:
                    continue  # took effect while we looked
                store.overtake_unsettled(connection, number)
                if case.row["state"] == CaseState.APPROVED.value:  # others were not told that their claim is right
                    give_notice(connection, number, case.conversation_id, NoticeKind.PHONE_CHANGE_STOPPED, now)
                record_event(connection, now, conversation_id, AuditKind.CASE_WITHDRAWN, number)
                stopped.append(number)
            return Stopped(stopped[0]) if stopped else None

        outcome: Stopped | None = self._commands.once(self._engine, key, now, end)
        return None if outcome is None else outcome.case_number

    def _asked_by_another(self, connection: Connection, citizen_id: str, new_e164: str) -> bool:
        query = select(corrections.c.id).where(
            corrections.c.citizen_id == citizen_id,
            corrections.c.kind == CorrectionKind.PHONE.value,
            corrections.c.decided_at.is_(None),
            corrections.c.asker_fingerprint != self._vault.fingerprint("phone", new_e164),
        )
        return connection.execute(query).first() is not None

    def asked_in(self, conversation_id: str) -> OpenMove | None:
        """The newest open move that this conversation asked for."""
        query = (
            select(corrections.c.id, corrections.c.number, corrections.c.state, corrections.c.new_value)
            .where(corrections.c.conversation_id == conversation_id)
            .where(corrections.c.kind == CorrectionKind.PHONE.value, corrections.c.decided_at.is_(None))
            .order_by(corrections.c.created_at.desc(), corrections.c.number)
        )
        with reading(self._engine).begin() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        new_e164 = open_cell(self._vault, "corrections", row.id, "new_value", row.new_value)
        return OpenMove(row.number, CaseState(row.state), new_e164)

    def refused_in(self, conversation_id: str) -> bool:
        """Whether the newest move that this conversation asked for was refused, and the citizen told so."""
        query = (
            select(corrections.c.state)
            .where(corrections.c.conversation_id == conversation_id)
            .where(corrections.c.kind == CorrectionKind.PHONE.value)
            .order_by(corrections.c.created_at.desc(), corrections.c.number)
        )
        with reading(self._engine).begin() as connection:
            return bool(connection.execute(query).scalars().first() == CaseState.REFUSED.value)

    def _open_moves(self, connection: Connection, phone_e164: str) -> list[str]:
        query = (
            select(corrections.c.number)
            .join(citizens, citizens.c.id == corrections.c.citizen_id)
            .join(accounts, accounts.c.id == citizens.c.account_id)
            .where(accounts.c.phone_fingerprint == self._vault.fingerprint("phone", phone_e164))
            .where(corrections.c.kind == CorrectionKind.PHONE.value, corrections.c.decided_at.is_(None))
            .order_by(corrections.c.created_at, corrections.c.number)
        )
        return list(connection.execute(query).scalars())
