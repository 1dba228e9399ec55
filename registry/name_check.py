"""Whether a text can be a name on a certificate, how it is written there, and where it differs from another.

Permendagri 73/2022: Latin letters, at most 60 characters, no digits; it does not reach back, so single names stay.
Titles and degrees are left out: the civil registry cannot confirm them, and nobody shall print one by asking for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum

from registry.names import FILIATION, TITLES, normalise, without_dots_in_titles

LONGEST_NAME = 60
LONGEST_TEXT = 1000  # characters looked at; a WhatsApp text may have 4096
FEWEST_LETTERS = 2
FEWEST_WORDS_IN_FULL = 2
NEARLY = 0.7  # "Yosef" and "Yoseph", "Irwanti" and "Irwandi"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]")
_APOSTROPHES = re.compile("['`´ʹʻʼʽ‘’‛′]")
_DASHES = re.compile("[‐‑‒–—−]")
_MARKUP = re.compile(r"[<>{}]|&#?\w+;|://|\]\(")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*'?\.?")
_AROUND = ' "“”„«»*_~.,;:!'  # quotes, WhatsApp's bold and italic, the end of a sentence
_DOT_INSIDE = re.compile(r"\.(?=[^\s.])")


class NameProblem(Enum):
    EMPTY = "empty"
    MARKUP = "markup"
    TOO_LONG = "too_long"  # more than 60 characters
    DIGITS = "digits"
    SYMBOLS = "symbols"  # emoji, or punctuation that no name has
    NOT_LATIN = "not_latin"
    TOO_SHORT = "too_short"  # fewer than two letters, or nothing but titles


@dataclass(frozen=True)
class WrittenName:
    """A name as a certificate prints it; `titles_left_out`: the text had titles or degrees."""

    text: str = field(repr=False)
    titles_left_out: bool = False


@dataclass(frozen=True)
class NameDifference:
    """Words that changed; `old` or `new` is empty where words were added or dropped."""

    old: str = field(repr=False)
    new: str = field(repr=False)


def written_name(text: str) -> WrittenName | NameProblem:
    """The name in `text` as it will be printed, or the first reason why it cannot be one."""
    tidy = _tidy(text[:LONGEST_TEXT])
    if problem := _obvious_problem(tidy):
        return problem
    before_degrees = next((part for part in (part.strip(_AROUND) for part in tidy.split(",")) if part), "")
    words = _DOT_INSIDE.sub(". ", without_dots_in_titles(before_degrees)).split()
    # Looked at in the whole text: whoever writes digits behind a comma does not write a degree.
    if problem := _problem_of_letters(tidy, words):
        return problem
    names = _without_titles(words)
    name = _cased(names)
    if len(name) > LONGEST_NAME:
        return NameProblem.TOO_LONG
    if sum(map(str.isalpha, name)) < FEWEST_LETTERS or not normalise(name):
        return NameProblem.TOO_SHORT
    return WrittenName(name, titles_left_out=len(names) < len(words) or before_degrees != tidy)


def printed_alike(a: str, b: str) -> bool:
    """Whether two names differ in nothing but spaces and capitals."""
    return _folded(a) == _folded(b)


def differences(old: str, new: str) -> tuple[NameDifference, ...]:
    """Where `new` departs from `old`, word by word, in order."""
    left, right = old.split(), new.split()
    matcher = SequenceMatcher(None, [w.casefold() for w in left], [w.casefold() for w in right], autojunk=False)
    return tuple(
        NameDifference(" ".join(left[i:j]), " ".join(right[k:m]))
        for operation, i, j, k, m in matcher.get_opcodes()
        if operation != "equal"
    )


def in_full(recorded: str, said: str) -> str:
    """`said`, in the recorded name when it is one word that nearly stands there: people say just what is wrong.

    `Irwandi` on `Irwanti Piliang` → `Irwandi Piliang`. A proposal for its owner to confirm, which authorises nothing.
    """
    words, (word, *others) = recorded.split(), said.split() or [""]
    if others or len(words) < FEWEST_WORDS_IN_FULL or word.casefold() in (one.casefold() for one in words):
        return said
    nearest = max(words, key=lambda one: _likeness(one, word))
    if _likeness(nearest, word) < NEARLY:
        return said
    return " ".join(_capitalised(word) if one is nearest else one for one in words)


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, a.casefold(), b.casefold(), autojunk=False).ratio()


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    plain = _DASHES.sub("-", _APOSTROPHES.sub("'", plain))
    plain = " ".join(plain.split()).strip(_AROUND)
    return plain.strip("'").strip(_AROUND) if plain.startswith("'") else plain


def _obvious_problem(tidy: str) -> NameProblem | None:
    if not tidy:
        return NameProblem.EMPTY
    if _MARKUP.search(tidy):
        return NameProblem.MARKUP
    # A long text is a long text, whatever is in it; degrees may stand behind a name of full length.
    if len(tidy) > 2 * LONGEST_NAME:
        return NameProblem.TOO_LONG
    return None


def _problem_of_letters(tidy: str, words: list[str]) -> NameProblem | None:
    if any(unicodedata.category(c).startswith("N") for c in tidy):
        return NameProblem.DIGITS
    letters = [c for c in tidy if c.isalpha()]
    if any(not (c.isalpha() or c in " .,'-") for c in tidy) or (not letters):
        return NameProblem.SYMBOLS
    # A letter that normalising would drop could be smuggled past the civil registry and onto the paper.
    if not all(_base(letter) for letter in letters):
        return NameProblem.NOT_LATIN
    if not all(_WORD.fullmatch(word) for word in words):
        return NameProblem.SYMBOLS
    return None


def _base(letter: str) -> bool:
    decomposed = unicodedata.normalize("NFKD", letter)
    return decomposed[0].isascii() and all(unicodedata.combining(c) for c in decomposed[1:])


def _without_titles(words: list[str]) -> list[str]:
    names = list(words)
    while names and names[0].rstrip(".").upper() in TITLES:
        names = names[1:]
    return names


def _cased(words: list[str]) -> str:
    """Capitals as on the certificate where the writer used only small or only large letters."""
    text = " ".join(words)
    if text not in (text.lower(), text.upper()):
        return text
    return " ".join(word.lower() if word.upper() in FILIATION else _capitalised(word) for word in words)


def _capitalised(word: str) -> str:
    """`nur-aini` → `Nur-Aini`, `ma'ruf` → `Ma'ruf`."""
    return "-".join(part.capitalize() for part in word.split("-"))


def _folded(name: str) -> str:
    return " ".join(_tidy(name).casefold().split())
