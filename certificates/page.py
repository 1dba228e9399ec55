"""One tagged A4 page: text with its role, so that screen readers read it, and ornament that they skip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from fpdf import FPDF
from fpdf.fonts import TTFFont

from certificates.fonts import font_file
from certificates.layout import INK, Colour, Type
from certificates.lettering import printable_text
from certificates.typesetting import fit

MM_PER_POINT = 25.4 / 72
MEASURING_SIZE = 100


class Role(str, Enum):
    """Structure types of ISO 32000-1, 14.8.4."""

    TITLE = "/H1"
    HEADING = "/H2"
    TEXT = "/P"


class Align(Enum):
    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


class TaggedPage(FPDF):
    """fpdf2 tags only images with alternative text; this adds text and artifacts (ISO 32000-1, 14.7 and 14.8)."""

    def __init__(self) -> None:
        super().__init__(unit="mm", format="A4")
        self.set_auto_page_break(False)
        self._load("regular", "Regular")
        self._load("bold", "Bold")
        self.add_page()

    def ornament(self, operators: str) -> None:
        """Paints ready path operators under everything that follows."""
        self._out("/Artifact BMC")
        self._out(operators)
        self._out("EMC")

    @contextmanager
    def tagged(self, role: Role) -> Iterator[None]:
        mcid = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=role.value, mcid=mcid)
        self._out(f"{role.value} <</MCID {mcid}>> BDC")
        yield
        self._out("EMC")

    def line(  # type: ignore[override]
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: Colour = INK,
        align: Align = Align.LEFT,
        spacing: float = 0.0,
        role: Role = Role.TEXT,
    ) -> None:
        """One line; `x` is its left end, middle or right end by `align`. `spacing` in points between letters."""
        self._type(size, bold, colour)
        self.set_char_spacing(spacing)
        letters = printable_text(text)
        with self.tagged(role):
            self.text(x - align.value * self.get_string_width(letters), baseline, letters)
        self.set_char_spacing(0)

    def block(
        self,
        x: float,
        baseline: float,
        text: str,
        style: Type,
        *,
        align: Align = Align.LEFT,
        role: Role = Role.TEXT,
    ) -> float:
        """A text fitted into its style from the first `baseline` down; returns the last baseline."""
        letters = printable_text(text)
        self._type(MEASURING_SIZE, style.bold, style.colour)
        setting = fit(letters, style, lambda part: self.get_string_width(part) / MEASURING_SIZE)
        self._type(setting.size, style.bold, style.colour)
        step = setting.size * MM_PER_POINT * style.leading
        with self.tagged(role):
            for number, line in enumerate(setting.lines):
                left = x - align.value * self.get_string_width(line)
                self.text(left, baseline + number * step, line)
        return baseline + (len(setting.lines) - 1) * step

    def _load(self, family: str, weight: str) -> None:
        self.add_font(family, fname=font_file(weight))
        font = self.fonts[family]
        if isinstance(font, TTFFont):
            font.ttfont.recalcBBoxes = False  # the boxes are right already; recomputing takes half of the output's time

    def _type(self, size: float, bold: bool, colour: Colour) -> None:
        self.set_font("bold" if bold else "regular", size=size)
        self.set_text_color(*colour)
