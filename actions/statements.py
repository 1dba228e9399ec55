"""Whether a message answers an open question in the citizen's own words, or wants something else."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.how_long import asks_how_long
from actions.support import confidence_of, entity_values, intent_of, message_text, says_when_and_where
from actions.task_names import TASK_OF_INTENT

# Intents whose messages are taken for the answer to an open question, besides those that nobody is sure of.
MAY_BE_A_STATEMENT = frozenset(
    {
        "inform",
        "nlu_fallback",
        "out_of_scope",
        "deny",
        "complain_service",
        "change_personal_info",
        "correct_name",
        "report_wrong_record",
        "report_missing_certificate",
    }
)
OTHER_WISHES = frozenset({*TASK_OF_INTENT, "switch_person", "logout"}) - MAY_BE_A_STATEMENT
SURE_OF_ANOTHER_WISH = 0.8
FIGURE = re.compile(r"(?<![^\W\d_])\d")  # and not the one of "kira2"
YEAR = re.compile(r"(?<!\d)20[2-9]\d(?!\d)")
FEWEST_WORDS_OF_A_STATEMENT = 2
TELLING = ("what_is_right", "vaccinated_at", "record_field")
COURTESIES = frozenset({"affirm", "greet", "thank", "goodbye", "wait"})


def is_statement(tracker: Tracker) -> bool:
    """Whether the latest message answers an open question rather than asking for something else."""
    text = message_text(tracker)
    dated = says_when_and_where(tracker) and YEAR.search(text) is not None
    if asks_how_long(tracker) or ("?" in text and not (dated or _tells_before_it_asks(text))):
        return False
    if dated and intent_of(tracker) != "cancel":
        return True
    matter = _begins_with_the_matter(tracker) or bool(entity_values(tracker, "what_is_right"))
    if wants_something_else(tracker) and not (matter or says_when_and_where(tracker)):
        return False
    if intent_of(tracker) in MAY_BE_A_STATEMENT or matter:
        return any(c.isalnum() for c in text)
    courteous = intent_of(tracker) in COURTESIES
    unsure = (
        not courteous
        and intent_of(tracker) != "faq"
        and confidence_of(tracker) < SURE_OF_ANOTHER_WISH
        and len(text.split()) >= FEWEST_WORDS_OF_A_STATEMENT
    )
    says_where = bool(entity_values(tracker, "vaccinated_at")) and "?" not in text
    return has_figures(tracker) or unsure or says_where


def wants_something_else(tracker: Tracker) -> bool:
    """ "Sa belum pernah suntik, umur 54 boleh ka?", "datanya ga salah, sertifikat dosis 3 aja": figures or not."""
    asks = intent_of(tracker) == "faq" and "?" in message_text(tracker)
    wants = intent_of(tracker) in OTHER_WISHES
    return intent_of(tracker) == "cancel" or ((asks or wants) and confidence_of(tracker) >= SURE_OF_ANOTHER_WISH)


def gives_a_day(tracker: Tracker) -> bool:
    """Words of a day, or figures besides those of a dose: "dosis 2 belum masuk" gives none."""
    text = message_text(tracker)
    doses = [e for e in tracker.latest_message.get("entities") or () if e.get("entity") == "dose"]
    rest = "".join(c for i, c in enumerate(text) if not any(e.get("start", 0) <= i < e.get("end", 0) for e in doses))
    return bool(entity_values(tracker, "says_when")) or FIGURE.search(rest) is not None


def has_figures(tracker: Tracker) -> bool:
    return FIGURE.search(message_text(tracker)) is not None


def _tells_before_it_asks(text: str) -> bool:
    """ "12 Agustus 2021 di puskesmas, bisa kan?", and not "bisa lebih cepat gak? 10 Desember kelamaan"."""
    return FIGURE.search(text.partition("?")[0]) is not None


def _begins_with_the_matter(tracker: Tracker) -> bool:
    """ "Harusnya bulan September", "tempatnya di pustu": an answer, whatever else is said of September and pustu."""
    entities = tracker.latest_message.get("entities") or ()
    return any(e.get("entity") in TELLING and e.get("start") == 0 for e in entities)
