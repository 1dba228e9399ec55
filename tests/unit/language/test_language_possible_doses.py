"""Words that name a dose only where doses were listed."""

from __future__ import annotations

import pytest

from language.possible_doses import find_possible_doses


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("pertama dulu deh nanti sisanya", ["1"]),
        ("kasih semua dong males bolak balik", ["all"]),
        ("no satu sm no dua", ["1", "2"]),
        ("komplit bu", ["all"]),
        ("dikirim semua bisa ga kak?", ["all"]),
        ("yang terakhir saja dulu", ["latest"]),
        ("kata bapak yang awal awal dulu itu, yang disuntik pertama kali", ["1"]),
        ("kalo ada dua, yg belakangan", ["latest"]),
        ("yg satu aja dulu", []),
        ("2 minggu lagi", []),
        ("satu lagi dong", []),
        ("anak kedua saya", []),
        ("hapus semua", []),
        ("pertama gak usah, kedua aja", ["2"]),
        ("oke lanjut", ["rest"]),
    ],
)
def test_numbers_all_and_last_ones_are_doses_counts_and_people_are_none(text: str, doses: list[str]) -> None:
    assert [found.value for found in find_possible_doses(text)] == doses


def test_a_long_message_names_none() -> None:
    assert not list(find_possible_doses("semua orang di rumah " * 4))
