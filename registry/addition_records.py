"""What citizens do with a case of theirs after they opened it, and why it may be refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class AdditionProblem(str, Enum):
    UNKNOWN_CASE = "unknown_case"  # no such case, or another's
    CASE_CLOSED = "case_closed"
    EMPTY = "empty"
    TOO_LONG = "too_long"  # more than 4,000 characters
    TOO_MANY = "too_many"  # the case has twenty already


@dataclass(frozen=True)
class Added:
    """`count`: how many statements the case has now."""

    case_number: str
    count: int


@dataclass(frozen=True)
class AdditionRefused:
    reason: AdditionProblem


Addition = Added | AdditionRefused


class WithdrawalProblem(str, Enum):
    UNKNOWN_CASE = "unknown_case"  # no such case, or another's
    CASE_CLOSED = "case_closed"


@dataclass(frozen=True)
class Withdrawn:
    case_number: str


@dataclass(frozen=True)
class WithdrawalRefused:
    reason: WithdrawalProblem


Withdrawal = Withdrawn | WithdrawalRefused


class ReopenProblem(str, Enum):
    UNKNOWN_CASE = "unknown_case"  # no such case, or another's
    STILL_OPEN = "still_open"
    WITHDRAWN = "withdrawn"  # nobody decided it; a new one can be opened
    TOO_LATE = "too_late"  # closed more than seven days ago
    OTHER_OPEN = "other_open"  # another case on the same matter is open


@dataclass(frozen=True)
class Reopened:
    case_number: str


@dataclass(frozen=True)
class ReopeningRefused:
    reason: ReopenProblem


Reopening = Reopened | ReopeningRefused
