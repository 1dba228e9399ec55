"""The page's ornaments as PDF path operators (ISO 32000-1, 8.5): guilloche rosettes and strips of batik kawung.

They are the same on every certificate, so they are computed once for each process. Every rosette and strip repeats
one path under another transformation (`cm`): the text repeats itself and the file stays small.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from certificates import layout
from certificates.layout import Box, Colour

POINTS_PER_MM = 72 / 25.4
KAWUNG_CELL_MM = 6.5
KAWUNG_PETAL_MM = KAWUNG_CELL_MM * 0.66
CURVES_PER_WAVE = 4
QUARTER = math.pi / 2

Point = tuple[float, float]
ORIGIN: Point = (0.0, 0.0)


@dataclass(frozen=True)
class Rosette:
    """`lines` closed waves around `centre`, evenly turned, swinging between `inner` and `outer` (mm)."""

    centre: Point
    inner: float
    outer: float
    waves: int
    lines: int

    def point(self, angle: float) -> Point:
        return _polar(ORIGIN, angle, self._middle + self._swing * math.cos(self.waves * angle))

    def tangent(self, angle: float) -> Point:
        """The derivative of `point` by the angle."""
        distance = self._middle + self._swing * math.cos(self.waves * angle)
        growth = -self._swing * self.waves * math.sin(self.waves * angle)
        cosine, sine = math.cos(angle), math.sin(angle)
        return growth * cosine - distance * sine, growth * sine + distance * cosine

    @property
    def _middle(self) -> float:
        return (self.outer + self.inner) / 2

    @property
    def _swing(self) -> float:
        return (self.outer - self.inner) / 2


@lru_cache(maxsize=1)
def background() -> str:
    """All that lies under the text: strips, watermark, tinted panel, dose tile, seal."""
    return "\n".join(
        (
            "q",
            f"1 0 0 1 0 {layout.PAGE_HEIGHT * POINTS_PER_MM:.2f} cm",  # from here on y counts down from the top
            *_watermark(),
            *_strip(layout.TOP_STRIP),
            *_strip(layout.BOTTOM_STRIP),
            *_filled(layout.ACCENT, layout.LIME),
            *_filled(layout.PANEL, layout.TINT),
            *_dose_tile(layout.DOSE_TILE),
            *_seal(layout.SIGNED_QR_FIELD),
            "Q",
        )
    )


def _watermark() -> Iterable[str]:
    centre, radius = layout.WATERMARK_CENTRE, layout.WATERMARK_RADIUS
    yield from _guilloche(Rosette(centre, radius * 0.56, radius, 14, 14), layout.WATERMARK, 0.16)
    yield from _guilloche(Rosette(centre, radius * 0.16, radius * 0.62, 9, 10), layout.WATERMARK, 0.14)


def _seal(field: Box) -> Iterable[str]:
    centre, radius = field.centre, field.width / 2
    yield from _guilloche(Rosette(centre, radius * 0.74, radius, 24, 8), layout.TEAL, 0.10)
    yield from _guilloche(Rosette(centre, radius * 0.40, radius * 0.80, 12, 10), layout.TEAL, 0.10)
    ring = radius * 0.34
    yield from _guilloche(Rosette(centre, ring, ring, waves=6, lines=1), layout.LIME, 0.4)
    yield f"{_rgb(layout.DEEP)} rg"
    yield from _moved(centre, 0, f"{_kawung(radius * 0.29)} f")


def _dose_tile(tile: Box) -> Iterable[str]:
    yield from _filled(tile, layout.DEEP)
    yield "q"
    yield f"{_rectangle(_shrunk(tile, 0.4))} W n"  # renderers smear a clipped stroke over the edge
    corner = (tile.right, tile.top)
    yield from _guilloche(Rosette(corner, 16, 34, 12, 10), layout.BATIK, 0.16)
    yield "Q"
    yield from _filled(Box(tile.left, tile.bottom - 1.1, tile.width, 1.1), layout.LIME)


def _guilloche(rosette: Rosette, colour: Colour, line_width: float) -> Iterable[str]:
    yield f"{_rgb(colour)} RG {line_width * POINTS_PER_MM:.3f} w 1 j"
    wave = f"{_wave(rosette)} s"
    for line in range(rosette.lines):
        yield from _moved(rosette.centre, 2 * math.pi * line / (rosette.waves * rosette.lines), wave)


def _wave(rosette: Rosette) -> str:
    """One closed wave from crest to trough to crest, as Bézier curves with the true tangents at their ends."""
    steps = rosette.waves * CURVES_PER_WAVE
    stride = 2 * math.pi / steps
    parts = [f"{_at(rosette.point(0))} m"]
    for step in range(steps):
        start, end = stride * step, stride * (step + 1)
        first = _along(rosette.point(start), rosette.tangent(start), stride / 3)
        last = rosette.point(end)
        second = _along(last, rosette.tangent(end), -stride / 3)
        parts.append(f"{_at(first)} {_at(second)} {_at(last)} c")
    return " ".join(parts)


def _strip(box: Box) -> Iterable[str]:
    """Batik kawung: four petals around each crossing."""
    yield from _filled(box, layout.DEEP)
    yield "q"
    yield f"{_rectangle(box)} W n"
    yield f"{_rgb(layout.BATIK)} rg"
    cell = f"{_kawung(KAWUNG_PETAL_MM)} f"
    rows, columns = math.ceil(box.height / KAWUNG_CELL_MM), math.ceil(box.width / KAWUNG_CELL_MM)
    top = box.top + (box.height - rows * KAWUNG_CELL_MM) / 2
    left = box.left + (box.width - columns * KAWUNG_CELL_MM) / 2
    for row in range(rows):
        for column in range(columns):
            centre = (left + (column + 0.5) * KAWUNG_CELL_MM, top + (row + 0.5) * KAWUNG_CELL_MM)
            yield from _moved(centre, 0, cell)
    yield "Q"


def _kawung(length: float) -> str:
    return " ".join(_petal(QUARTER / 2 + quarter * QUARTER, length) for quarter in range(4))


def _petal(angle: float, length: float) -> str:
    """A leaf of two curves, from near the origin outwards."""
    start, end = _polar(ORIGIN, angle, length * 0.10), _polar(ORIGIN, angle, length * 0.97)
    bulge = length * 0.42
    path = [f"{_at(start)} m"]
    for side, (origin, target) in ((1, (start, end)), (-1, (end, start))):
        away = angle + side * QUARTER
        first = _polar(_between(origin, target, 0.25), away, bulge)
        second = _polar(_between(origin, target, 0.75), away, bulge)
        path.append(f"{_at(first)} {_at(second)} {_at(target)} c")
    return " ".join(path)


def _moved(centre: Point, turn: float, painting: str) -> Iterable[str]:
    """`painting`, made around the origin, turned and set around `centre`."""
    cosine, sine = math.cos(turn), math.sin(turn)
    yield f"q {cosine:.5f} {-sine:.5f} {sine:.5f} {cosine:.5f} {_at(centre)} cm"
    yield f"{painting} Q"


def _filled(box: Box, colour: Colour) -> Iterable[str]:
    yield f"{_rgb(colour)} rg {_rectangle(box)} f"


def _rectangle(box: Box) -> str:
    width, height = box.width * POINTS_PER_MM, box.height * POINTS_PER_MM
    return f"{_at((box.left, box.bottom))} {width:.2f} {height:.2f} re"


def _shrunk(box: Box, margin: float) -> Box:
    return Box(box.left + margin, box.top + margin, box.width - 2 * margin, box.height - 2 * margin)


def _polar(centre: Point, angle: float, distance: float) -> Point:
    return centre[0] + distance * math.cos(angle), centre[1] + distance * math.sin(angle)


def _along(start: Point, tangent: Point, part: float) -> Point:
    return start[0] + tangent[0] * part, start[1] + tangent[1] * part


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _at(point: Point) -> str:
    """Millimetres downwards as PDF's points upwards."""
    return f"{point[0] * POINTS_PER_MM:.2f} {-point[1] * POINTS_PER_MM:.2f}"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)
