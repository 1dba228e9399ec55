"""What looks wrong in somebody's doses. Each oddity is a word; the sentence is a response."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from registry.records import Vaccination
from registry.schedule import Schedule, current_schedule


class OddityKind(Enum):
    MISSING_DOSE = "missing_dose"  # a later dose is on record and this one is not
    BOOSTER_BEFORE_PRIMARY = "booster_before_primary"  # dated before the end of the primary series
    OUT_OF_ORDER = "out_of_order"  # a primary dose dated before the one it follows
    SAME_DAY = "same_day"  # on the day of another dose
    FUTURE_DATE = "future_date"
    UNKNOWN_VACCINE = "unknown_vaccine"  # not in the schedule, e.g. given abroad


@dataclass(frozen=True)
class RecordOddity:
    """`dose` is the odd one; `other_dose` the one it does not fit with, if any."""

    kind: OddityKind
    dose: int
    other_dose: int | None = None


def oddities(
    vaccinations: Iterable[Vaccination], today: dt.date, schedule: Schedule | None = None
) -> list[RecordOddity]:
    """Everything odd about one person's doses, by dose; `today` is the day in Indonesia."""
    schedule = schedule or current_schedule()
    by_dose = {each.dose: each for each in vaccinations}
    found = [
        RecordOddity(OddityKind.MISSING_DOSE, dose) for dose in range(1, max(by_dose, default=0)) if dose not in by_dose
    ]
    for dose in sorted(by_dose):
        vaccination = by_dose[dose]
        if vaccination.date > today:
            found.append(RecordOddity(OddityKind.FUTURE_DATE, dose))
        if schedule.rule(vaccination.vaccine) is None:
            found.append(RecordOddity(OddityKind.UNKNOWN_VACCINE, dose))
        found += _against_earlier(vaccination, by_dose, schedule)
    return sorted(found, key=lambda oddity: oddity.dose)


def primary_doses(by_dose: dict[int, Vaccination], schedule: Schedule) -> int:
    """How many doses the primary series has: by the first vaccine on record, two when that is unknown."""
    first = schedule.rule(by_dose[min(by_dose)].vaccine) if by_dose else None
    return first.primary_doses if first else 2


def _against_earlier(
    vaccination: Vaccination, by_dose: dict[int, Vaccination], schedule: Schedule
) -> list[RecordOddity]:
    """At most one oddity for two doses on a day and one for a wrong order."""
    earlier = [by_dose[dose] for dose in sorted(by_dose) if dose < vaccination.dose]
    same_day = [other.dose for other in earlier if other.date == vaccination.date]
    later = [other.dose for other in earlier if other.date > vaccination.date]
    booster = vaccination.dose > primary_doses(by_dose, schedule)
    wrong_order = OddityKind.BOOSTER_BEFORE_PRIMARY if booster else OddityKind.OUT_OF_ORDER
    found = []
    if same_day:
        found.append(RecordOddity(OddityKind.SAME_DAY, vaccination.dose, same_day[-1]))
    if later:
        found.append(RecordOddity(wrong_order, vaccination.dose, later[-1]))
    return found
