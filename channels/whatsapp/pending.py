"""What a citizen still waits for, as one look at the database shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Engine

from channels.whatsapp.inbox import TAKEN, WAITING
from channels.whatsapp.outbox import HELD, UNSENT
from channels.whatsapp.recipient import user_hashes
from channels.whatsapp.tables import wa_inbox, wa_outbox, wa_user
from channels.whatsapp.window import oldest_open
from storage.engine import reading
from storage.types import UtcDateTime
from storage.vault import Vault


@dataclass(frozen=True)
class Pending:
    """Counts over all numbers of ours. `inbox`: messages not answered yet; `turns`: live leases on the citizen;
    `outbox`: messages that WhatsApp does not have yet, without those that wait for the citizen to write.
    """

    inbox: int
    outbox: int
    turns: int


def pending_for(engine: Engine, vault: Vault, wa_id: str, now: datetime) -> Pending:
    """All three counts of the same moment: a turn that just ends shows in one of them or in none."""
    with reading(engine).begin() as connection:
        hashes = user_hashes(connection, vault, wa_id)
        values = {"hashes": hashes, "now": now, "oldest_open": oldest_open(now)}
        return Pending(*connection.execute(COUNTS, values).one())


def _counts() -> Any:
    of_citizen = wa_user.c.wa_hash.in_(bindparam("hashes", expanding=True))
    now, oldest = (bindparam(name, type_=UtcDateTime) for name in ("now", "oldest_open"))
    wrote = and_(wa_user.c.last_inbound_at > wa_outbox.c.due_at, wa_user.c.last_inbound_at > oldest)
    inbox = (
        select(func.count())
        .select_from(wa_inbox.join(wa_user, wa_user.c.key == wa_inbox.c.user_key))
        .where(of_citizen, wa_inbox.c.state.in_((WAITING, TAKEN)))
    )
    outbox = (
        select(func.count())
        .select_from(wa_outbox.join(wa_user, wa_user.c.key == wa_outbox.c.user_key))
        .where(of_citizen, or_(wa_outbox.c.state.in_(UNSENT), and_(wa_outbox.c.state == HELD, wrote)))
    )
    turns = select(func.count()).select_from(wa_user).where(of_citizen, wa_user.c.lease_until > now)
    return select(inbox.scalar_subquery(), outbox.scalar_subquery(), turns.scalar_subquery())


COUNTS = _counts()
"""Built once, for SQLAlchemy takes longer to put it together than databases to answer it."""
