"""Fits any text into its field: first on fewer lines, then smaller, at last broken inside words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from certificates.layout import Type

SIZE_STEP = 0.5
ELLIPSIS = "…"
# A second line reads better than type shrunk by more than a third.
ONE_LINE_FLOOR = 0.68

Measure = Callable[[str], float]
"""The width in mm of a text set in one point; widths grow in proportion to the size."""


@dataclass(frozen=True)
class Setting:
    size: float
    lines: tuple[str, ...]


def fit(text: str, style: Type, measure: Measure) -> Setting:
    """The largest setting on the fewest lines; only a text too long for every setting loses its end."""
    words = [(word, measure(word)) for word in text.split()]
    blank = measure(" ")
    for count in range(1, style.lines + 1):
        floor = style.smallest if count == style.lines else max(style.smallest, style.size * ONE_LINE_FLOOR)
        size = style.size
        while size >= floor:
            lines = _wrap(words, blank, style.width / size)
            if lines is not None and len(lines) <= count:
                return Setting(size, lines)
            size -= SIZE_STEP
    return _broken(text, style, measure)


def _wrap(words: list[tuple[str, float]], blank: float, width: float) -> tuple[str, ...] | None:
    """Whole words on as few lines as possible; None when a word alone is wider than a line."""
    lines: list[str] = []
    used = width
    for word, word_width in words:
        if word_width > width:
            return None
        if lines and used + blank + word_width <= width:
            lines[-1] += f" {word}"
            used += blank + word_width
        else:
            lines.append(word)
            used = word_width
    return tuple(lines)


def _broken(text: str, style: Type, measure: Measure) -> Setting:
    """Lines filled letter by letter at the smallest size."""
    width = style.width / style.smallest
    lines = [""]
    for character in text:
        if measure(lines[-1] + character + ELLIPSIS) > width:
            if len(lines) == style.lines:
                lines[-1] += ELLIPSIS
                break
            lines.append("")
        lines[-1] += character
    return Setting(style.smallest, tuple(line.strip() for line in lines))
