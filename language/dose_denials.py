"""Which of the doses that a message names is not wanted, or is there already."""

from __future__ import annotations

import re

from language.dose_numbers import NUMBER_WORD
from language.records import Identifier

_WITH_THE_NEXT = rf"(?:\s*(?:,|dan|sama|&)?\s*(?:{NUMBER_WORD}))?\s(?:mah\s|sih\s|itu\s|nya\s)?"
_ALREADY = r"(?:udah|udh|uda|sudah|sdh|dah|so|su|wis|wes|alah|geus|lah)"
_ME = r"(?:saya|sy|aku|awak|gue|gw|hp|galeri|kulo)"
_THERE_ALREADY = re.compile(
    rf"{_WITH_THE_NEXT}{_ALREADY}\s(?:ada\s(?:sama|di|pada|ma|nang|ning)\s{_ME}|punya|kusimpan|ku\ssimpan|disimpan"
    r"|kuambil|diambil|didownload|diunduh|dikirim|masuk\ssini)",
    re.I,
)
# Of several doses the one that is not wanted: "booster sama dosis 2 saja, dosis 1 tidak usah".
_LEFT_OUT = re.compile(
    rf"{_WITH_THE_NEXT}(?:(?:{_ALREADY}\s)?(?:{_ME}\s)?(?:ada|punya|nduwe|duwe|gadhah|gaduh|terima|diterima|kuterima|dapat|dapet)(?!\w)"
    r"|(?:tidak|tdk|ga|gak|gk|nggak|ngga|ndak|nda|ora|teu)\s(?:usah|perlu)(?!\w)|jangan(?!\w)|(?:nanti|ntar|besok|menyusul|belakangan)(?!\w))",
    re.I,
)
# "Semua lah, eh jgn, yg booster sama yg 2 aja"
_TAKEN_BACK = re.compile(
    r"(?:\s(?:lah|aja|saja|deh|dong|kak|min|pak|bu))*[\s,.]+(?:eh|eeh|ehh|aduh|bentar)[\s,]+"
    r"(?:jangan|jgn|bukan|salah|(?:ga|gak|nggak|tidak|ngga|gk)\sjadi)(?!\w)",
    re.I,
)
_ONLY = re.compile(r"(?<!\w)(?:knapa|kenapa|knp|kok|ko)\s(?:cuma|cuman|cm|hanya|baru)\s(?:yang\s|yg\s)?$", re.I)
_WHY_THIS_ONE = re.compile(r"(?<!\w)(?:kok|ko|knp|kenapa)\s(?:malah\s|jadi\s|yang\s|yg\s)?$", re.I)


def is_not_wanted(text: str, dose: Identifier) -> bool:
    """ "Dosis 1 tidak usah", "semua, eh jangan", "kok cuma dosis 1", "kok dosis 3, saya mau …": others are."""
    before, behind = text[: dose.start], text[dose.end : dose.end + 1]
    asked_why = _WHY_THIS_ONE.search(before) and behind in (",", ".", "?", "!")
    left_out = _LEFT_OUT.match(text, dose.end) or _TAKEN_BACK.match(text, dose.end)
    return bool(left_out or _ONLY.search(before) or asked_why)


def is_there_already(text: str, dose: Identifier) -> bool:
    """ "Yang 1 2 udah ada sama awak": not these."""
    return _THERE_ALREADY.match(text, dose.end) is not None
