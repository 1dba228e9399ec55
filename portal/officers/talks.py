"""An officer talks with a citizen in WhatsApp: what the console asks of the channel."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from registry.decision_records import Officer
from registry.evidence.records import AttachmentProblem


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


class FileProblem(str, Enum):
    """Why a file of a talk did not get as far as the registry, which has reasons of its own."""

    NO_FILE = "no_file"  # the line is not of this conversation, or holds no photo or file
    NOT_YOURS = "not_yours"  # another officer talked with the citizen last, or nobody did
    UNAVAILABLE = "unavailable"  # WhatsApp does not hand it out: for now, or no longer


class FileRefused(Exception):
    """Nothing was added to the case."""

    def __init__(self, problem: FileProblem | AttachmentProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Talk:
    """The newest one about a case. `until`: when the assistant resumes unless the officer writes; None once over."""

    officer_id: str
    until: dt.datetime | None


@dataclass(frozen=True)
class TalkLine:
    """`kind`: "text", or what else was sent, as WhatsApp names it; `has_file`: a photo or file that a case can take."""

    seq: int
    by_officer: bool
    kind: str
    text: str = field(repr=False)
    at: dt.datetime
    has_file: bool = False


class Talks(Protocol):
    """Thread-safe, and synchronous but for `keep`. All raise UnknownCase of `registry.errors`, the changing ones
    NotAllowed too and TalkRefused. `officer_talks.OfficerTalks` is one.
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

    async def keep(self, officer: Officer, number: str, seq: int, command_id: str) -> None:
        """Adds the file of a line to the open case, by the officer who has the talk or had the last one.

        Once for each command and line. Raises FileRefused instead of TalkRefused.
        """
