"""The parts of a message that may each ask for something: "mau sertif, sekalian benerin nama"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from language.records import Identifier

_BETWEEN = re.compile(
    r"\s*[.!?;\n+&]+\s*"
    r"|(?:\s*,\s*|\s+)(?:sekalian|skalian|sklian|sekaligus|terus|trus|trs|lalu|abis itu|habis itu|kemudian|dan|dn|juga"
    r"|sama|same|ama|sm|karo|jeung|sareng|plus|tapi|tp)(?:\s+(?:juga|jg|sekalian|skalian|mau|tolong))*\s+"
    r"(?!(?:ga|gak|gk|nggak|ngga|enggak|engga|kagak|ndak|nda|tidak|tdk|ora|teu|belum|blm)\W*$)"
    r"|\s*,\s*",
    re.I,
)
# A verb of asking says that something is wanted, not what: "salinan data saya, minta".
_ONLY_ASKING = re.compile(
    r"(?:\W|(?:minta|mnta|mohon|mhn|tolong|tlg|tolongin|mau|mo|pengen|pgn|ingin|kirim|kirimin|kirimkan|kasih|kasi|bantu"
    r"|bantuin|coba|dong|donk|ya|yaa|deh|sih|aja|saja|dulu|cepat|cepet|segera|skrg|sekarang|kak|min|admin|mimin|mas|mbak|pak|bu|bang"
    r"|please|pls|plis|nggih|nuhun)(?!\w))*",
    re.I,
)
_ASKING = re.compile(
    r"\?|(?<!\w)(?:apa|apakah|apaan|apo|opo|naon|apanya|gimana|gmn|gmna|bagaimana|bgmn|piye|pripun|kumaha|kapan|kpn|iraha|bilo|pabilo"
    r"|berapa|brp|piro|sabaraha|mana|dimana|manakah|kemana|siapa|sapa|kenapa|knp|mengapa|boleh|bolehkah|bisa|bs|bisakah|biso|tiasa"
    r"|(?:ga|gak|gk|nggak|ngga|kagak|nda|ndak|tidak|tdk|ora|teu)\s(?:sih|ya|kak|min|to)|kah|ka|ngga|beneran|masa|mosok)(?!\w)",
    re.I,
)
_ASKED_WITH_A_NO = re.compile(
    r"\w\W+(?:ga|gak|gk|nggak|ngga|enggak|engga|kagak|ndak|tidak|tdk|ora|teu|henteu)(?:\s(?:sih|ya|yaa|kak|min|to|tho|sii|nih|pak|bu))*"
    r"\W*$",
    re.I,
)
_MOST = 6

PARTS = "parts"  # in a Rasa message: name and confidence of each part


def asks(text: str) -> bool:
    """Whether a message has a question mark or a word that asks."""
    return _ASKING.search(text) is not None


def asks_with_a_no(text: str) -> bool:
    """ "Jauh ga", "foto KTP perlu gak sih": a no behind the rest asks."""
    return _ASKED_WITH_A_NO.search(text) is not None


def parts_of(text: str, identifiers: Sequence[Identifier]) -> list[tuple[str, list[Identifier]]]:
    """The parts with their own identifiers, whose places count from the part's beginning; empty when it is one."""
    found = list(_spans(text, identifiers))
    if not 2 <= len(found) <= _MOST:
        return []
    return [(text[start:end], _inside(identifiers, start, end)) for start, end in found]


def _spans(text: str, identifiers: Sequence[Identifier]) -> Iterator[tuple[int, int]]:
    begin = 0
    for gap in _BETWEEN.finditer(text):
        if any(one.start < gap.end() and gap.start() < one.end for one in identifiers):
            continue
        if not _ONLY_ASKING.fullmatch(text, begin, gap.start()):
            yield begin, gap.start()
        begin = gap.end()
    if not _ONLY_ASKING.fullmatch(text, begin):
        yield begin, len(text)


def _inside(identifiers: Sequence[Identifier], start: int, end: int) -> list[Identifier]:
    return [
        replace(one, start=one.start - start, end=one.end - start)
        for one in identifiers
        if start <= one.start and one.end <= end
    ]
