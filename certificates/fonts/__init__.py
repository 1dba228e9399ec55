"""The certificate's typefaces: Latin subsets of Lato, cut once so that no render parses a big font.

Lato's licence (`OFL.txt`) reserves the name "Lato" for the unmodified fonts; the subsets are therefore named
`Peduli Sans`. `python -m certificates.fonts` cuts them again, see `__main__.py`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent
FAMILY = "Peduli Sans"
WEIGHTS = ("Regular", "Bold")


def font_file(weight: str) -> Path:
    """The subset of one of WEIGHTS."""
    return FOLDER / f"PeduliSans-{weight}.ttf"


@lru_cache(maxsize=1)
def printable() -> frozenset[str]:
    """The characters that every weight can draw; anything else must be transliterated first."""
    return frozenset.intersection(*(_characters(font_file(weight)) for weight in WEIGHTS))


def _characters(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
