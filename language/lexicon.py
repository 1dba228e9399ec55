"""The word lists, read once: spellings and emoji (lexicon.yml), words and names (vocabulary.yml, names.txt)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
# Suparmi, Sugiyem, Nurhikmah: few ordinary words end like this, and those stand in vocabulary.yml.
_NAME_ENDING = re.compile(
    r"(?:wati|ningsih|ningrum|yanto|yanti|yono|yati|syah|udd?in|ullah|ulloh|unn?isa|iyem|inem|iyah|ianto|ianti|anto|arno"
    r"|armi|arti|isno|kusuma|wijaya|sutejo|tejo|mulyo|nugraha|hikmah|natal|tunggal)$|^(?:nur|abdul|syam|sri|tri|dwi)[a-z]{4,}$"
)
CLITICS = ("nya", "ku", "mu")


@dataclass(frozen=True)
class Lexicon:
    """Spellings to standard words. `phrases` finds spellings of several words, longest first."""

    words: dict[str, str]
    phrases: dict[str, str]
    phrase_pattern: re.Pattern[str]
    alone: dict[str, str]
    emoji: dict[str, str]
    polite_emoji: frozenset[str]
    standard: frozenset[str]
    unclipped: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """What may and what may not be part of a person's name; all lower case.

    `both` are names as well as words, and count as names only beside other names.
    """

    names: frozenset[str]
    both: frozenset[str]
    particles: frozenset[str]
    ordinary: frozenset[str]
    fillers: frozenset[str]

    def is_name(self, word: str) -> bool:
        """True for a well-known part of a name, or a word that ends as many Indonesian names do."""
        if word in self.both:
            return False
        return word in self.names or (len(word) >= 6 and word not in self.ordinary and bool(_NAME_ENDING.search(word)))

    def is_ordinary(self, word: str) -> bool:
        """True for a word of the language, also with a clitic ("nomornya"), unless it is a name as well."""
        if word in self.names:
            return False
        if word in self.ordinary:
            return True
        return any(word.endswith(clitic) and word[: -len(clitic)] in self.ordinary for clitic in CLITICS)


@cache
def lexicon() -> Lexicon:
    content = _read("lexicon.yml")
    spellings = _turned(content["spellings"])
    phrases = {surface: standard for surface, standard in spellings.items() if " " in surface}
    longest_first = sorted(phrases, key=len, reverse=True)
    standard = frozenset(word for phrase in content["spellings"] for word in phrase.split())
    return Lexicon(
        words={surface: word for surface, word in spellings.items() if " " not in surface},
        phrases=phrases,
        phrase_pattern=re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"),
        alone=_turned(content["alone"]),
        emoji=_turned(content["emoji"]),
        polite_emoji=frozenset(content["polite_emoji"]),
        standard=standard,
        unclipped=frozenset(content["unclipped"]),
    )


@cache
def vocabulary() -> Vocabulary:
    content = _read("vocabulary.yml")
    known = lexicon()
    ordinary = {*content["words"].split(), *known.words, *known.standard}
    return Vocabulary(
        names=frozenset((FOLDER / "names.txt").read_text(encoding="utf8").split()),
        both=frozenset(content["both"].split()),
        particles=frozenset(content["particles"].split()),
        ordinary=frozenset(ordinary),
        fillers=frozenset(content["fillers"].split()),
    )


def _turned(lists: dict[str, list[str]]) -> dict[str, str]:
    """Surface to standard; raises ValueError when one spelling would mean two things."""
    turned: dict[str, str] = {}
    for standard, surfaces in lists.items():
        for surface in surfaces:
            if turned.setdefault(surface, standard) != standard:
                raise ValueError(f"{surface!r} stands under {turned[surface]!r} and {standard!r}")
    return turned


def _read(name: str) -> dict[str, Any]:
    return YAML(typ="safe").load(FOLDER / name)
