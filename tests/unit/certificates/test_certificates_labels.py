from __future__ import annotations

from datetime import date

import pytest

from certificates.labels import date_words, dose_words
from certificates.masking import mask_name, mask_nik


@pytest.mark.parametrize(
    ("day", "indonesian", "english"),
    [
        (date(2022, 1, 27), "27 Januari 2022", "27 January 2022"),
        (date(2021, 8, 1), "1 Agustus 2021", "1 August 2021"),
        (date(1945, 12, 31), "31 Desember 1945", "31 December 1945"),
    ],
)
def test_dates_are_written_in_words(day: date, indonesian: str, english: str) -> None:
    words = date_words(day)
    assert (words.indonesian, words.english) == (indonesian, english)


@pytest.mark.parametrize(
    ("dose", "indonesian"),
    [(1, "Dosis 1"), (2, "Dosis 2"), (3, "Dosis 3 (Booster)"), (4, "Dosis 4 (Booster Kedua)")],
)
def test_boosters_are_named(dose: int, indonesian: str) -> None:
    assert dose_words(dose).indonesian == indonesian


@pytest.mark.parametrize(
    ("nik", "masked"),
    [
        ("3273015705900001", "3273********0001"),
        ("3273********0001", "3273********0001"),
        ("12345678", "********"),
        ("", ""),
    ],
)
def test_a_masked_nik_shows_its_ends_only(nik: str, masked: str) -> None:
    assert mask_nik(nik) == masked


@pytest.mark.parametrize(
    ("name", "masked"), [("Siti Nurhaliza", "S••• N••••••••"), ("Sukarno", "S••••••"), ("  A  B ", "A B"), ("", "")]
)
def test_a_masked_name_shows_its_initials_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked
