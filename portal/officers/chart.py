"""Geometry of the small chart: opened and decided cases of the last days as pairs of bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

WIDTH, HEIGHT = 560, 120  # of the drawing, in its own units
GAP = 0.35  # of a day's width, between two days


class Day(Protocol):
    @property
    def day(self) -> dt.date: ...

    @property
    def opened(self) -> int: ...

    @property
    def decided(self) -> int: ...


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str  # opened or decided


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]  # where a day's label stands, and the day of the month
    highest: int


def chart(days: Sequence[Day]) -> Chart:
    highest = max((count for each in days for count in (each.opened, each.decided)), default=0)
    day_width = WIDTH / max(len(days), 1)
    bar_width = day_width * (1 - GAP) / 2
    bars, labels = [], []
    for number, each in enumerate(days):
        left = number * day_width + day_width * GAP / 2
        for offset, (kind, count) in enumerate((("opened", each.opened), ("decided", each.decided))):
            height = HEIGHT * count / highest if highest else 0
            x = left + offset * bar_width
            bars.append(Bar(round(x, 1), round(HEIGHT - height, 1), round(bar_width, 1), round(height, 1), kind))
        labels.append((round(left + bar_width, 1), str(each.day.day)))
    return Chart(tuple(bars), tuple(labels), highest)
