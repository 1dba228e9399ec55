"""When two spellings are the same name.

Equality after normalising decides about identity; similarity never does: SRI WAHYUNI and SRI WAHYUNINGSIH are two
people, and no threshold tells them from a slip of the finger. Similarity only earns a second look at the spelling.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

NEAR = 0.90
TITLES = frozenset(["DR", "DRG", "DRS", "DRA", "IR", "PROF", "H", "HJ", "KH", "ST"])
FILIATION = frozenset(["BIN", "BINTI"])
ABBREVIATIONS = {"MUH": "MUHAMMAD", "MOH": "MUHAMMAD", "MOCH": "MUHAMMAD", "ABD": "ABDUL"}
# Spelling before 1972. J for today's Y is left alone: after DJ became J nobody can tell the two apart.
OLD_SPELLING = ((re.compile("OE"), "U"), (re.compile("D+J"), "J"), (re.compile("T+J"), "C"))
_APOSTROPHES = re.compile("['`´ʹʻʼʽ‘’‛′]")
_DOTTED_TITLES = re.compile(r"\bK\.\s?H\b", re.IGNORECASE)
_NOT_NAME = re.compile("[^A-Z0-9]+")


def normalise(name: str) -> str:
    """`name` for comparing: upper case, no accents, punctuation, titles or degrees; the original is what we print.

    Idempotent. A name without Latin letters gives "", which equals no name.
    """
    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).upper()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = without_dots_in_titles(_APOSTROPHES.sub("", text))
    before_degrees = next((part for part in text.split(",") if _NOT_NAME.sub("", part)), "")
    words = [_modern(word) for word in _NOT_NAME.sub(" ", before_degrees).split()]
    words = [word for word in words if word not in FILIATION] or words
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    # A single M. abbreviates only as a first name: elsewhere it is an initial of something unknown.
    if len(words) > 1 and words[0] == "M":
        words[0] = "MUHAMMAD"
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def same_name(a: str, b: str) -> bool:
    """Whether both are one name after normalising."""
    left, right = normalise(a), normalise(b)
    return bool(left) and left == right


def near_miss(a: str, b: str) -> bool:
    """Whether the names differ by so little that a typing slip is likely. Never authorises anything."""
    left, right = normalise(a), normalise(b)
    return left != right and SequenceMatcher(None, left, right, autojunk=False).ratio() >= NEAR


def without_dots_in_titles(text: str) -> str:
    """`K.H. Hasyim` → `KH. Hasyim`, so that the letters are seen as one title."""
    return _DOTTED_TITLES.sub("KH", text)


def _modern(word: str) -> str:
    for old, new in OLD_SPELLING:
        word = old.sub(new, word)
    return word
