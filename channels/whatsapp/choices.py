"""Which of the offered options a citizen means who types instead of tapping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from channels.whatsapp.sanitiser import clean, is_emoji_only, without_emoji

_NUMBER = re.compile(
    r"(?:(?:yg|yang|saya|pilih|pilihan|opsi|menu|angka|nomor|nomer|nmr|no|ke)\s*[.:#-]?\s*){0,3}"
    r"#?\(?(?P<digits>\d{1,2})\s*[.):]?(?:\s*(?:aja|saja|ya|kak|min|dong|deh))?"
)
_WORDS = {
    word: number
    for number, words in enumerate(
        (
            ("satu", "pertama", "kesatu"),
            ("dua", "kedua"),
            ("tiga", "ketiga"),
            ("empat", "keempat"),
            ("lima", "kelima"),
            ("enam", "keenam"),
            ("tujuh", "ketujuh"),
            ("delapan", "kedelapan"),
            ("sembilan", "kesembilan"),
            ("sepuluh", "kesepuluh"),
        ),
        start=1,
    )
    for word in words
}
_LEADING_WORDS = re.compile(r"^(?:(?:yg|yang|pilih|pilihan|opsi|nomor|nomer|no)\s+)*")
_EMOJI_MEANING = {"/affirm": "👍👌✅✔🆗☑", "/deny": "👎❌✖🚫"}


class Offered(Protocol):
    """One option of the bot's last turn."""

    @property
    def title(self) -> str: ...

    @property
    def payload(self) -> str: ...


Choice = TypeVar("Choice", bound=Offered)


def choose(text: str, options: Sequence[Choice]) -> Choice | None:
    """The option meant by a typed number ("1", "no. 1", "1️⃣", "yang kedua"), title or emoji; None when none is.

    A number that stands in a title ("Dosis 2") means that title, not the position in the list.
    """
    if not options:
        return None
    typed = clean(text)
    if is_emoji_only(typed):
        return _by_emoji(typed, options)
    plain = _comparable(typed)
    asks = typed.rstrip().endswith("?")  # "2?" asks about a second dose
    return _by_title(plain, options) or (None if asks else _by_number(plain, options))


def _comparable(text: str) -> str:
    return without_emoji(text).casefold().strip(" .,!?;:\"'*_")


def _by_title(plain: str, options: Sequence[Choice]) -> Choice | None:
    for option in options:
        title = _comparable(option.title)
        if title and (plain == title or (title.endswith("…") and plain.startswith(title[:-1].rstrip()))):
            return option
    return None


def _by_number(plain: str, options: Sequence[Choice]) -> Choice | None:
    number = _number(plain)
    if number is None:
        return None
    titled = [option for option in options if re.search(r"(?<!\d)\d{1,2}(?!\d)", option.title)]
    if titled:
        named = [option for option in titled if re.search(rf"(?<!\d){number}(?!\d)", option.title)]
        return named[0] if len(named) == 1 else None
    return options[number - 1] if 1 <= number <= len(options) else None


def _number(plain: str) -> int | None:
    match = _NUMBER.fullmatch(plain)
    return int(match["digits"]) if match else _WORDS.get(_LEADING_WORDS.sub("", plain))


def _by_emoji(typed: str, options: Sequence[Choice]) -> Choice | None:
    signs = {character for character in typed if not character.isspace()}
    shown = [option for option in options if signs & set(option.title)]
    if len(shown) == 1:
        return shown[0]
    for command, meaning in _EMOJI_MEANING.items():
        if signs & set(meaning):
            return next((option for option in options if option.payload.startswith(command)), None)
    return None
