"""Parts of names, by which people speak of each other: whom a message may mean, never who somebody is."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("ordinary_words.yml")
ALIKE = 0.8  # of two parts, one perhaps misspelt
SHORTEST_TELLING_PART = 4


def telling_parts(text: str) -> set[str]:
    """Words, in lower case, that can tell people apart."""
    words = {word.lower() for word in re.findall(r"[^\W\d_]+", text)}
    return {word for word in words if len(word) >= SHORTEST_TELLING_PART} - _ordinary_words()


def may_be_the_same(name: str, other: str) -> bool:
    """Whether each part of the shorter name is like one of the other: "Binsar" is "Binsar Simanjuntak"."""
    shorter, longer = sorted((name.lower().split(), other.lower().split()), key=len)
    return all(any(SequenceMatcher(None, part, each).ratio() >= ALIKE for each in longer) for part in shorter)


@cache
def _ordinary_words() -> frozenset[str]:
    return frozenset(YAML(typ="safe").load(FILE))
