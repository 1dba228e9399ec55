"""How fast a citizen writes, and after what silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Engine

from channels.whatsapp.inbox import SKIPPED
from channels.whatsapp.records import InboxRow, Lease
from channels.whatsapp.tables import wa_inbox
from storage.engine import reading


def recent_count(engine: Engine, rows: Sequence[InboxRow], lease: Lease, since: datetime) -> int:
    """How many messages of the citizen came since then, up to the newest of `rows`, without skipped ones."""
    kept = and_(wa_inbox.c.user_key == lease.user_key, wa_inbox.c.state != SKIPPED)
    upto = max((row.seq for row in rows), default=0)
    query = select(func.count()).where(kept, wa_inbox.c.received_at >= since, wa_inbox.c.seq <= upto)
    with reading(engine).begin() as connection:
        return int(connection.execute(query).scalar_one())


def silence_before(engine: Engine, row: InboxRow, lease: Lease) -> timedelta:
    """How long the citizen had not written when this message came; zero for the first one we know."""
    earlier = and_(wa_inbox.c.user_key == lease.user_key, wa_inbox.c.seq < row.seq)
    with reading(engine).begin() as connection:
        last: datetime | None = connection.execute(select(func.max(wa_inbox.c.received_at)).where(earlier)).scalar_one()
    return timedelta() if last is None else row.received_at - last
