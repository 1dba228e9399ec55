"""Two texts side by side, with the parts that differ marked."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Part:
    text: str
    differs: bool


@dataclass(frozen=True)
class Comparison:
    old: tuple[Part, ...]
    new: tuple[Part, ...]


def compared(old: str, new: str) -> Comparison:
    """Letter by letter; `old` and `new` put together again from their parts are what was given."""
    left: list[Part] = []
    right: list[Part] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(Part(old[old_from:old_to], kind != "equal"))
        right.append(Part(new[new_from:new_to], kind != "equal"))
    return Comparison(tuple(part for part in left if part.text), tuple(part for part in right if part.text))
