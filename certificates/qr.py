"""QR symbols for the page (ISO/IEC 18004)."""

from __future__ import annotations

import segno
from PIL import Image

# Any mask reads; trying all eight costs four times as much.
MASK = 3
QUIET_MODULES = 4
PIXELS_PER_MODULE = 4


def qr_image(text: str, *, error_correction: str = "m") -> tuple[Image.Image, float]:
    """`text` as a black-on-white image, and how much of its side the quiet zone takes at each end (0 to 1).

    Raises segno.DataOverflowError when the text is too long for any symbol.
    """
    symbol = segno.make_qr(text, error=error_correction, mask=MASK, boost_error=False)
    rows = [bytes(0 if dark else 255 for dark in row) for row in symbol.matrix]
    side = len(rows)
    modules = Image.frombytes("L", (side, side), b"".join(rows))
    framed = Image.new("L", (side + 2 * QUIET_MODULES,) * 2, 255)
    framed.paste(modules, (QUIET_MODULES, QUIET_MODULES))
    pixels = framed.width * PIXELS_PER_MODULE
    return framed.resize((pixels, pixels), Image.Resampling.NEAREST), QUIET_MODULES / framed.width
