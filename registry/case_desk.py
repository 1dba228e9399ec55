"""Cases as officers read them. Whoever looks at a person's data is noted in the audit trail."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Engine

from clock import Clock
from registry.attachments import AttachedFile
from registry.audit import AuditKind, record_event
from registry.case_figures import count_figures
from registry.case_files import read_case_file
from registry.case_numbers import parse_case_number
from registry.case_queue import find_cases
from registry.decision_records import CaseFile, CaseSummary, Figures, Officer, QueueFilter
from registry.errors import UnknownCase
from registry.tables import attachments
from registry.target_times import TargetTimes
from storage.engine import reading
from storage.vault import Vault

NO_CONVERSATION = ""


class CaseDesk:
    """Synchronous and thread-safe. Every role may read."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, targets: TargetTimes) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._targets = targets

    def queue(self, officer: Officer, wanted: QueueFilter) -> list[CaseSummary]:
        """Open cases unless a state or number is wanted: overdue first, then by `due_at`; at most 200."""
        with reading(self._engine).begin() as connection:
            return find_cases(connection, wanted, self._targets, self._clock.now())

    def case(self, officer: Officer, number: str) -> CaseFile:
        """`number` as a person typed it. The file holds earlier views, not this one. Raises UnknownCase."""
        now, parsed = self._clock.now(), parse_case_number(number) or ""
        with self._engine.begin() as connection:
            file = read_case_file(connection, self._vault, parsed, self._targets, now)
            record_event(connection, now, NO_CONVERSATION, AuditKind.CASE_VIEWED, parsed, actor=officer.id)
        return file

    def attachment(self, officer: Officer, attachment_id: str) -> AttachedFile:
        """Raises UnknownCase when there is no such file."""
        with self._engine.begin() as connection:
            query = select(attachments).where(attachments.c.id == attachment_id)
            row = connection.execute(query).mappings().first()
            if row is None:
                raise UnknownCase("no case has this file")
            viewed = AuditKind.ATTACHMENT_VIEWED
            record_event(connection, self._clock.now(), NO_CONVERSATION, viewed, row["id"], actor=officer.id)
        content = self._vault.open_bytes(row["content"], place=f"attachments/{row['id']}/content")
        return AttachedFile(row["id"], row["case_number"], row["mime_type"], content, row["created_at"])

    def figures(self) -> Figures:
        with reading(self._engine).begin() as connection:
            return count_figures(connection, self._targets, self._clock.now())
