"""An officer talks with a citizen in WhatsApp: what the console asks of the channel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from registry.decision_records import Officer


class TalkProblem(str, Enum):
    UNKNOWN = "unknown"  # there is no conversation any more
    TAKEN_BY_ANOTHER = "taken_by_another"
    OF_ANOTHER_CASE = "of_another_case"  # the officer talks with the citizen already
    NOT_TAKEN = "not_taken"  # it ended, or the officer was silent for too long
    WINDOW_CLOSED = "window_closed"  # the citizen wrote over 24 h ago
    UNFIT_TEXT = "unfit_text"  # empty or over 4096 characters


class TalkRefused(Exception):
    """Nothing was sent or changed."""

    def __init__(self, problem: TalkProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Talk:
    """The newest one about a case. `until`: when the assistant resumes unless the officer writes; None once over."""

    officer_id: str
    until: dt.datetime | None


@dataclass(frozen=True)
class TalkLine:
    """`kind`: "text", or what else was sent, as WhatsApp names it."""

    seq: int
    by_officer: bool
    kind: str
    text: str = field(repr=False)
    at: dt.datetime


class Talks(Protocol):
    """Synchronous and thread-safe. All raise UnknownCase of `registry.errors`, the changing ones NotAllowed too and
    TalkRefused. `officer_talks.OfficerTalks` is one.
    """

    def current(self, number: str) -> Talk | None: ...

    def lines(self, officer: Officer, number: str, after: int = 0) -> list[TalkLine]:
        """Those later than `after`, in order; that they were read is noted."""

    def take(self, officer: Officer, number: str, command_id: str) -> None:
        """Also raises AlreadyDecided when the case is closed."""

    def say(self, officer: Officer, number: str, text: str, command_id: str) -> None:
        """Once for each command."""

    def end(self, officer: Officer, number: str, command_id: str) -> None:
        """Harmless when it is over already."""
