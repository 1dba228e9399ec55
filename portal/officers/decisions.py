"""What the console asks of the registry: cases to read, and decisions on them."""

from __future__ import annotations

from typing import Protocol

from identity.officers.records import OfficerRecord
from registry.attachments import AttachedFile
from registry.decision_records import (
    CaseFile,
    CaseSummary,
    Decided,
    Figures,
    Officer,
    OfficerRole,
    Question,
    QueueFilter,
    RecordCorrection,
    RefusalReason,
)


class Desk(Protocol):
    """Synchronous and thread-safe; notes who looked. `registry.case_desk.CaseDesk` is one."""

    def queue(self, officer: Officer, wanted: QueueFilter) -> list[CaseSummary]: ...

    def case(self, officer: Officer, number: str) -> CaseFile:
        """Raises UnknownCase."""

    def attachment(self, officer: Officer, attachment_id: str) -> AttachedFile:
        """Raises UnknownCase."""

    def figures(self) -> Figures: ...


class Decisions(Protocol):
    """Synchronous and thread-safe. Raises UnknownCase, AlreadyDecided and NotAllowed of `registry.errors`.

    `registry.decisions.DecisionService` is one.
    """

    def approve(
        self, officer: Officer, number: str, version: int, command_id: str, correction: RecordCorrection | None = None
    ) -> Decided:
        """Also raises BadCorrection."""

    def refuse(
        self, officer: Officer, number: str, version: int, reason: RefusalReason, command_id: str
    ) -> Decided: ...

    def ask_back(self, officer: Officer, number: str, version: int, question: Question, command_id: str) -> Decided: ...

    def undo(self, officer: Officer, number: str, command_id: str) -> Decided: ...


def as_decider(officer: OfficerRecord) -> Officer:
    """The officer as the registry knows one."""
    return Officer(officer.id, OfficerRole(officer.role.value))
