"""Free text of a citizen, made safe to hand to Rasa.

Rasa obeys a text that begins with a slash as a command ("/restart", '/inform{"nik": …}'), also behind blanks and
no-break spaces. Nothing a citizen types may become one: commands come only from options that we offered.
"""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 4096  # WhatsApp's own limit for a text body
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}  # controls, zero-width and direction marks, lone surrogates, private use
_EMOJI_JOINERS = {"\u20e3"} | {chr(code) for code in range(0xFE00, 0xFE10)}  # keycap, variation selectors
_SYMBOLS = {"So", "Sk"}  # pictures and their skin tones
_CATEGORY_SPACE = {"Zs": " ", "Zl": "\n", "Zp": "\n"}


def clean(text: str) -> str:
    """`text` in NFC without invisible characters, with plain spaces, never starting with a slash.

    A keycap ("1️⃣") becomes its digit. At most 4096 characters are kept. May be empty.
    """
    normal = unicodedata.normalize("NFC", text[: 2 * MAX_CHARACTERS])
    visible = "".join(_plain(character) for character in normal)
    return visible.strip().lstrip("/ \n").strip()[:MAX_CHARACTERS].rstrip()


def _plain(character: str) -> str:
    if character in "\n\r\t":
        return "\n" if character == "\n" else " "
    if character in _EMOJI_JOINERS:
        return ""
    category = unicodedata.category(character)
    return _CATEGORY_SPACE.get(category, "" if category in _INVISIBLE else character)


def is_emoji_only(text: str) -> bool:
    """True when a cleaned text holds a picture and, apart from it, nothing that can be read."""
    kinds = {unicodedata.category(character) for character in text}
    return bool(kinds & _SYMBOLS) and not any(kind[0] in "LN" for kind in kinds)


def without_emoji(text: str) -> str:
    """`text` without pictures and invisible characters, blanks collapsed; for comparing titles."""
    cleaned = "".join(" " if unicodedata.category(c) in _SYMBOLS else c for c in clean(text))
    return " ".join(cleaned.split())
