"""Words that name a dose right below a list of doses and nothing elsewhere: "pertama dulu deh", "kasih semua dong"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.dose_denials import is_not_wanted, is_there_already
from language.dose_numbers import CARDINALS, NUMBERS, ORDINALS
from language.records import POSSIBLE_DOSE, Identifier

_MOST_WORDS = 14
_ALL = (
    r"(?:ke)?(?:dua|tiga|empat)[\s\-]?(?:dua|tiga|empat)\s?nya|(?:dua|tiga)2nya|keduanya|ketiganya|komplit|lengkap"
    r"|se?mua(?:nya|ny|ne)?|smw|sadonyo|sadayana|kabeh|sedaya|seluruhnya|sekaligus|borongan"
)
_LATEST = (
    r"(?:belakangan|buncit|terakhir|trakhir|terahir|terbaru|pungkasan|pamungkas)(?:nya)?|paling\s(?:baru|akhir|anyar)"
)
_NUMBER = (
    r"(?<!ada )(?<!cuma )(?<!hanya )(?<!baru )"
    rf"(?:ke[\s\-]?)?(?:(?:{ORDINALS})(?:nya)?|(?:{CARDINALS})(?!\s(?:aja|saja)\sdulu)(?:nya)?"
    r"(?!\s?(?:x|kali|hari|minggu|mgg|bulan|bln|tahun|thn|jam|menit|orang|org|anak|lembar|lagi|hal|pertanyaan)(?!\w))"
    r"(?![.,]?\d))"
)
_NAMED = re.compile(rf"(?<![\w.,])(?:(?P<all>{_ALL})|(?P<latest>{_LATEST})|(?P<number>{_NUMBER}))(?!\w)", re.I)
_GO_ON = re.compile(
    r"\W*(?:ya|iya|oke|ok|sip|yuk|trus|terus)?[\s,]*"
    r"(?:lanjut|lanjutkan|lanjutin|terusin|teruskan|next|berikutnya|selanjutnya|sisanya)"
    r"(?:\s(?:dong|aja|ya|kak|min|pak|bu|lagi|deh))*\W*",
    re.I,
)
_PREFIX = re.compile(r"^ke[\s\-]?", re.I)
_ABOUT_OTHER_THINGS = re.compile(r"(?<!\w)(?:anak|cucu|data\w*|nama\w*|nomor hp|nik|ktp|hapus|lahir)(?!\w)", re.I)


def find_possible_doses(text: str) -> Iterator[Identifier]:
    """In short messages; values as those of doses: "1".."5", "all", "latest" or "rest"."""
    if _GO_ON.fullmatch(text):
        yield Identifier(POSSIBLE_DOSE, "rest", 0, len(text))
        return
    if len(text.split()) > _MOST_WORDS or _ABOUT_OTHER_THINGS.search(text):
        return
    for match in _NAMED.finditer(text):
        found = Identifier(POSSIBLE_DOSE, _value(match), match.start(), match.end())
        if not (is_there_already(text, found) or is_not_wanted(text, found)):
            yield found


def _value(match: re.Match[str]) -> str:
    if match["number"] is None:
        return "all" if match["all"] else "latest"
    word = match["number"].lower().removesuffix("nya")
    return str(NUMBERS.get(word) or NUMBERS[_PREFIX.sub("", word)])
