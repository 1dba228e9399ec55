"""Messages that wait for the citizen to write, because Meta takes only templates until then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.engine import Connection, Engine

from channels.whatsapp.changes import announce
from channels.whatsapp.outbox import HELD, UNSENT, WAITING, Unasked
from channels.whatsapp.tables import wa_notice, wa_outbox, wa_user
from channels.whatsapp.window import is_open, oldest_open
from storage.engine import reading

SLACK = timedelta(minutes=1)
"""By which Meta's clock, which dates the citizens' messages, may be behind ours."""


def hold(connection: Connection, row: Any, now: datetime, code: str) -> None:
    """Meta refused `row`, a message of a notice: it and the rest of its notice wait for the citizen's next message."""
    rest = (wa_outbox.c.turn_id == row.turn_id, wa_outbox.c.user_key == row.user_key)
    which = or_(wa_outbox.c.id == row.id, wa_outbox.c.state == WAITING)
    held = {"state": HELD, "status": None, "wamid_hash": None, "due_at": now - SLACK, "error_code": code}
    connection.execute(update(wa_outbox).where(*rest, which).values(held))


def citizens_who_wrote(engine: Engine, now: datetime) -> list[str]:
    """Those for whom something is held that may go now. `due_at` is when it was held, less the slack."""
    wrote = (wa_user.c.last_inbound_at > oldest_open(now), wa_user.c.last_inbound_at > wa_outbox.c.due_at)
    query = select(wa_outbox.c.user_key).join_from(wa_outbox, wa_user, wa_user.c.key == wa_outbox.c.user_key)
    with reading(engine).begin() as connection:
        return list(connection.execute(query.where(wa_outbox.c.state == HELD, *wrote).distinct()).scalars())


def release(connection: Connection, user_key: str, now: datetime) -> int:
    """Lets go what is held for this citizen, not between the messages of an answer; returns how many messages."""
    query = select(wa_user.c.last_inbound_at).where(wa_user.c.key == user_key).with_for_update()
    last_inbound_at = connection.execute(query).scalar()
    if not is_open(last_inbound_at, now):
        return 0
    mine = wa_outbox.c.user_key == user_key
    if connection.execute(select(wa_outbox.c.seq).where(mine, wa_outbox.c.state.in_(UNSENT)).limit(1)).first():
        return 0
    held = (mine, wa_outbox.c.state == HELD, wa_outbox.c.due_at < last_inbound_at)
    turns = connection.execute(select(wa_outbox.c.turn_id).where(*held).distinct()).scalars().all()
    ids = [turn.partition(":")[2] for turn in turns if Unasked.of(turn) is Unasked.NOTICE]
    let_go = connection.execute(update(wa_outbox).where(*held).values(state=WAITING, attempts=0, due_at=now))
    connection.execute(update(wa_notice).where(wa_notice.c.id.in_(ids)).values(opened_at=now))
    announce(connection)
    return int(let_go.rowcount)
