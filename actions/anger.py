"""Whether a citizen is angry or weary, which deserves a word of regret before anything else."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.support import entity_values, intents_of_parts, message_text

FEWEST_WORDS_OF_A_SHOUT = 6
COURTESIES = frozenset({"greet", "thank"})
SURE_OF_A_COURTESY = 0.9


def is_upset(tracker: Tracker, *, at_least: float = 0.8) -> bool:
    """`at_least`: how sure the part that complains must be."""
    complains = "complain_service" in intents_of_parts(tracker, at_least=at_least)
    weary = bool(entity_values(tracker, "frustration"))
    return (complains or weary or _shouts(tracker)) and not entity_values(tracker, "apology")


def _shouts(tracker: Tracker) -> bool:
    """ "MANA SERTIFIKAT SAYA KOK LAMA"; whoever has capitals only greets, says please or thanks, or is brief."""
    text, polite = message_text(tracker), COURTESIES & set(intents_of_parts(tracker, at_least=SURE_OF_A_COURTESY))
    return text.isupper() and len(text.split()) >= FEWEST_WORDS_OF_A_SHOUT and not polite
