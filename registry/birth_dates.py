"""A birth date as people type it: 5 Mei 1990, tgl 5 mei 90, 05/05/1990, 1990-05-05, 05051990.

The day stands before the month, as in Indonesia; a year of two digits is the latest that is not in the future.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("months.yml")
OLDEST = 125  # years
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.,\s]\s*(\d{1,2})\s*[-/.,\s]\s*(\d{4}|\d{2})(?!\d)")
_TOGETHER = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})[\s\-/.,]*([^\W\d_]+)[\s\-/.,']*(\d{4}|\d{2})(?!\d)")


class BirthDateProblem(Enum):
    UNREADABLE = "unreadable"
    NO_SUCH_MONTH = "no_such_month"  # 12-13-1990
    NO_SUCH_DAY = "no_such_day"  # 31 February
    IN_FUTURE = "in_future"
    TOO_LONG_AGO = "too_long_ago"


class BirthDateError(ValueError):
    """The text is no birth date; the message does not repeat it."""

    def __init__(self, reason: BirthDateProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


def parse_birth_date(text: str, today: dt.date) -> dt.date:
    """The one date in `text`. Raises BirthDateError."""
    day, month, year = _parts(text, today)
    if not 1 <= month <= 12:
        raise BirthDateError(BirthDateProblem.NO_SUCH_MONTH)
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise BirthDateError(BirthDateProblem.NO_SUCH_DAY) from None
    if date > today:
        raise BirthDateError(BirthDateProblem.IN_FUTURE)
    if date.year < today.year - OLDEST:
        raise BirthDateError(BirthDateProblem.TOO_LONG_AGO)
    return date


def _parts(text: str, today: dt.date) -> tuple[int, int, int]:
    """Day, month, year."""
    if match := _YEAR_FIRST.search(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _DAY_FIRST.search(text) or _TOGETHER.search(text):
        return int(match[1]), int(match[2]), _year(match[3], today)
    for match in _IN_WORDS.finditer(text):
        if month := _months().get(match[2].lower()):
            return int(match[1]), month, _year(match[3], today)
    raise BirthDateError(BirthDateProblem.UNREADABLE)


def _year(digits: str, today: dt.date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year else year - 100


@cache
def _months() -> dict[str, int]:
    lists = YAML(typ="safe").load(FILE)
    return {word: number for number, words in enumerate(lists, start=1) for word in words}
