"""Which dose comes next and when, by the dated schedule. A fact about records, never medical advice to a person."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from registry.oddities import oddities, primary_doses
from registry.records import Vaccination
from registry.schedule import Schedule, current_schedule

FIRST_DOSE, MONTHS_IN_YEAR = 1, 12


class NextDoseKind(Enum):
    DUE_ON = "due_on"  # on a day to come
    DUE_NOW = "due_now"  # since `due_on`, which is today or before; None for a first dose
    COMPLETE = "complete"  # primary series and booster; the programme has nothing further
    NOT_FOR_AGE = "not_for_age"  # younger than `minimum_age` years
    NOT_DECIDED = "not_decided"  # the schedule has no booster rule for this primary series yet
    UNKNOWN = "unknown"  # the record is odd or mixed: look at `oddities`, an officer decides


@dataclass(frozen=True)
class NextDose:
    """`dose` is the one that is next, None when there is none or it cannot be said; `as_of` dates the schedule."""

    kind: NextDoseKind
    as_of: dt.date
    dose: int | None = None
    due_on: dt.date | None = None
    minimum_age: int | None = None
    booster: bool = False


def next_dose(
    vaccinations: Sequence[Vaccination], birth_date: dt.date, today: dt.date, schedule: Schedule | None = None
) -> NextDose:
    """The next dose of a person with these doses on record; `today` is the day in Indonesia."""
    schedule = schedule or current_schedule()
    by_dose = {each.dose: each for each in vaccinations}
    if not by_dose:
        return _first_dose(birth_date, today, schedule)
    if oddities(vaccinations, today, schedule):
        return NextDose(NextDoseKind.UNKNOWN, schedule.as_of)
    taken, wanted = max(by_dose), primary_doses(by_dose, schedule)
    series = {rule.name for dose in by_dose if dose <= wanted and (rule := schedule.rule(by_dose[dose].vaccine))}
    if len(series) > 1 and taken <= wanted:  # two brands in a primary series: no rule says what follows
        return NextDose(NextDoseKind.UNKNOWN, schedule.as_of)
    if taken > wanted:
        return NextDose(NextDoseKind.COMPLETE, schedule.as_of)
    rule = schedule.rule(by_dose[taken].vaccine)
    if rule is None:
        return NextDose(NextDoseKind.UNKNOWN, schedule.as_of)
    if taken < wanted:
        return _due(by_dose[taken].date + dt.timedelta(days=rule.interval_days), taken + 1, today, schedule)
    if not rule.booster_decided:
        return NextDose(NextDoseKind.NOT_DECIDED, schedule.as_of, taken + 1, booster=True)
    return _booster(by_dose[taken], birth_date, today, schedule)


def age_on(day: dt.date, birth_date: dt.date) -> int:
    """Completed years; whoever was born on 29 February is a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _first_dose(birth_date: dt.date, today: dt.date, schedule: Schedule) -> NextDose:
    if age_on(today, birth_date) < schedule.minimum_age:
        return NextDose(NextDoseKind.NOT_FOR_AGE, schedule.as_of, FIRST_DOSE, minimum_age=schedule.minimum_age)
    return NextDose(NextDoseKind.DUE_NOW, schedule.as_of, FIRST_DOSE)


def _booster(last: Vaccination, birth_date: dt.date, today: dt.date, schedule: Schedule) -> NextDose:
    dose = last.dose + 1
    if age_on(today, birth_date) < schedule.booster_minimum_age:
        minimum = schedule.booster_minimum_age
        return NextDose(NextDoseKind.NOT_FOR_AGE, schedule.as_of, dose, minimum_age=minimum, booster=True)
    return _due(months_later(last.date, schedule.booster_months), dose, today, schedule, booster=True)


def _due(due_on: dt.date, dose: int, today: dt.date, schedule: Schedule, *, booster: bool = False) -> NextDose:
    kind = NextDoseKind.DUE_ON if due_on > today else NextDoseKind.DUE_NOW
    return NextDose(kind, schedule.as_of, dose, due_on, booster=booster)
