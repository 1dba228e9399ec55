from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.fonts import printable
from certificates.lettering import NOTHING, UNKNOWN, printable_text

LATIN = st.characters(categories=("Lu", "Ll")).filter(lambda letter: "LATIN" in unicodedata.name(letter, ""))


@pytest.mark.parametrize(
    ("given_text", "drawn"),
    [
        ("Siti Nur’aini", "Siti Nur’aini"),
        ("Łukasz Ðorđe Šimůnek", "Łukasz Ðorđe Šimůnek"),
        ("Jose\N{COMBINING ACUTE ACCENT}", "José"),
        ("Nguyễn Thị Ánh", "Nguyên Thi Ánh"),
        ("Əliyev ɓala Ƙano", "Eliyev bala Kano"),
        ("ﬁtri", "fitri"),
        ("Ẓahir Ḥasan", "Zahir Hasan"),
        ("  dua \t spasi\n", "dua spasi"),
        ("A\u200bB\u00adC", "ABC"),
        ("", NOTHING),
        ("صالح", UNKNOWN * 4),
    ],
)
def test_letters_outside_the_fonts_are_spelled_with_those_inside(given_text: str, drawn: str) -> None:
    assert printable_text(given_text) == drawn


@given(st.text())
def test_whatever_comes_in_only_printable_letters_come_out(text: str) -> None:
    drawn = printable_text(text)
    assert drawn
    assert set(drawn) <= printable()


@given(st.text(LATIN, min_size=1, max_size=60))
def test_a_name_of_latin_letters_never_shrinks_to_nothing(name: str) -> None:
    assert printable_text(name) != NOTHING


@given(st.text(st.characters(min_codepoint=0x41, max_codepoint=0x17F, categories=("Lu", "Ll")), min_size=1))
def test_letters_of_the_latin_blocks_stay_as_they_are(name: str) -> None:
    assert printable_text(name) == unicodedata.normalize("NFC", name)
