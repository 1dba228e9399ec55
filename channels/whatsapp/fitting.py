"""Making words fit a length. Pure functions; lengths count characters as Meta does."""

from __future__ import annotations

from collections.abc import Sequence

ELLIPSIS = "…"
BREAKS = ("\n\n", "\n", ". ", " ")


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word's end where that keeps at least half; never empty."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text or ELLIPSIS
    kept = text[: limit - len(ELLIPSIS)]
    if not text[len(kept)].isspace():
        space = kept.rfind(" ")
        if space >= limit // 2:
            kept = kept[:space]
    return kept.rstrip(" ,.;:-") + ELLIPSIS


def split(text: str, limit: int) -> list[str]:
    """`text` in parts of at most `limit` characters, parted at a paragraph, line, sentence or word if there is one.

    No part is blank and no word is lost.
    """
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        at = _break_before(rest, limit)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def unique(titles: Sequence[str], limit: int) -> list[str]:
    """The titles, numbered where one stood before: "Dosis" and "Dosis (2)"."""
    seen: set[str] = set()
    result: list[str] = []
    for title in titles:
        candidate, number = title, 1
        while candidate in seen:
            number += 1
            suffix = f" ({number})"
            candidate = cut(title, limit - len(suffix)) + suffix
        seen.add(candidate)
        result.append(candidate)
    return result


def _break_before(text: str, limit: int) -> int:
    for separator in BREAKS:
        at = text.rfind(separator, 1, limit + 1)
        if at >= limit // 2:
            return min(at + len(separator.rstrip(" ")), limit)
    at = text.rfind(" ", 1, limit + 1)
    return at if at > 0 else limit
