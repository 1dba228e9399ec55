"""The citizen's own words, shown again so that a mistake is seen at once."""

from __future__ import annotations

from textwrap import shorten

LONGEST = 240  # characters
WITHOUT_MARKUP = str.maketrans("", "", '*_~`"')  # of WhatsApp


def read_back(*said: str) -> str:
    """On one line; of much the beginning."""
    return shorten(" / ".join(said).translate(WITHOUT_MARKUP), LONGEST, placeholder=" …")
