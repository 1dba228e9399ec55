"""The name in a message: said as one, or, where a name was asked for, what can hardly be anything else."""

from __future__ import annotations

import re
import unicodedata

from rasa_sdk import Tracker

from actions.support import corrected_values, entity_values, intent_of, message_text, replaced_values

MAY_BE_A_NAME = frozenset({"inform", "nlu_fallback"})
MAY_BE_A_CAPITALISED_NAME = frozenset({"out_of_scope", "greet", "affirm", "correct_name"})
MAY_BE_AN_ATTEMPT = MAY_BE_A_NAME | {"out_of_scope", "correct_name"}
WORDS_OF_A_NAME = range(2, 6)
MOST_WORDS_OF_AN_ATTEMPT = 9
SHARE_OF_A_NAME = 0.6  # of a message that may hold a polite word besides
PARTS_A_NAME = re.compile(r"[\d,:;/\n-]+|\.\s")
SHAPE_OF_A_NAME = re.compile(r"[^\W\d_]+(?:[ .,'’-]+[^\W\d_]+){0,8}\.?")
NOT_IN_A_NAME = re.compile(r"[\d<>{}@#$%&*_=+\\|~^\[\]]")
OTHER_IDENTIFIERS = ("phone_number", "nik", "otp_code", "ticket_number")


def name_in(
    tracker: Tracker, *, asked: bool, asked_next: bool = False, beside_nik: bool = False, any_attempt: bool = False
) -> str | None:
    """`asked`: a name was the question; `asked_next`: it will be, and some people answer ahead.

    `beside_nik`: the message gives a NIK, and names stand beside those. `any_attempt`: also a
    text that can be no name, so that the citizen hears why ("Nurhaliza99").
    """
    text, intent = message_text(tracker), intent_of(tracker)
    likely = asked and intent in MAY_BE_A_NAME and not entity_values(tracker, "dose")  # "yang kesatu juga dong"
    asks = "?" in text or len(text.split()) > MOST_WORDS_OF_AN_ATTEMPT
    attempt = any_attempt and intent in MAY_BE_AN_ATTEMPT and not asks
    if attempt and _is_spoilt(tracker, text):
        return text
    possible = entity_values(tracker, "possible_name")
    perhaps = possible if likely else _possible_beside_nik(tracker) if beside_nik else []
    printed = replaced_values(tracker, "person_name") if asked or beside_nik else []  # "yang tertulis Yosef Wanggai"
    right = _said_to_be_right(tracker) if asked else []
    if values := _named(tracker, beside_nik=beside_nik) or right or printed or perhaps:
        return max(values, key=len) if beside_nik else values[-1]  # the shorter ones are titles and degrees
    for rare in possible:  # by itself, whatever its intent is taken for
        if (asked or asked_next) and len(rare) >= SHARE_OF_A_NAME * len(text):
            return rare
    written = (part.strip() for part in PARTS_A_NAME.split(text)) if beside_nik or asked else ()
    for part in written:  # "3374… Liong Seng Halim. nomor barunya 0898…"
        if _is_capitalised(part) and not part.isupper():
            return part
    beside = " ".join(PARTS_A_NAME.sub(" ", text).split())
    alone = beside_nik and intent == "inform" and text[:1].isdigit() and len(tracker.latest_message["entities"]) == 1
    if alone and len(beside.split()) in WORDS_OF_A_NAME and SHAPE_OF_A_NAME.fullmatch(beside):
        return beside  # "3273… liong seng hartono", of which nothing else is known
    proper = asked and intent in MAY_BE_A_CAPITALISED_NAME and _is_capitalised(text)
    if (likely or proper) and SHAPE_OF_A_NAME.fullmatch(text):
        return text
    if attempt and asked and (len(text.split()) == 1 or _is_capitalised(text)):
        return text
    return text if attempt and likely and text and not _has_other_identifiers(tracker) else None


def _named(tracker: Tracker, *, beside_nik: bool) -> list[str]:
    """Beside a NIK the name as it is on record: "yosef wanggai, mau diganti jadi Yusuf Wanggai"."""
    values = entity_values(tracker, "person_name")
    right = corrected_values(tracker, "person_name") if beside_nik else []
    return [value for value in values if value not in right] or values


def _said_to_be_right(tracker: Tracker) -> list[str]:
    """ "Tercetaknya Sugegn, padahal yang bener Sugeng": what stands behind these words, with capitals."""
    text, entities = message_text(tracker), tracker.latest_message.get("entities") or ()
    ends = [e.get("end", 0) for e in entities if e.get("entity") == "what_is_right"]
    rest = text[max(ends) :].strip(" .,:!") if ends else ""
    shaped = SHAPE_OF_A_NAME.fullmatch(rest) and len(rest.split()) < WORDS_OF_A_NAME.stop
    return [rest] if shaped and all(word[0].isupper() for word in rest.split()) else []


def _possible_beside_nik(tracker: Tracker) -> list[str]:
    """In "yaudah 3273…" one word before the number is a sigh; behind it, it answers what is asked next."""
    entities = tracker.latest_message.get("entities") or ()
    behind = min((e.get("start", 0) for e in entities if e.get("entity") == "nik"), default=0)
    possible = (e for e in entities if e.get("entity") == "possible_name")
    return [str(e["value"]) for e in possible if " " in str(e["value"]) or e.get("start", 0) > behind]


def _is_spoilt(tracker: Tracker, text: str) -> bool:
    """Whether there are digits or signs where only a name should be."""
    if _has_other_identifiers(tracker):
        return False
    return bool(NOT_IN_A_NAME.search(text)) or any(unicodedata.category(c) == "So" for c in _core(text))


def _core(text: str) -> str:
    """From the first letter to the last: a flower behind a name is a greeting."""
    letters = [place for place, c in enumerate(text) if c.isalpha()]
    return text[letters[0] : letters[-1]] if letters else ""


def _has_other_identifiers(tracker: Tracker) -> bool:
    return any(entity_values(tracker, kind) for kind in OTHER_IDENTIFIERS)


def _is_capitalised(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)
