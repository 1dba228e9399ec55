"""When officers are at work, and where a span of working time ends. Nobody works on Indonesia's public holidays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

import holidays

from clock import WIB

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(DAYS)
_TEXT = re.compile(rf"({_DAY})(?:-({_DAY}))? (\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
HOLIDAYS = holidays.country_holidays("ID")
"""National holidays as the yearly joint ministerial decree sets them, for years without one by calculation."""


@dataclass(frozen=True)
class WorkingHours:
    """Days of the week, 0 for Monday, and times of day in Jakarta; `opens` < `closes`."""

    days: frozenset[int]
    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> WorkingHours:
        """From `mon-fri 08:00-17:00` or `sat 08:00-12:00`. Raises ValueError."""
        match = _TEXT.fullmatch(" ".join(text.lower().split()))
        if match is None:
            raise ValueError("write it as mon-fri 08:00-17:00")
        first = DAYS.index(match[1])
        last = DAYS.index(match[2] or match[1])
        opens, closes = time(int(match[3]), int(match[4])), time(int(match[5]), int(match[6]))
        if first > last or opens >= closes:
            raise ValueError("the first day and time must come before the last")
        return cls(frozenset(range(first, last + 1)), opens, closes)

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """When `span` of working time has passed since `moment`, in UTC; at the close rather than the next opening."""
        local, left = moment.astimezone(WIB), span
        day = local.date()
        while True:
            if self._is_working_day(day):
                start = max(local, datetime.combine(day, self.opens, WIB))
                there_is = datetime.combine(day, self.closes, WIB) - start
                if there_is > timedelta() and left <= there_is:
                    return (start + left).astimezone(timezone.utc)
                left -= max(there_is, timedelta())
            day += timedelta(days=1)

    def _is_working_day(self, day: date) -> bool:
        return day.weekday() in self.days and day not in HOLIDAYS
