"""Which phone number of a message is the old one, and which the new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from language.records import CORRECTED, PHONE, REPLACED, Identifier

_REPLACES = re.compile(
    r"(?<![a-z])(?:tapi|tp|harusnya|seharusnya|mestinya|yang benar|yg bnr|yg bener|yang bener|jadi|menjadi"
    r"|ganti|diganti|ke|baru|barunya|yg baru|yang baru|melainkan|mksd|maksud(?:nya)?|eh|salah|koreksi"
    r"|buang|dibuang|skrg|sekarang|skrng)(?![a-z])",
    re.I,
)
_FILLER = r"(?:\W*(?:saya|sy|aku|ku|nya|itu|adalah|yaitu|ini|no|nomor|nomer|nmr|hp|wa|kak|min|pak|bu)(?:nya)?)*\W*$"
_OLD = re.compile(rf"(?<![a-z])(?:lama|lamanya|lawas|lawase|lami|heubeul|lamo|terdahulu|sebelumnya){_FILLER}", re.I)
_NEW = re.compile(rf"(?<![a-z])(?:baru|barunya|anyar|anyare|enggal|baruku|pengganti|penggantinya){_FILLER}", re.I)
_REACH = 30  # characters between a label and the number it is of


def with_roles(text: str, numbers: list[Identifier]) -> list[Identifier]:
    """Labelled numbers, and of two the corrected one, get their role; if nothing tells two apart, both carry both."""
    phones = [number for number in numbers if number.kind == PHONE]
    several = len({phone.value for phone in phones}) > 1
    roles = _labels(text, phones)
    if several and REPLACED not in roles.values():
        old = _replaced(text, phones, roles)
        roles |= dict.fromkeys(old, REPLACED)
    told = [replace(number, role=roles.get(number, number.role)) for number in numbers]
    if not several or roles:
        return told
    both = " / ".join(dict.fromkeys(phone.value for phone in phones))
    return [replace(number, value=both) if number.kind == PHONE else number for number in told]


def _labels(text: str, phones: Sequence[Identifier]) -> dict[Identifier, str]:
    """ "yang lama 0812…", "nomor baru saya 0813…"."""
    found: dict[Identifier, str] = {}
    for phone in phones:
        before = text[max(0, phone.start - _REACH) : phone.start].rpartition("\n")[2]
        if _OLD.search(before):
            found[phone] = REPLACED
        elif _NEW.search(before):
            found[phone] = CORRECTED
    return found


def _replaced(text: str, phones: Sequence[Identifier], roles: dict[Identifier, str]) -> set[Identifier]:
    if CORRECTED in roles.values():
        return {phone for phone in phones if phone not in roles}
    last = phones[-1]
    if not _REPLACES.search(text[phones[-2].end : last.start]):
        return set()
    return {phone for phone in phones if phone.value != last.value}
