"""What the classifier reads: standard words, with identifiers reduced to what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from language.normaliser import normalise
from language.records import CERTAIN, CODE, DOSE, NAME, NIK, PHONE, TICKET, Identifier

_TOKENS = {PHONE: "__phone__", NIK: "__nik__", CODE: "__code__", NAME: "__name__", TICKET: "__ticket__"}

# Words that add nothing to an identifier: "ini nomor hp saya ya kak 0812…" gives a number and nothing else.
_FILLERS = frozenset(
    [
        "nomor",
        "hp",
        "wa",
        "whatsapp",
        "telepon",
        "saya",
        "nik",
        "ktp",
        "kode",
        "otp",
        "verifikasi",
        "sms",
        "nama",
        "lengkap",
        "sesuai",
        "yang",
        "untuk",
        "ini",
        "itu",
        "adalah",
        "dengan",
        "atas",
        "kak",
        "pak",
        "bu",
        "ya",
        "oke",
        "baik",
        "dong",
        "saja",
        "punya",
        "tiket",
        "laporan",
        "kasus",
        "dosis",
        "vaksin",
        "di",
        "pakai",
        "pada",
        "ke",
        "barusan",
        "maaf",
        "sih",
        "terdaftar",
        "berikut",
        "silakan",
        "dan",
        "an",
        "a",
        "n",
        "panggil",
        "perkenalkan",
        "induk",
        "e",
        "sama",
        "atau",
        "is",
        "angka",
        "istri",
        "suami",
        "anak",
        "ibu",
        "ayah",
    ]
)
_CORRECTION = re.compile(
    r"^(?:(?:eh|ups|oops|maaf|waduh|aduh|astaga|bukan|ralat|koreksi|oh)\s)*(?:salah|ralat|maksud)\s?(?:ketik|tulis|kirim)?\s?"
)


def classifier_text(text: str, identifiers: Iterable[Identifier]) -> str:
    """Normalised text with tokens in place of certain identifiers; doses stay words, they say much about the intent."""
    replaced = {(one.start, one.end): _TOKENS[one.kind] for one in identifiers if _is_masked(one)}
    return normalise(_with_spans(text, replaced))


def gives_only_identifiers(text: str, identifiers: Sequence[Identifier]) -> bool:
    """True when nothing is left beside certain identifiers but filling words and "eh salah"."""
    spans = {(one.start, one.end): " " for one in identifiers if one.confidence >= CERTAIN or one.kind == CODE}
    if not spans:
        return False
    rest = normalise(_with_spans(text, spans))
    if rest.split() and not set(rest.split()) <= _FILLERS:
        rest = _CORRECTION.sub("", rest + " ")
    return set(rest.split()) <= _FILLERS


def _is_masked(identifier: Identifier) -> bool:
    return identifier.kind != DOSE and identifier.confidence >= CERTAIN


def _with_spans(text: str, replaced: dict[tuple[int, int], str]) -> str:
    parts, position = [], 0
    for (start, end), token in sorted(replaced.items()):
        parts += [text[position:start], f" {token} "]
        position = end
    return "".join([*parts, text[position:]])
