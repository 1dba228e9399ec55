"""Turns any text into letters that the certificate's fonts have, so that no name ends in empty boxes."""

from __future__ import annotations

import re
import unicodedata

from certificates.fonts import printable

UNKNOWN = "?"
NOTHING = "–"
INVISIBLE = {"Mn", "Me", "Mc", "Cf"}  # marks that compose with no letter, and formatting characters

_NAMED_LETTER = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z]{1,2})(?: WITH .+| DIGRAPH.*)?")
_NAMED_SMALL_CAPITAL = re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])")
_SPOKEN = {
    "SCHWA": "e",
    "OPEN E": "e",
    "OPEN O": "o",
    "ALPHA": "a",
    "ESH": "sh",
    "EZH": "zh",
    "ENG": "ng",
    "ETH": "d",
    "THORN": "th",
    "WYNN": "w",
    "YOGH": "gh",
    "IOTA": "i",
    "UPSILON": "u",
    "GAMMA": "g",
    "PHI": "f",
    "CHI": "x",
    "OMEGA": "o",
    "DOTLESS I": "i",
    "DOTLESS J": "j",
    "SHARP S": "SS",
    "LONG S": "s",
}
_NAMED_SPOKEN = re.compile(r"LATIN (SMALL|CAPITAL) LETTER (?:REVERSED |TURNED )?(.+?)(?: WITH .+)?")
_PLAIN = {
    "\N{MODIFIER LETTER APOSTROPHE}": "’",
    "\N{MODIFIER LETTER TURNED COMMA}": "‘",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{MINUS SIGN}": "–",
}


def printable_text(text: str) -> str:
    """`text` in letters of the fonts: composed, else without marks, else spelled by the letter's Unicode name.

    A letter of another script becomes `?`; blanks are merged; nothing at all becomes a dash. Never raises.
    """
    composed = unicodedata.normalize("NFC", text)
    letters = "".join(_spell(character) for character in composed)
    return " ".join(letters.split()) or NOTHING


def _spell(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category == "Cc":
        return " "
    if category in INVISIBLE:
        return ""
    if character in printable():
        return character
    return _PLAIN.get(character) or _without_marks(character) or _by_name(character) or UNKNOWN


def _without_marks(character: str) -> str:
    """The parts of which Unicode says the letter is made, without those that only sit above or below."""
    parts = unicodedata.decomposition(character).split()
    return "".join(_spell(chr(int(part, 16))) for part in parts if not part.startswith("<"))


def _by_name(character: str) -> str:
    name = unicodedata.name(character, "")
    if small_capital := _NAMED_SMALL_CAPITAL.fullmatch(name):
        return small_capital[1]
    if letter := _NAMED_LETTER.fullmatch(name):
        return _in_case(letter[2], letter[1])
    if spoken := _NAMED_SPOKEN.fullmatch(name):
        return _in_case(_SPOKEN.get(spoken[2], ""), spoken[1])
    return ""


def _in_case(letters: str, case: str) -> str:
    return letters.lower() if case == "SMALL" else letters.capitalize()
