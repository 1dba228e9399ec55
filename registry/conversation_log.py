"""Where a case's citizen can be talked to, and what officers did there: that they wrote, never what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection, Engine

from clock import Clock
from registry import decision_store as store
from registry.audit import AuditKind, record_event
from registry.decision_records import Officer
from registry.errors import AlreadyDecided
from storage.commands import Commands
from storage.engine import reading
from storage.vault import Vault


@dataclass(frozen=True)
class Noted:
    """It stands in the audit trail."""


class ConversationLog:
    """Synchronous and thread-safe."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._commands = Commands(vault, [Noted])

    def conversation_of(self, number: str, *, must_be_open: bool = False) -> str:
        """Raises UnknownCase, and AlreadyDecided for a case that is closed if it must be open."""
        with reading(self._engine).begin() as connection:
            case = store.read_case(connection, number)
            if must_be_open and not store.is_open(connection, number):
                raise AlreadyDecided("the case is closed")
        return case.conversation_id

    def note(self, officer: Officer, number: str, kind: AuditKind, command_id: str) -> None:
        """Once for each command."""
        key, now = self._commands.key(command_id, f"{kind.value}/{number}"), self._clock.now()

        def enter(connection: Connection) -> Noted:
            conversation_id = store.read_case(connection, number).conversation_id
            record_event(connection, now, conversation_id, kind, number, actor=officer.id)
            return Noted()

        self._commands.once(self._engine, key, now, enter)
