"""How citizens are greeted: as they greet."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.support import entity_values
from wording import Wording


def hello(wording: Wording, tracker: Tracker) -> str:
    """ "Waalaikumsalam" to whoever says "Assalamualaikum", else the usual word."""
    said = entity_values(tracker, "greeting")
    return wording.text(f"utter_row_hello_{said[0]}" if said else "utter_row_hello")
