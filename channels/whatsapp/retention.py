"""How long the channel keeps what is done with: a few rows at a time, so that nobody waits for a big delete."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, select
from sqlalchemy.engine import Engine

from channels.whatsapp import inbox, outbox
from channels.whatsapp.tables import (
    wa_handover,
    wa_handover_line,
    wa_inbox,
    wa_media,
    wa_notice,
    wa_outbox,
    wa_status,
    wa_token,
    wa_unclear,
)
from storage.engine import reading

BATCH = 500


class Retention:
    """Meta repeats a webhook for seven days: keep the inbox longer, for it tells a repeat from something new."""

    def __init__(self, engine: Engine, batch: int = BATCH) -> None:
        self._engine = engine
        self._batch = batch

    def purge(self, before: datetime) -> int:
        """Deletes what was finished with and is older than `before`; returns how many rows went.

        What still waits to be answered or sent stays, however old; news whose reader never wrote again does not.
        """
        return (
            self._oldest(wa_inbox, wa_inbox.c.received_at, before, (inbox.DONE, inbox.DEAD, inbox.SKIPPED))
            + self._oldest(wa_outbox, wa_outbox.c.created_at, before, (outbox.ACCEPTED, outbox.DEAD, outbox.HELD))
            + self._oldest(wa_status, wa_status.c.at, before)
            + self._old(wa_token, wa_token.c.token, wa_token.c.expires_at, before)
            + self._old(wa_media, wa_media.c.id, wa_media.c.received_at, before)
            + self._old(wa_unclear, wa_unclear.c.id, wa_unclear.c.at, before)
            + self._old(wa_notice, wa_notice.c.id, wa_notice.c.created_at, before)
            + self._old(wa_handover_line, wa_handover_line.c.seq, wa_handover_line.c.at, before)
            + self._old(wa_handover, wa_handover.c.id, wa_handover.c.since, before)
        )

    def _oldest(self, table: Table, age: Column[Any], before: datetime, closed: tuple[str, ...] = ()) -> int:
        """Walks from the first row on and ends at the first batch without an old one: no index on `age` is needed."""
        state = [table.c.state] if closed else []
        gone, last = 0, 0
        while True:
            query = select(table.c.seq, age.label("age"), *state).where(table.c.seq > last).order_by(table.c.seq)
            with reading(self._engine).begin() as connection:
                rows = connection.execute(query.limit(self._batch)).all()
            old = [row for row in rows if row.age < before]
            if not old:
                return gone
            last = rows[-1].seq
            gone += self._delete(table, table.c.seq, [row.seq for row in old if not closed or row.state in closed])

    def _old(self, table: Table, key: Column[Any], age: Column[Any], before: datetime) -> int:
        """For tables with an index on `age`."""
        gone = 0
        while True:
            with reading(self._engine).begin() as connection:
                keys = connection.execute(select(key).where(age < before).limit(self._batch)).scalars().all()
            if not keys:
                return gone
            gone += self._delete(table, key, keys)

    def _delete(self, table: Table, key: Column[Any], keys: list[Any]) -> int:
        if not keys:
            return 0
        with self._engine.begin() as connection:
            return int(connection.execute(delete(table).where(key.in_(keys))).rowcount)
