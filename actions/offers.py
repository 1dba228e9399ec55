"""What an answer of ours invites: the task that a yes to it starts, or the one that telling more starts."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.slots import SUGGESTED_TASK
from actions.support import just_said
from actions.task_names import TASK_OF_INTENT, Task
from wording import Wording

# In `custom:` of a response: the intent that a yes to it stands for, or an answer that says when and where.
IF_YES, IF_TOLD = "if_yes", "if_told"


def suggested_task(tracker: Tracker) -> Task | None:
    """The read-only task that was suggested when an unclear wish was asked back just before."""
    said = just_said(tracker)
    suggested = tracker.get_slot(SUGGESTED_TASK)
    return Task(suggested) if suggested and "utter_ask_back" in said else None


def offered_task(wording: Wording, tracker: Tracker, offer: str) -> Task | None:
    """The task that the answer just before the latest message offers, if it offers one."""
    said = just_said(tracker)
    intent = wording.custom(said[0]).get(offer) if said else None
    return TASK_OF_INTENT.get(str(intent))
