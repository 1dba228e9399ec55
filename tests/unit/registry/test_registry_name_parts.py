"""Parts of names, by which people speak of each other."""

from __future__ import annotations

import pytest

from registry.name_parts import may_be_the_same, telling_parts


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Binsar Simanjuntak", "Binsar", True),
        ("Siti Nurhaliza", "nurhalisa", True),
        ("Daeng Kanang Sewang", "Syarifuddin Sewang", False),
        ("Rouli Siregar", "Binsar Simanjuntak", False),
        ("Taufik Holis", "Maryam Fitriyah", False),
    ],
)
def test_one_part_of_a_name_is_enough(name: str, other: str, same: bool) -> None:
    assert may_be_the_same(name, other) is same


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rouli Siregar", {"rouli", "siregar"}),
        ("punya si ROULI dong", {"punya", "rouli", "dong"}),
        ("Putri Ayu Lestari", {"lestari"}),  # a daughter, and a word of three letters
        ("bulan depan hari Minggu", {"depan"}),
        ("3273 0812", set()),
    ],
)
def test_words_of_everyday_talk_name_nobody(text: str, parts: set[str]) -> None:
    assert telling_parts(text) == parts
