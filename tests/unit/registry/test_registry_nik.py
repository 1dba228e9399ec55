"""What counts as a NIK."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.nik import PROVINCES, NikError, NikProblem, parse_nik
from registry.records import Sex

TODAY = date(2022, 1, 31)
REAL_DATES = st.dates(min_value=date(1922, 2, 1), max_value=TODAY)


def digits_of(born: date, *, female: bool, province: int = 32, serial: int = 1) -> str:
    return f"{province}7309{born.day + 40 * female:02d}{born:%m%y}{serial:04d}"


@given(REAL_DATES, st.booleans(), st.sampled_from(sorted(PROVINCES)), st.integers(1, 9999))
def test_every_possible_nik_is_accepted_and_understood(born: date, female: bool, province: int, serial: int) -> None:
    text = digits_of(born, female=female, province=province, serial=serial)
    nik = parse_nik(text)
    assert nik.value == text
    assert nik.sex is (Sex.FEMALE if female else Sex.MALE)
    assert nik.birth_date(TODAY) == born


@pytest.mark.parametrize(
    "text",
    [
        "3273035704900006",
        " 3273 0357 0490 0006 ",
        "3273.0357.0490.0006",
        "32-73-03-570490-0006",
        "327303–570490—0006",
        "3273O357O49OOOO6",
        "３２７３０３５７０４９００００６",
        "3273\u00a00357\n0490\t0006",
    ],
)
def test_spaces_dots_dashes_and_letters_that_look_like_digits_are_forgiven(text: str) -> None:
    assert parse_nik(text).value == "3273035704900006"


def test_small_l_and_capital_i_stand_for_one() -> None:
    assert parse_nik("327l03I7049000O1").value == "3271031704900001"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NikProblem.NOT_DIGITS),
        ("tidak tahu", NikProblem.NOT_DIGITS),
        ("3273035704900A06", NikProblem.NOT_DIGITS),
        ("٣٢٧٣٠٣٥٧٠٤٩٠٠٠٠٦", NikProblem.NOT_DIGITS),
        ("327303570490006", NikProblem.LENGTH),
        ("32730357049000066", NikProblem.LENGTH),
        ("0073035704900006", NikProblem.IMPOSSIBLE_REGION),
        ("2273035704900006", NikProblem.IMPOSSIBLE_REGION),
        ("9973035704900006", NikProblem.IMPOSSIBLE_REGION),
        ("3273030004900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273033204900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273034004900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273037204900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273038104900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273031713900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273031700900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273033104900006", NikProblem.IMPOSSIBLE_DATE),
        ("3273032902990001", NikProblem.IMPOSSIBLE_DATE),
        ("3273035704900000", NikProblem.SERIAL),
    ],
)
def test_what_cannot_be_a_nik_says_why(text: str, reason: NikProblem) -> None:
    with pytest.raises(NikError) as caught:
        parse_nik(text)
    assert caught.value.reason is reason


@given(st.text(max_size=40))
def test_any_text_is_a_nik_or_a_problem(text: str) -> None:
    with suppress(NikError):
        assert len(parse_nik(text).value) == 16


def test_the_error_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(NikError) as caught:
        parse_nik("327303570490000")
    assert str(caught.value) == "not a NIK: length"


def test_29_february_stands_in_leap_years_of_either_century() -> None:
    assert parse_nik("3273032902960001").birth_date(TODAY) == date(1996, 2, 29)
    assert parse_nik("3273032902000001").birth_date(TODAY) == date(2000, 2, 29)


def test_the_guessed_birth_date_is_never_in_the_future() -> None:
    assert parse_nik("3273030102220001").birth_date(TODAY) == date(1922, 2, 1)
    assert parse_nik("3273033101220001").birth_date(TODAY) == date(2022, 1, 31)


def test_provinces_of_newer_and_older_editions_are_known() -> None:
    for text in ("9271060312000001", "6571011704900001", "9701011704900001"):
        assert parse_nik(text).value == text


def test_only_the_masked_form_can_be_printed() -> None:
    nik = parse_nik("3273035704900006")
    assert nik.masked == "3273********0006"
    assert "570490" not in f"{nik!r} {nik}"
