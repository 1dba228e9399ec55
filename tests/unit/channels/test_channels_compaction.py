from __future__ import annotations

from datetime import datetime, timedelta, timezone

from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from channels.whatsapp.compaction import MAX_EVENTS, is_due, snapshot

SLOTS = [TextSlot("phone_ref", []), TextSlot("task", []), TextSlot("requested_slot", [])]
START = datetime(2026, 11, 1, tzinfo=timezone.utc)


def conversation(turns: int) -> DialogueStateTracker:
    events = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    for _ in range(turns):
        events += [
            UserUttered("x", {"name": "greet"}),
            ActionExecuted("utter_greet"),
            ActionExecuted("action_listen"),
        ]
    events += [
        SlotSet("phone_ref", "opaque"),
        ActionExecuted("otp_form"),
        ActiveLoop("otp_form"),
        SlotSet("requested_slot", "otp_ref"),
        ActionExecuted("action_listen"),
    ]
    for event in events:
        event.timestamp = START.timestamp()
    return DialogueStateTracker.from_events("c", events, SLOTS)


def test_due_when_long_and_quiet() -> None:
    later = START + timedelta(minutes=31)
    assert is_due(conversation(MAX_EVENTS), later)
    assert not is_due(conversation(MAX_EVENTS), START + timedelta(minutes=29))
    assert not is_due(conversation(3), later)


def test_a_snapshot_keeps_slots_and_the_open_form() -> None:
    before = conversation(100)
    events = snapshot(before)
    after = DialogueStateTracker.from_events("c", events, SLOTS)
    assert len(events) < 10
    assert after.current_slot_values() == before.current_slot_values()
    assert after.active_loop_name == "otp_form"
    assert after.latest_action_name == "action_listen"
