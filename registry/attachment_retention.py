"""Files of cases that were closed long ago are deleted; the audit notes for which case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.engine import Connection, Engine

from clock import Clock
from registry.audit import AuditKind, record_event
from registry.tables import attachments, corrections, reports
from storage.engine import reading


class AttachmentRetention:
    """Synchronous and thread-safe."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def purge(self, closed_before: datetime) -> int:
        """Deletes the files of cases that have been closed since before that moment; returns how many files."""
        closed = or_(
            attachments.c.case_number.in_(select(reports.c.number).where(reports.c.closed_at < closed_before)),
            attachments.c.case_number.in_(select(corrections.c.number).where(corrections.c.decided_at < closed_before)),
        )
        with reading(self._engine).begin() as connection:
            numbers = connection.execute(select(attachments.c.case_number).where(closed).distinct()).scalars().all()
        deleted = 0
        for number in numbers:  # a short transaction each, so that citizens wait for none
            with self._engine.begin() as connection:
                # The condition again: the case may have been reopened, or another process was faster.
                deleted += self._delete(connection, number, closed)
        return deleted

    def _delete(self, connection: Connection, number: str, closed: object) -> int:
        deleted: int = connection.execute(
            delete(attachments).where(attachments.c.case_number == number, closed)
        ).rowcount
        if deleted:
            record_event(connection, self._clock.now(), "", AuditKind.ATTACHMENTS_DELETED, number)
        return deleted
