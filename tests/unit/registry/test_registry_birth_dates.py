"""Birth dates as people type them, and why some cannot be one."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.birth_dates import BirthDateError, BirthDateProblem, parse_birth_date

TODAY = dt.date(2022, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "5 Mei 1990",
        "tgl 5 mei 90",
        "05/05/1990",
        "5-5-1990",
        "05.05.90",
        "5 5 1990",
        "1990-05-05",
        "05051990",
        "lahir 5mei1990 di Solo",
        "5 May '90",
        "5, mei, 1990",
    ],
)
def test_one_day_in_many_ways(text: str) -> None:
    assert parse_birth_date(text, TODAY) == dt.date(1990, 5, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 agt 21", dt.date(2021, 8, 1)),
        ("1 agt 22", None),
        ("1 jan 22", dt.date(2022, 1, 1)),
        ("1 pebruari 23", dt.date(1923, 2, 1)),
        ("29 Pebr 2000", dt.date(2000, 2, 29)),
        ("31 Des 45", dt.date(1945, 12, 31)),
        ("10 nopember 1928", dt.date(1928, 11, 10)),
    ],
)
def test_years_of_two_digits_and_short_months(text: str, day: dt.date | None) -> None:
    if day is None:
        with pytest.raises(BirthDateError) as caught:
            parse_birth_date(text, TODAY)
        assert caught.value.reason is BirthDateProblem.IN_FUTURE
    else:
        assert parse_birth_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("12-13-1990", BirthDateProblem.NO_SUCH_MONTH),
        ("5/0/1990", BirthDateProblem.NO_SUCH_MONTH),
        ("31 februari 1990", BirthDateProblem.NO_SUCH_DAY),
        ("29-02-1990", BirthDateProblem.NO_SUCH_DAY),
        ("0 mei 1990", BirthDateProblem.NO_SUCH_DAY),
        ("5 mei 2031", BirthDateProblem.IN_FUTURE),
        ("2 februari 2022", BirthDateProblem.IN_FUTURE),
        ("5 mei 1790", BirthDateProblem.TOO_LONG_AGO),
        ("mei 1990", BirthDateProblem.UNREADABLE),
        ("5 mii 1990", BirthDateProblem.UNREADABLE),
        ("3171234567890123", BirthDateProblem.UNREADABLE),
        ("lupa", BirthDateProblem.UNREADABLE),
        ("", BirthDateProblem.UNREADABLE),
    ],
)
def test_what_is_no_birth_date_is_told_apart(text: str, problem: BirthDateProblem) -> None:
    with pytest.raises(BirthDateError) as caught:
        parse_birth_date(text, TODAY)
    assert caught.value.reason is problem
    assert text == "" or text not in str(caught.value)
