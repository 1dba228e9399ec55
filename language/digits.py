"""Runs of digits in a message, typed or spelled out, without dates, times, prices and counts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SPOKEN = {
    **dict.fromkeys(("nol", "kosong", "zero"), "0"),
    **dict.fromkeys(("satu", "siji", "hiji", "one"), "1"),
    **dict.fromkeys(("dua", "loro", "two"), "2"),
    **dict.fromkeys(("tiga", "telu", "tilu", "three"), "3"),
    **dict.fromkeys(("empat", "papat", "opat", "four"), "4"),
    **dict.fromkeys(("lima", "limo", "five"), "5"),
    **dict.fromkeys(("enam", "nem", "genep", "six"), "6"),
    **dict.fromkeys(("tujuh", "pitu", "seven"), "7"),
    **dict.fromkeys(("delapan", "lapan", "wolu", "dalapan", "eight"), "8"),
    **dict.fromkeys(("sembilan", "songo", "salapan", "nine"), "9"),
}
_WORD = r"(?:" + "|".join(sorted(_SPOKEN, key=len, reverse=True)) + r")"
_SPOKEN_RUN = re.compile(rf"(?<!\w){_WORD}(?:[ ,.\-]{{1,3}}(?:{_WORD}|\d)(?!\w)){{3,}}", re.I)
_SPOKEN_PART = re.compile(rf"{_WORD}|\d", re.I)

# O and l between digits: only in a run that is mostly digits, "o8l2…".
_RUN = re.compile(r"(?<![\w.,/-])\(?\+?(?:\(\s?\+?)?[\doOlI](?:[ \t.,/()\-–_]{0,3}[\doOlI])*(?![\w])")
_ANY_DIGIT = re.compile(r"\d")
_GROUP = re.compile(r"[\doOlI]+")
_LETTERS = str.maketrans("oOlI", "0011")

_MONTH = r"(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|aug|sep|okt|oct|nov|nop|des|dec)[a-z]*"
_NOT_IDENTIFIERS = re.compile(
    "|".join(
        (
            r"(?<![\d.\-/])(?:0?[1-9]|[12]\d|3[01])\s?[-/.]\s?(?:0?[1-9]|1[0-2])\s?[-/.]\s?(?:(?:19|20)\d\d|\d\d)(?![\d]|[-/.]\d)",
            r"(?<![\d.\-/])(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d|[-/.]\d)",
            rf"(?<!\d)\d{{1,2}}[ \-/.]?{_MONTH}[ \-/.']{{0,2}}(?:\d{{4}}|\d{{2}})?(?!\d)",
            rf"(?<![a-z]){_MONTH} (?:\d{{1,2}},? )?(?:19|20)\d\d(?!\d)",
            r"(?:(?<![a-z])(?:jam|pukul|pkl|jm)\s?)\d{1,2}(?:[.:]\d\d)?(?!\d)",
            r"(?<![\d.:])(?:[01]?\d|2[0-3])[.:][0-5]\d(?![\d]|[.:\-]\d|[ ]\d{3})",
            r"(?<![a-z])(?:rp|idr)\.?\s?\d[\d.,]*",
            r"(?<![\w.])\d[\d.,]*\s?(?:rb|ribu|juta|jt|rupiah|perak|persen|%)(?![a-z])",
            r"(?<![\w.])\d{1,3}\s?(?:x|kali|hari|minggu|mgg|bulan|bln|tahun|thn|th|jam|menit"
            r"|detik|orang|org|anak|ml|km|kg|lembar)(?![a-z])",
            r"(?<![a-z])(?:batch|lot|kode ?pos|resi|rekening|rek)\s?(?:no\.?|nomor|number)?\s?[:=]?\s?(?=\w*\d)[\w\-]+",
            r"(?<![a-z])covid[ -]?19(?!\d)",
        )
    ),
    re.I,
)


@dataclass(frozen=True)
class Group:
    """Digits without a separator between them."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True)
class Run:
    """Groups with only separators between them; it starts with the plus sign or bracket, if there is one."""

    groups: tuple[Group, ...]
    plus: bool
    start: int
    spoken: bool = False

    @property
    def digits(self) -> str:
        return "".join(group.digits for group in self.groups)

    @property
    def end(self) -> int:
        return self.groups[-1].end


def plain_digits(text: str) -> str:
    """The same text, character for character, with digits of all scripts as 0-9 and no characters of odd width."""
    if text.isascii():
        return text
    return "".join(_plain(character) for character in text)


def runs(text: str) -> list[Run]:
    """All runs in a text from `plain_digits`, in order; spans count in that text."""
    if _ANY_DIGIT.search(text) is None:
        return [_spoken(match) for match in _SPOKEN_RUN.finditer(text)]
    found = [_spoken(match) for match in _SPOKEN_RUN.finditer(text)]
    covered = [(run.start, run.end) for run in found]
    hidden = _NOT_IDENTIFIERS.sub(lambda match: "x" * len(match.group()), text)
    for match in _RUN.finditer(hidden):
        if any(start < match.end() and match.start() < end for start, end in covered):
            continue
        parts = list(_GROUP.finditer(match.group()))
        while parts and _ANY_DIGIT.search(parts[-1].group()) is None:
            parts.pop()  # "08123456789. O ya": a word
        groups = tuple(
            Group(part.group().translate(_LETTERS), match.start() + part.start(), match.start() + part.end())
            for part in parts
        )
        digit_count = sum(character.isdigit() for part in parts for character in part.group())
        letter_count = sum(character in "oOlI" for part in parts for character in part.group())
        if digit_count and (not letter_count or (digit_count >= 6 and letter_count <= 3)):
            found.append(Run(groups, "+" in match.group(), match.start()))
    return sorted(found, key=lambda run: run.start)


def _spoken(match: re.Match[str]) -> Run:
    groups = tuple(
        Group(
            _SPOKEN.get(part.group().lower(), part.group()),
            match.start() + part.start(),
            match.start() + part.end(),
        )
        for part in _SPOKEN_PART.finditer(match.group())
    )
    return Run(groups, plus=False, start=match.start(), spoken=True)


def _plain(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) != 1:
        return " " if character.isspace() or unicodedata.category(character)[0] in "CZS" else character
    if folded in "‐‑‒–—−":
        return "-"
    return "\n" if folded in "\n\r\u2028\u2029" else " " if folded.isspace() else folded
