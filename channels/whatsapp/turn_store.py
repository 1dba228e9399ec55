"""Rasa's tracker store, through which a turn ends: in one transaction, or not at all."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import sessionmaker

from channels.whatsapp import compaction
from channels.whatsapp.blanking import blank
from channels.whatsapp.output import join_bubbles
from channels.whatsapp.sentences import say
from channels.whatsapp.turn import Turn, TurnAborted, TurnParts, current_turn
from storage.engine import reading

logger = logging.getLogger(__name__)

_events = SQLTrackerStore.SQLEvent.__table__


class TurnStore(SQLTrackerStore):
    """Keeps blanked events beside the inbox and the outbox, in the same database.

    `save` inside a turn writes its events, its answers and "these messages are answered" together. A failure to
    load or to write raises TurnAborted, which Rasa does not swallow. Events are never streamed to a broker: they
    hold the citizen's words until they are blanked.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: Any = None,
        parts: TurnParts | None = None,
        **_: Any,
    ) -> None:
        """Rasa gives `domain`, `host` and `event_broker`; only the domain matters. Tests give `parts`."""
        if parts is None:
            from bootstrap import turn_parts

            parts = turn_parts()
        self._parts = parts
        self.engine = parts.inbox.engine
        self.sessionmaker = sessionmaker(bind=self.engine, future=True)
        self.Base.metadata.create_all(self.engine)
        TrackerStore.__init__(self, domain, None)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        turn = current_turn.get()
        if turn is None:
            return self._load(sender_id, fetch_events_from_all_sessions)
        try:
            tracker = self._load(sender_id, fetch_events_from_all_sessions)
        except Exception as error:
            raise TurnAborted("the conversation could not be loaded") from error
        if fetch_events_from_all_sessions:
            return tracker
        turn.events_seen = len(tracker.events) if tracker else 0
        return self._shortened(tracker, turn)

    async def save(self, tracker: DialogueStateTracker) -> None:
        turn = current_turn.get()
        if turn is None:
            self._save_outside_turn(tracker)
            return
        new = list(tracker.events)[turn.events_seen :]
        said = next((event for event in new if isinstance(event, UserUttered)), None)
        if said is None:
            return  # Rasa saves a tracker that it has just created
        if not _ends_listening(new):
            raise TurnAborted("the turn did not end with listening")
        answers = join_bubbles(turn.answers)
        if not answers:
            logger.error("turn %s ended without an answer", turn.id)
            answers = [say(self._parts.wording, "utter_channel_apology")]
        try:
            with self.engine.begin() as connection:
                _write(connection, tracker.sender_id, new)
                # Holds the citizen first: nothing unasked gets between two messages of the answer.
                self._parts.inbox.finish(connection, turn.lease, turn.row_ids)
                self._parts.outbox.enqueue(connection, turn.lease.user_key, turn.id, answers)
                self._parts.unclear.note(connection, turn.lease.user_key, turn.id, said.parse_data)
        except Exception as error:
            raise TurnAborted("the turn could not be written") from error
        turn.events_seen = len(tracker.events)
        turn.committed = True

    def _load(self, sender_id: str, all_sessions: bool) -> DialogueStateTracker | None:
        """Events since the last session start, found by id: timestamps go astray when a clock steps back."""
        query = select(_events.c.data).where(_events.c.sender_id == sender_id).order_by(_events.c.id)
        if not all_sessions:
            start = select(func.max(_events.c.id)).where(
                _events.c.sender_id == sender_id, _events.c.type_name == SessionStarted.type_name
            )
            query = query.where(_events.c.id >= func.coalesce(start.scalar_subquery(), 0))
        with reading(self.engine).begin() as connection:
            events = [json.loads(data) for data in connection.execute(query).scalars()]
        if not events or self.domain is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    def _shortened(self, tracker: DialogueStateTracker | None, turn: Turn) -> DialogueStateTracker | None:
        """The same conversation in a few events when it grew long; they are written when the turn commits."""
        if tracker is None or not compaction.is_due(tracker, self._parts.clock.now()):
            return tracker
        turn.events_seen = 0
        events = compaction.snapshot(tracker)
        return DialogueStateTracker.from_events(tracker.sender_id, events, self.domain.slots)

    def _save_outside_turn(self, tracker: DialogueStateTracker) -> None:
        """For `rasa shell` and the HTTP API: blanked as well, counted in the database."""
        stored = self._load(tracker.sender_id, all_sessions=False)
        seen = len(stored.events) if stored else 0
        with self.engine.begin() as connection:
            _write(connection, tracker.sender_id, list(tracker.events)[seen:])


def _write(connection: Connection, sender_id: str, events: Iterable[Event]) -> None:
    rows = [_row(sender_id, event) for event in events]
    if rows:
        connection.execute(insert(_events), rows)


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = blank(event.as_dict())
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _ends_listening(events: Sequence[Event]) -> bool:
    """A conversation that does not listen at the end would be mute for ever after."""
    actions = [event.action_name for event in events if isinstance(event, ActionExecuted)]
    return bool(actions) and actions[-1] == ACTION_LISTEN_NAME
