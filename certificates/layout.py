"""Where things stand on the page and in which colours. Lengths in mm from the top left, type sizes in points."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_WIDTH = 210.0
PAGE_HEIGHT = 297.0

Colour = tuple[int, int, int]

INK: Colour = (20, 45, 44)
MUTED: Colour = (92, 116, 113)
DEEP: Colour = (9, 84, 79)
TEAL: Colour = (0, 126, 118)
BATIK: Colour = (18, 102, 96)
WHITE: Colour = (255, 255, 255)
MIST: Colour = (190, 222, 217)
TINT: Colour = (240, 247, 245)
LINE: Colour = (205, 225, 221)
WATERMARK: Colour = (222, 238, 234)
LIME: Colour = (183, 203, 62)


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2


@dataclass(frozen=True)
class Type:
    """How a text may be set: from `size` down to `smallest`, on at most `lines` lines of `width`."""

    size: float
    smallest: float
    width: float
    lines: int = 1
    bold: bool = False
    colour: Colour = INK
    leading: float = 1.22


LEFT = 22.0
RIGHT = PAGE_WIDTH - LEFT
WIDTH = RIGHT - LEFT

TOP_STRIP = Box(0, 0, PAGE_WIDTH, 13)
BOTTOM_STRIP = Box(0, PAGE_HEIGHT - 8, PAGE_WIDTH, 8)
ACCENT = Box(LEFT, 66, 20, 1.1)
DOSE_TILE = Box(LEFT, 132, 45, 62)
PANEL = Box(LEFT, DOSE_TILE.top, WIDTH, DOSE_TILE.height)

# Two columns run through the page: the first as wide as the dose tile and the field for the signed QR.
SECOND_COLUMN = DOSE_TILE.right + 9
THIRD_COLUMN = SECOND_COLUMN + 58
FACTS_WIDTH = PANEL.right - 7 - SECOND_COLUMN

WATERMARK_CENTRE = (176.0, 62.0)
WATERMARK_RADIUS = 62.0

# The field for the signed QR (up to version 19, 93 modules, with its quiet zone): until certificates are signed it
# holds the seal, so that the page is complete either way.
SIGNED_QR_FIELD = Box(LEFT, 231, 45, 45)
LINK_QR_SIDE = 30.0
LINK_QR_TOP = 231.0
ISSUE_WIDTH = RIGHT - LINK_QR_SIDE - 6 - SECOND_COLUMN

CAPITALS_SPACING = 0.9
LABEL_SIZE = 7.6
