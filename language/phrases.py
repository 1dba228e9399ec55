"""Entities that are told by phrases: which datum a text speaks of, what became of a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

RECORD_FIELD = "record_field"
_WHAT_IS_RIGHT = "what_is_right"
_SHORT_QUESTION = "short_question"
_WORDS = Path(__file__).with_suffix(".yml")

GAP = "…"
_UP_TO_THREE_WORDS = r"\W+(?:\w+\W+){0,3}?"

Patterns = dict[str, re.Pattern[str]]  # by value


@dataclass(frozen=True)
class Phrase:
    """`corrected`: a datum of which the text also says how it should be."""

    entity: str
    value: str
    start: int
    end: int
    corrected: bool = False


def find_phrases(text: str) -> Iterator[Phrase]:
    """At most one for each entity: the first value in the order of phrases.yml that the text names.

    A `short_question` is one only where it is the whole text.
    """
    for entity, patterns in entities().items():
        if found := first_fit(text, patterns):
            value, match = found
            if entity == _SHORT_QUESTION and _has_more_words(text, match):
                continue
            corrected = entity == RECORD_FIELD and _says_what_is_right(text)
            yield Phrase(entity, value, match.start(), match.end(), corrected)


@cache
def entities() -> dict[str, Patterns]:
    """The patterns of each entity's values, in order."""
    return patterns_in(_WORDS)


def _has_more_words(text: str, match: re.Match[str]) -> bool:
    return any(c.isalnum() for c in text[: match.start()] + text[match.end() :])


def _says_what_is_right(text: str) -> bool:
    return first_fit(text, patterns_in(_WORDS)[_WHAT_IS_RIGHT]) is not None


def first_fit(text: str, patterns: Patterns) -> tuple[str, re.Match[str]] | None:
    """The first value, in the order of the file, that the text names, and where."""
    for value, pattern in patterns.items():
        if match := pattern.search(text):
            return value, match
    return None


@cache
def patterns_in(file: Path) -> dict[str, Patterns]:
    """The patterns of a file of words, by entity or question."""
    content: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(file)
    return {name: {value: pattern_of(words) for value, words in values.items()} for name, values in content.items()}


def pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words, also with -nya, -nyo, -ne or -ku; "…" stands for up to three other words."""
    alternatives = "|".join(re.escape(word).replace(GAP, _UP_TO_THREE_WORDS) for word in words)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?:nya|nyo|ne|ku)?(?!\w)", re.IGNORECASE)
