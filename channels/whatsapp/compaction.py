"""A long conversation, told again in a few events.

Rasa replays every event since the last session start on each turn, and conversations here never end by
themselves. Cutting off old events would lose slots and open forms; a snapshot keeps both. Only what stories
remember of the last few actions is lost, so it is done when a citizen comes back after a quiet while.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

MAX_EVENTS = 150
QUIET = timedelta(minutes=30)
_NOT_CARRIED = {REQUESTED_SLOT, "session_started_metadata"}


def is_due(tracker: DialogueStateTracker, now: datetime) -> bool:
    """True for more than 150 events, the last of them older than 30 minutes."""
    if len(tracker.events) <= MAX_EVENTS:
        return False
    return bool(now.timestamp() - tracker.events[-1].timestamp > QUIET.total_seconds())


def snapshot(tracker: DialogueStateTracker) -> list[Event]:
    """Events that lead a new session to the same slots and the same open form."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    for name, slot in tracker.slots.items():
        if name not in _NOT_CARRIED and slot.value != slot.initial_value:
            events.append(SlotSet(name, slot.value))
    if tracker.active_loop_name:
        form = tracker.active_loop_name
        events += [ActionExecuted(form), ActiveLoop(form)]
        events.append(SlotSet(REQUESTED_SLOT, tracker.get_slot(REQUESTED_SLOT)))
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)]
