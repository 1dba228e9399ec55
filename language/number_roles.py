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
_FILLER = (
    r"(?:\W*(?:saya|sy|aku|ku|nya|itu|adalah|yaitu|ini|no|nomor|nomer|nmr|hp|wa|kak|min|pak|bu|masih|msh|isih|aktif|kok|udah|udh"
    r"|sudah|sdh|mati|hilang|ilang|hangus|ga|gak|tidak|bisa)(?:nya)?)*\W*$"
)
_OLD_WORD = r"(?:lama|lamanya|lawas|lawase|lami|heubeul|lamo|terdahulu|sebelumnya|terdaftar|kedaftar)"
_NEW_WORD = r"(?:baru|barunya|anyar|anyare|enggal|baruku|pengganti|penggantinya)"
_OLD = re.compile(rf"(?<![a-z]){_OLD_WORD}{_FILLER}", re.I)
_NEW = re.compile(rf"(?<![a-z]){_NEW_WORD}{_FILLER}", re.I)
_BETWEEN = r"\W*(?:(?:itu|tu|ini|adalah|yang|yg|sing|nomor|nomer|nmr|no|hp|saya|sy|ya)\W+)*"
_OLD_BEHIND = re.compile(rf"{_BETWEEN}(?:{_OLD_WORD}|hilang|ilang|mati|hangus)(?![a-z])", re.I)
_NEW_BEHIND = re.compile(rf"{_BETWEEN}{_NEW_WORD}(?![a-z])", re.I)
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
        before = _said_before(text, phone, phones)
        behind = _said_behind(text, phone, phones)
        if _OLD.search(before) or _OLD_BEHIND.match(behind):
            found[phone] = REPLACED
        elif _NEW.search(before) or _NEW_BEHIND.match(behind):
            found[phone] = CORRECTED
    return found


def _said_before(text: str, phone: Identifier, phones: Sequence[Identifier]) -> str:
    """What stands shortly before, in the same line; after another number not what a comma parts from this one."""
    ends = [each.end for each in phones if each.end <= phone.start]
    before = text[max(phone.start - _REACH, *ends, 0) : phone.start].rpartition("\n")[2]
    return re.split(r"[.,;!?]", before)[-1] if ends else before


def _said_behind(text: str, phone: Identifier, phones: Sequence[Identifier]) -> str:
    """Up to the next number or the end of the sentence; nothing where that belongs to the next number."""
    ends = [each.start for each in phones if each.start >= phone.end]
    behind = re.split(r"[.,;!?\n]", text[phone.end : min(ends, default=len(text))])[0]
    return "" if ends and phone.end + len(behind) == min(ends) else behind


def _replaced(text: str, phones: Sequence[Identifier], roles: dict[Identifier, str]) -> set[Identifier]:
    if CORRECTED in roles.values():
        return {phone for phone in phones if phone not in roles}
    last = phones[-1]
    if not _REPLACES.search(text[phones[-2].end : last.start]):
        return set()
    return {phone for phone in phones if phone.value != last.value}
