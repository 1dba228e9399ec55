"""Which dose a message speaks of: "dosis 2", "vaksin ke-2", "booster" (3), "booster kedua" (4), "semua"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.records import DOSE, Identifier

_NUMBERS = {
    **dict.fromkeys(("1", "satu", "i", "kesatu", "pertama", "pertma", "partamo", "kahiji", "1st", "first", "one"), 1),
    **dict.fromkeys(("2", "dua", "ii", "kedua", "kdua", "kaduo", "kadua", "2nd", "second", "two"), 2),
    **dict.fromkeys(("3", "tiga", "iii", "ketiga", "katigo", "katilu", "3rd", "third", "three"), 3),
    **dict.fromkeys(("4", "empat", "iv", "keempat", "4th", "fourth"), 4),
    **dict.fromkeys(("5", "lima", "v", "kelima", "5th", "fifth"), 5),
}
_ORDINALS = (
    "kesatu|pertama|pertma|partamo|kahiji|kedua|kdua|kaduo|kadua|ketiga|katigo|katilu|keempat|kelima"
    "|1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth"
)
_CARDINALS = r"[1-5]|satu|dua|tiga|empat|lima|i{1,3}|iv|v"
# "2x", "2 kali", "2 minggu": how often or how long, not which one. "1,5" and "12" are other numbers.
_NOT_A_COUNT = (
    r"(?!\w)(?!\s?(?:x|kali|hari|minggu|mgg|bulan|bln|tahun|thn|jam|menit|orang|org|anak|lembar|pihak|buah)(?!\w)"
    r"|\s?dosis(?!\s?[\dk]))(?![.,]?\d)"
)
_THING = (
    r"dosis|dois|dose|vaksin|vaksinasi|vaksen|vaxin|vaks|vksn|faksin|suntik|suntikan|sertifikat|sertif|sertip|sertipikat"
    r"|sertifikatnya|vaksinnya|certificate|vaccine|tahap"
)
_BOOSTER = re.compile(
    rf"(?<!\w)(?:boo?s?ster|buster|boster)(?:nya)?(?:\s(?:yg|yang))?"
    rf"(?:\s?(?:ke)?[\s\-]?({_ORDINALS}|[12]|satu|dua|i{{1,2}}){_NOT_A_COUNT})?"
    rf"|(?<!\w)({_ORDINALS})\s(?:boo?s?ster|buster|boster)",
    re.I,
)
_AFTER_THING = re.compile(
    rf"(?<!\w)(?:(dosis|dois|dose|vaksin|vaks|vaksinasi|suntik|suntikan|tahap)|{_THING})"
    rf"(?:\s(?:covid|vaksin|dosis|saya|sy|aku|yang|yg|no|nomor)){{0,3}}\s?"
    rf"(?:(?:yang|yg)\s)?(?:ke|k)?[\s\-]{{0,2}}({_ORDINALS}|{_CARDINALS}){_NOT_A_COUNT}",
    re.I,
)
_LISTED = re.compile(
    rf"\s?(?:,|dan|dn|sama|sm|atau|&|\+|/|n|plus)\s?"
    rf"(?:dosis\s|yang\s|yg\s|ke[\s\-]?)??({_ORDINALS}|{_CARDINALS}){_NOT_A_COUNT}",
    re.I,
)
_WITH_KE = re.compile(rf"(?<!\w)(?:(?:yang|yg|nomor|no)\s)?ke[\s\-]?({_CARDINALS}){_NOT_A_COUNT}", re.I)
_YANG = re.compile(rf"(?<!\w)(?:yang|yg)\s(?:dosis\s)?({_ORDINALS}|satu|[1-5]){_NOT_A_COUNT}", re.I)
_BEFORE_THING = re.compile(rf"(?<!\w)({_ORDINALS})\s(?:dosis|dose|vaksin|vaccine)(?!\w)", re.I)
_WHOLE = re.compile(
    rf"\W*(?:(?:yang|yg|nomor|nomer|no|nmr|pilih|opsi|angka)\s)?(?:ke[\s\-]?)??({_ORDINALS}|[1-5]|satu|dua|tiga|empat|lima)(?:nya)?(?:\s(?:aja|saja|kak|min|ya|dong|deh|gan))*\W*",
    re.I,
)
_ALL_ALWAYS = re.compile(
    r"(?<!\w)(?:dua[\s\-]?dua\s?ny?a|dua2\s?ny?a|2[\s\-]?2\s?nya|tiga[\s\-]?tiga\s?ny?a|keduanya|ketiganya|both)(?!\w)",
    re.I,
)
_ALL = re.compile(r"(?<!\w)(?:semua|semuanya|smua|smuanya|sma2|smw|seluruhnya|all|kabeh|sadayana|galo)(?!\w)", re.I)
_CERTIFICATES = re.compile(r"(?<!\w)(?:sert\w+|dosis\w*|vaksin\w*|boo?ster\w*|certificate\w*|dose\w*)(?!\w)", re.I)
_ALL_REACH = 20
_SHORT = 24


def find_doses(text: str) -> Iterator[Identifier]:
    """Doses in order, values "1".."5" or "all"; a word after "sertifikat" is outside the span, it says the task."""
    taken: list[Identifier] = []
    for identifier in _candidates(text):
        if not any(identifier.overlaps(other) for other in taken):
            taken.append(identifier)
    return iter(sorted(taken, key=lambda identifier: identifier.start))


def _candidates(text: str) -> Iterator[Identifier]:
    if match := _WHOLE.fullmatch(text):
        yield _dose(match, 1, match.start(1), match.end(1))
        return
    for match in _BOOSTER.finditer(text):
        number = _NUMBERS[(match[1] or match[2] or "1").lower()]
        yield Identifier(DOSE, str(min(number + 2, 5)), match.start(), match.end())
    for match in _AFTER_THING.finditer(text):
        yield _dose(match, 2, match.start() if match[1] else match.start(2), match.end())
        position = match.end()
        while listed := _LISTED.match(text, position):
            yield _dose(listed, 1, listed.start(1), listed.end())
            position = listed.end()
    for pattern in (_BEFORE_THING, _WITH_KE, _YANG):
        for match in pattern.finditer(text):
            yield _dose(match, 1, match.start(), match.end())
    for match in _ALL_ALWAYS.finditer(text):
        yield Identifier(DOSE, "all", match.start(), match.end())
    for match in _ALL.finditer(text):
        around = text[max(0, match.start() - _ALL_REACH) : match.end() + _ALL_REACH]
        if _CERTIFICATES.search(around) or (len(text.strip()) <= _SHORT and len(text.split()) <= 3):
            yield Identifier(DOSE, "all", match.start(), match.end())


def _dose(match: re.Match[str], group: int, start: int, end: int) -> Identifier:
    return Identifier(DOSE, str(_NUMBERS[match[group].lower()]), start, end)
