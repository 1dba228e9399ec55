from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from certificates.fonts import FAMILY, FOLDER, WEIGHTS, font_file, printable

FAMILY_RECORDS = {1, 3, 4, 6, 16, 17}
LARGEST_BYTES = 40_000


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_subset_does_not_carry_the_reserved_name(weight: str) -> None:
    with TTFont(font_file(weight)) as font:
        names = {str(record) for record in font["name"].names if record.nameID in FAMILY_RECORDS}
    assert any(FAMILY in name for name in names)
    assert not any("Lato" in name for name in names)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_subset_is_small_enough_to_be_parsed_for_every_certificate(weight: str) -> None:
    assert font_file(weight).stat().st_size <= LARGEST_BYTES


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text(encoding="utf8")


def test_the_fonts_have_the_letters_of_european_names_and_the_marks_of_masking() -> None:
    latin = {chr(code) for code in range(0xC0, 0x180)}
    assert latin | set("•–—’*/()") <= printable()
