"""Messages that ask for more than one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.identifiers import find_identifiers
from language.parts import asks_with_a_no, parts_of


def texts(message: str) -> list[str]:
    return [text for text, _ in parts_of(message, list(find_identifiers(message)))]


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("mau sertif, sekalian benerin nama", ["mau sertif", "benerin nama"]),
        ("makasih kak. kalo booster kapan?", ["makasih kak", "kalo booster kapan"]),
        ("status vaksin sama ganti nomor hp", ["status vaksin", "ganti nomor hp"]),
        ("lelet bgt sih!! mana sertif gue", ["lelet bgt sih", "mana sertif gue"]),
        ("download sertifikat", []),
        ("salinan data saya, minta dong kak", []),
        ("tolong, kirim, sertif", []),
        ("", []),
        ("a, b, c, d, e, f, g, h", []),
    ],
)
def test_a_message_is_parted_where_a_second_wish_begins(message: str, parts: list[str]) -> None:
    assert texts(message) == parts


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("jauh ga", True),
        ("foto ktp perlu ga sih kak?", True),
        ("wajib pcr nggak ya", True),
        ("ga", False),
        ("ga usah", False),
        ("enggak kok", False),
    ],
)
def test_a_no_behind_the_rest_asks(text: str, asked: bool) -> None:
    assert asks_with_a_no(text) is asked


def test_a_number_is_never_parted() -> None:
    ((first, _), (second, identifiers)) = parts_of(message := "status ya, hp 0812.3456.7890", _found(message))
    assert (first, second) == ("status ya", "hp 0812.3456.7890")
    assert [second[one.start : one.end] for one in identifiers] == ["0812.3456.7890"]


@given(st.text())
def test_parts_come_from_the_message_in_order(message: str) -> None:
    position = 0
    for text, identifiers in parts_of(message, _found(message)):
        position = message.index(text, position) + len(text)
        assert all(0 <= one.start < one.end <= len(text) for one in identifiers)


def _found(message: str) -> list:
    return list(find_identifiers(message))
