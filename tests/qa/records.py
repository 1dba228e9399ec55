"""What the QA run hands from its checks to its page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.conversations.runner import COLUMN

RULE = re.compile(r"-+\+-+")
HEADING_LINES = 2  # the case's name and "expected | actual"


@dataclass(frozen=True)
class Problem:
    """One thing to repair. `file` is relative to the checkout; empty, with line 0, when no place is known."""

    message: str
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.file else ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.file else self.message


@dataclass(frozen=True)
class Check:
    """One part of the run: how much was looked at, how long it took, what is wrong."""

    key: str
    counted: int
    seconds: float
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Bubble:
    """`side` is citizen, bot, sms or note; `label` says what the case expects here, such as a response name."""

    side: str
    text: str = ""
    options: tuple[str, ...] = ()
    filename: str = ""
    label: str = ""


@dataclass(frozen=True)
class Turn:
    """What the citizen does and what follows, as the case has it and as it went."""

    expected: tuple[Bubble, ...]
    actual: tuple[Bubble, ...]
    reached: bool


@dataclass(frozen=True)
class PlayedCase:
    """One conversation case. `failure` is the runner's side-by-side text; empty when the case holds."""

    name: str
    file: str
    line: int
    profile: str
    seconds: float
    turns: tuple[Turn, ...]
    failure: str = ""

    @property
    def passed(self) -> bool:
        return not self.failure

    @property
    def deviation(self) -> tuple[str, str]:
        """Where they part: what the case expects and what came instead."""
        return last_row(self.failure)


def last_row(side_by_side: str) -> tuple[str, str]:
    """Both sides of the last row of the runner's side-by-side text; all of it on the right when it has no rows."""
    lines = side_by_side.splitlines()
    ruled = [number for number, line in enumerate(lines) if RULE.fullmatch(line)]
    if not ruled:
        return "", side_by_side
    first = ruled[-2] + 1 if len(ruled) > 1 else HEADING_LINES
    row = lines[first : ruled[-1]]
    left = "\n".join(line[:COLUMN].rstrip() for line in row)
    right = "\n".join(line[COLUMN + len(" | ") :].rstrip() for line in row)
    return left.strip(), right.strip()
