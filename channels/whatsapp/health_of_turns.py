"""Whether this Rasa process can answer citizens, asked of the parts themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from channels.whatsapp.tables import wa_inbox
from channels.whatsapp.turn_store import TurnStore
from storage.engine import reading


def check(context: Any) -> dict[str, bool]:
    """One truth value for each thing a turn needs; `context` is the Sanic app's `ctx`.

    The tracker store is looked at behind Rasa's wrapper: when our class fails to load, Rasa goes on in memory with
    nothing but a warning.
    """
    agent = getattr(context, "agent", None)
    turns = getattr(context, "turns", None)
    store = getattr(getattr(agent, "tracker_store", None), "_tracker_store", None)
    return {
        "model_loaded": agent is not None and bool(agent.is_ready()),
        "turn_store": isinstance(store, TurnStore),
        "workers_alive": turns is not None and bool(turns.alive),
        "store_reachable": _reachable(getattr(context, "turn_parts", None)),
    }


def _reachable(parts: Any) -> bool:
    if parts is None:
        return False
    try:
        with reading(parts.inbox.engine).begin() as connection:
            connection.execute(select(wa_inbox.c.seq).limit(1)).first()
    except SQLAlchemyError:
        return False
    return True
