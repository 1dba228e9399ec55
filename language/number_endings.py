"""The last figures of a number, by which people put one right: "belakangnya 9134 bukan 9143"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.records import NUMBER_ENDING, Identifier

_TAIL = (
    r"(?:(?:belakang|blakang|blkang|belakg|blkg|blk|ujung|buntut|mburi|buri)(?:nya|nyo|ne|na|e)?"
    r"|(?:akhir|akhiran|terakhir|pungkasan)(?:nya|nyo|ne|na|e))"
)
_FIGURES = r"(?<![\d.,/+-])(\d{2,5})(?![\d./])(?!\s?(?:angka|digit|x|kali))"
_AND_NOT = r"(?:\s?,?\s?(?:bukan|bkn|dudu|sanes)\s\d{2,5})?"
_NOT_BUT = r"(?:(?:bukan|bkn|dudu|sanes)\s\d{2,5}\s?,?\s?(?:tapi|tp|melainkan|tetapi)?\s?)?"
_LABEL = r"(?:(?:itu|tu|ya|yang|yg|benar|bener|bnr|betul|harusnya|hrsnya|mestinya|adalah|angka|angkanya|digit)\W+){0,3}"
_BEFORE = re.compile(rf"(?<!\w){_TAIL}(?!\w)\W{{1,3}}{_LABEL}{_NOT_BUT}{_FIGURES}", re.I)
_BEHIND = re.compile(rf"{_FIGURES}{_AND_NOT}\s(?:(?:yg|yang|sing|di)\s){{0,2}}{_TAIL}(?!\w)", re.I)
UNSURE = 0.6  # a message is not about it by these words alone
_OF_ANOTHER = re.compile(
    r"(?<![a-z])(?:nik|ktp|e-?ktp|kk|induk|lp|kr|laporan|tiket|kode|otp)(?:nya|ku)?(?![a-z])", re.I
)


def find_number_ending(text: str) -> Iterator[Identifier]:
    """At most one; none where a NIK, a code or a case is spoken of."""
    match = _BEFORE.search(text) or _BEHIND.search(text)
    if match is not None and _OF_ANOTHER.search(text) is None:
        yield Identifier(NUMBER_ENDING, match[1], match.start(1), match.end(1), UNSURE)
