"""Plausible dates and batch numbers, by the rules that held from January 2021 to January 2022."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

END = date(2022, 1, 31)
BOOSTERS_FROM = date(2022, 1, 12)
TEENAGERS_FROM = date(2021, 7, 1)
CHILDREN_FROM = date(2021, 12, 14)
HALF_A_YEAR = timedelta(days=184)
LATENESS_DAYS = 7
HEALTH_WORKERS_FROM = date(2021, 1, 14)


@dataclass(frozen=True)
class Vaccine:
    """`interval_days` between the two primary doses; `batch`: # stands for a digit, @ for a letter."""

    in_use_from: date
    interval_days: int
    minimum_age: int
    batch: str


VACCINES = {
    "Sinovac": Vaccine(date(2021, 1, 14), 28, 6, "2021##5#@"),
    # Twelve weeks until 26 January 2022; the second doses of this list lie before that day.
    "AstraZeneca": Vaccine(date(2021, 3, 22), 84, 18, "CTMAV5##"),
    "Sinopharm": Vaccine(date(2021, 5, 18), 21, 18, "B2021##0#"),
    "Moderna": Vaccine(date(2021, 8, 2), 28, 18, "0##@21A"),
    "Pfizer": Vaccine(date(2021, 8, 23), 21, 12, "F@####"),
    "Janssen": Vaccine(date(2021, 9, 15), 0, 18, "2##@21@"),
}


def batch_number(vaccine: str, rng: random.Random) -> str:
    def draw(sign: str) -> str:
        return {"#": rng.choice("0123456789"), "@": rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ")}.get(sign, sign)

    return "".join(draw(sign) for sign in VACCINES[vaccine].batch)


def dose_dates(vaccines: Sequence[str], born: date, rng: random.Random) -> list[date]:
    """A date for each dose: minimum ages, primary interval and the half year before a booster are kept."""
    if not vaccines:
        return []
    if len(vaccines) > 3:
        return _health_worker_dates(len(vaccines), rng)
    first_vaccine = VACCINES[vaccines[0]]
    interval = timedelta(days=first_vaccine.interval_days)
    primary = 1 if vaccines[0] == "Janssen" else min(len(vaccines), 2)
    latest = END - (HALF_A_YEAR if len(vaccines) > primary else timedelta())
    if primary == 2:
        latest -= interval + timedelta(days=LATENESS_DAYS)
    dates = [_between(_earliest(first_vaccine, born), latest, rng)]
    if primary == 2:
        dates.append(dates[0] + interval + timedelta(days=rng.randint(0, LATENESS_DAYS)))
    if len(vaccines) > primary:
        dates.append(_between(max(BOOSTERS_FROM, dates[-1] + HALF_A_YEAR), END, rng))
    return dates


def _health_worker_dates(count: int, rng: random.Random) -> list[date]:
    """Health workers came first, with the fourteen days that held until March 2021."""
    first = HEALTH_WORKERS_FROM + timedelta(days=rng.randint(0, 1))
    second = first + timedelta(days=14)
    third = second + timedelta(days=181)
    return [first, second, third, third + HALF_A_YEAR][:count]


def _earliest(vaccine: Vaccine, born: date) -> date:
    opened = vaccine.in_use_from
    if _birthday(born, 12) > END - timedelta(days=31):
        opened = max(opened, CHILDREN_FROM)
    elif _birthday(born, 18) > TEENAGERS_FROM:
        opened = max(opened, TEENAGERS_FROM)
    return max(opened, _birthday(born, vaccine.minimum_age))


def _birthday(born: date, age: int) -> date:
    day = 28 if (born.month, born.day) == (2, 29) else born.day
    return born.replace(year=born.year + age, day=day)


def _between(first: date, last: date, rng: random.Random) -> date:
    if last < first:
        raise ValueError("no day is left for this vaccine at this age")
    return first + timedelta(days=rng.randint(0, (last - first).days))
