"""Notices wait here from the transaction that makes them until the channel has taken them over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from clock import Clock
from registry.notice_records import Notice, NoticeKind
from registry.tables import notices
from storage.engine import reading

SEPARATOR = ","


def give_notice(
    connection: Connection,
    case_number: str,
    conversation_id: str,
    kind: NoticeKind,
    now: datetime,
    *,
    reason: str | None = None,
    certificate_ids: tuple[str, ...] = (),
) -> None:
    """Within the caller's transaction, so that nothing takes effect without a word and nothing is told in vain."""
    row = {
        "id": uuid4().hex,
        "case_number": case_number,
        "conversation_id": conversation_id,
        "kind": kind.value,
        "reason": reason,
        "certificate_ids": SEPARATOR.join(certificate_ids),
        "created_at": now,
    }
    connection.execute(insert(notices).values(row))


class NoticeQueue:
    """Synchronous and thread-safe."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def waiting(self, limit: int) -> list[Notice]:
        """Oldest first."""
        query = select(notices).where(notices.c.sent_at.is_(None)).order_by(notices.c.created_at, notices.c.id)
        with reading(self._engine).begin() as connection:
            return [_notice(row) for row in connection.execute(query.limit(limit)).mappings()]

    def latest(self, conversation_id: str) -> Notice | None:
        """What this conversation was told last."""
        query = select(notices).where(notices.c.conversation_id == conversation_id, notices.c.sent_at.is_not(None))
        newest = query.order_by(notices.c.sent_at.desc(), notices.c.created_at.desc(), notices.c.id).limit(1)
        with reading(self._engine).begin() as connection:
            row = connection.execute(newest).mappings().first()
        return None if row is None else _notice(row)

    def sent(self, notice_id: str) -> None:
        """The channel has it in its own store; safe to say twice."""
        with self._engine.begin() as connection:
            unsent = (notices.c.id == notice_id) & notices.c.sent_at.is_(None)
            connection.execute(update(notices).where(unsent).values(sent_at=self._clock.now()))

    def purge(self, before: datetime) -> int:
        """Deletes what was sent before the moment; what was not sent stays."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(notices).where(notices.c.sent_at < before)).rowcount)


def _notice(row: Any) -> Notice:
    return Notice(
        id=row["id"],
        case_number=row["case_number"],
        conversation_id=row["conversation_id"],
        kind=NoticeKind(row["kind"]),
        reason=row["reason"],
        certificate_ids=tuple(filter(None, row["certificate_ids"].split(SEPARATOR))),
        created_at=row["created_at"],
        sent_at=row["sent_at"],
    )
