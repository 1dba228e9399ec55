"""Which dose comes next, and what is odd about a record."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.demo.schedule import VACCINES
from registry.next_dose import NextDose, NextDoseKind, age_on, months_later, next_dose
from registry.oddities import OddityKind, RecordOddity, oddities
from registry.records import Vaccination
from registry.schedule import current_schedule, load_schedule

AS_OF = date(2022, 1, 31)
TODAY = AS_OF
ADULT, TEENAGER, CHILD, TODDLER = date(1990, 4, 17), date(2006, 5, 1), date(2013, 3, 9), date(2017, 2, 1)


def doses(*given_doses: tuple[int, str, date]) -> list[Vaccination]:
    return [Vaccination(f"v{n}", n, vaccine, "B1", day, "Puskesmas", None) for n, vaccine, day in given_doses]


def after(days: int, start: date = date(2021, 3, 1)) -> date:
    return start + timedelta(days=days)


def expect(kind: NextDoseKind, dose: int | None = None, due: date | None = None, **more: object) -> NextDose:
    return NextDose(kind, AS_OF, dose, due, **more)  # type: ignore[arg-type]


TWO_SINOVAC = doses((1, "Sinovac", after(0)), (2, "Sinovac", after(28)))


@pytest.mark.parametrize(
    ("record", "born", "expected"),
    [
        ([], ADULT, expect(NextDoseKind.DUE_NOW, 1)),
        ([], date(2016, 1, 31), expect(NextDoseKind.DUE_NOW, 1)),
        ([], date(2016, 2, 1), expect(NextDoseKind.NOT_FOR_AGE, 1, minimum_age=6)),
        (
            doses((1, "Sinovac", date(2022, 1, 10))),
            CHILD,
            expect(NextDoseKind.DUE_ON, 2, date(2022, 2, 7)),
        ),
        (
            doses((1, "AstraZeneca", date(2021, 12, 6))),
            ADULT,
            expect(NextDoseKind.DUE_NOW, 2, date(2022, 1, 31)),
        ),
        (
            doses((1, "AstraZeneca", date(2021, 12, 7))),
            ADULT,
            expect(NextDoseKind.DUE_ON, 2, date(2022, 2, 1)),
        ),
        (TWO_SINOVAC, ADULT, expect(NextDoseKind.DUE_NOW, 3, date(2021, 9, 29), booster=True)),
        (TWO_SINOVAC, TEENAGER, expect(NextDoseKind.NOT_FOR_AGE, 3, minimum_age=18, booster=True)),
        (
            doses((1, "CoronaVac", date(2021, 8, 1)), (2, "sinovac", date(2021, 8, 31))),
            ADULT,
            expect(NextDoseKind.DUE_ON, 3, date(2022, 2, 28), booster=True),
        ),
        (
            doses((1, "Pfizer", after(200)), (2, "Comirnaty", after(221))),
            ADULT,
            expect(NextDoseKind.NOT_DECIDED, 3, booster=True),
        ),
        (doses((1, "Janssen", after(200))), ADULT, expect(NextDoseKind.NOT_DECIDED, 2, booster=True)),
        ([*TWO_SINOVAC, *doses((3, "Moderna", after(320)))], ADULT, expect(NextDoseKind.COMPLETE)),
        (doses((1, "Janssen", after(0)), (2, "Moderna", after(320))), ADULT, expect(NextDoseKind.COMPLETE)),
        (
            doses((1, "Zifivax", after(250)), (2, "Zifivax", after(281))),
            ADULT,
            expect(NextDoseKind.DUE_NOW, 3, after(311)),
        ),
        (doses((1, "Sinovac", after(0)), (2, "AstraZeneca", after(60))), ADULT, expect(NextDoseKind.UNKNOWN)),
        (doses((1, "Vaksin Nusantara", after(0))), ADULT, expect(NextDoseKind.UNKNOWN)),
        (doses((2, "Sinovac", after(0))), ADULT, expect(NextDoseKind.UNKNOWN)),
        (doses((1, "Sinovac", date(2022, 2, 1))), ADULT, expect(NextDoseKind.UNKNOWN)),
    ],
)
def test_the_next_dose_by_the_schedule(record: list[Vaccination], born: date, expected: NextDose) -> None:
    assert next_dose(record, born, TODAY) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ([], []),
        (TWO_SINOVAC, []),
        (doses((2, "Sinovac", after(0))), [RecordOddity(OddityKind.MISSING_DOSE, 1)]),
        (
            doses((1, "Sinovac", after(0)), (4, "Moderna", after(300))),
            [RecordOddity(OddityKind.MISSING_DOSE, 2), RecordOddity(OddityKind.MISSING_DOSE, 3)],
        ),
        (
            [*TWO_SINOVAC, *doses((3, "Moderna", after(10)))],
            [RecordOddity(OddityKind.BOOSTER_BEFORE_PRIMARY, 3, 2)],
        ),
        (
            doses((1, "Janssen", after(30)), (2, "Moderna", after(10))),
            [RecordOddity(OddityKind.BOOSTER_BEFORE_PRIMARY, 2, 1)],
        ),
        (
            doses((1, "Sinovac", after(28)), (2, "Sinovac", after(0))),
            [RecordOddity(OddityKind.OUT_OF_ORDER, 2, 1)],
        ),
        (
            doses((1, "Sinovac", after(0)), (2, "Sinovac", after(0))),
            [RecordOddity(OddityKind.SAME_DAY, 2, 1)],
        ),
        (doses((1, "Sinovac", date(2022, 2, 1))), [RecordOddity(OddityKind.FUTURE_DATE, 1)]),
        (doses((1, "Abdala", after(0))), [RecordOddity(OddityKind.UNKNOWN_VACCINE, 1)]),
    ],
)
def test_what_is_odd_is_named(record: list[Vaccination], expected: list[RecordOddity]) -> None:
    assert oddities(record, TODAY) == expected


RECORDS = st.dictionaries(
    st.integers(1, 5),
    st.tuples(st.sampled_from([*VACCINES, "Zifivax", "?", ""]), st.dates(date(2020, 12, 1), date(2022, 3, 1))),
)


@given(RECORDS, st.dates(date(1930, 1, 1), AS_OF))
def test_any_record_has_an_answer_that_fits_it(record: dict[int, tuple[str, date]], born: date) -> None:
    vaccinations = doses(*((dose, vaccine, day) for dose, (vaccine, day) in record.items()))
    found, odd = next_dose(vaccinations, born, TODAY), oddities(vaccinations, TODAY)
    assert not odd or found.kind is NextDoseKind.UNKNOWN
    if found.kind is NextDoseKind.DUE_ON:
        assert found.due_on is not None
        assert found.due_on > TODAY
    if found.dose is not None:
        assert found.dose == max(record, default=0) + 1
    assert oddities(list(reversed(vaccinations)), TODAY) == odd


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_later_is_a_day_of_that_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_ages_and_ends_of_months() -> None:
    assert months_later(date(2021, 8, 31), 6) == date(2022, 2, 28)
    assert age_on(date(2022, 2, 28), date(2004, 2, 29)) == 17
    assert age_on(date(2022, 3, 1), date(2004, 2, 29)) == 18


def test_the_schedule_is_dated_and_knows_every_vaccine_in_use() -> None:
    schedule = current_schedule()
    assert schedule.as_of == AS_OF
    assert all(schedule.rule(name) for name in VACCINES)
    assert schedule.rule("johnson & johnson") == schedule.rule("Janssen")
    assert schedule.rule("") is None


def test_one_spelling_cannot_stand_for_two_vaccines(tmp_path: Path) -> None:
    file = tmp_path / "schedule.yml"
    rule = "{primary_doses: 2, interval_days: 28, minimum_age: 6, booster: decided, also_written: [X]}"
    file.write_text(
        "as_of: 2022-01-31\nminimum_age: 6\nbooster: {minimum_age: 18, months_after_primary: 6}\n"
        f"vaccines:\n  A: {rule}\n  B: {rule}\n"
    )
    with pytest.raises(ValueError, match="two vaccines"):
        load_schedule(file)
