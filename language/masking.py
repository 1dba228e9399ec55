"""What the classifier reads: standard words, with identifiers reduced to what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from language.lexicon import vocabulary
from language.normaliser import normalise
from language.records import CERTAIN, CODE, DOSE, NAME, NIK, PHONE, TICKET, Identifier

_TOKENS = {PHONE: "__phone__", NIK: "__nik__", CODE: "__code__", NAME: "__name__", TICKET: "__ticket__"}

_CORRECTION = re.compile(
    r"^(?:(?:eh|ups|oops|maaf|waduh|aduh|astaga|bukan|ralat|koreksi|oh)\s)*(?:salah|ralat|maksud)\s?"
    r"(?:ketik|tulis|kirim)?\s?"
)
_WRONG_NAME = re.compile(
    r"(?<!\w)(?:nama(?:ku|nya)?\s(?:saya\s)?(?:salah|keliru)|salah\snama)(?!\w)"
)  # asks for something
_AGREEING = re.compile(r"^(?:(?:boleh|siap|sip|baik|ya|oke|mau)\s)+")  # "boleh yang kedua"; "booster boleh?" asks


def classifier_text(text: str, identifiers: Iterable[Identifier]) -> str:
    """Normalised text with tokens for certain identifiers; doses stay words, they say much about the intent."""
    replaced = {(one.start, one.end): _TOKENS[one.kind] for one in identifiers if _is_masked(one)}
    return normalise(_with_spans(text, replaced))


def gives_only_identifiers(text: str, identifiers: Sequence[Identifier]) -> bool:
    """True when nothing is left beside certain identifiers but filling words and "eh salah"."""
    spans = {(one.start, one.end): " " for one in identifiers if one.confidence >= CERTAIN or one.kind == CODE}
    if not spans:
        return False
    rest = normalise(_with_spans(text, spans))
    if _WRONG_NAME.search(rest):
        return False
    if rest.split() and not set(rest.split()) <= vocabulary().fillers:
        rest = _CORRECTION.sub("", rest + " ")
        rest = rest if "?" in text else _AGREEING.sub("", rest)
    return set(rest.split()) <= vocabulary().fillers


def _is_masked(identifier: Identifier) -> bool:
    return identifier.kind != DOSE and identifier.confidence >= CERTAIN


def _with_spans(text: str, replaced: dict[tuple[int, int], str]) -> str:
    parts, position = [], 0
    for (start, end), token in sorted(replaced.items()):
        parts += [text[position:start], f" {token} "]
        position = end
    return "".join([*parts, text[position:]])
