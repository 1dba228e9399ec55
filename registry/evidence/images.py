"""Photos written anew as upright JPEG: pixels stay, everything hidden beside them (place, device, profile) goes."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from registry.evidence.records import AttachmentProblem, Evidence, FileType

LONGEST_SIDE = 2400  # pixels; the small print of a card photographed whole stays legible
QUALITY = 85
MOST_PIXELS = 64_000_000  # phones sell 50 megapixels; files of 100 and more exceed 10 MB anyway
MOST_PIXELS_A_SIDE = 20_000

_FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP", FileType.HEIF: "HEIF"}
_MOVING = frozenset(
    {FileType.PNG, FileType.WEBP}
)  # JPEG and HEIF files hold a preview or a depth map as second picture

register_heif_opener()


def clean_image(content: bytes, claimed: FileType) -> Evidence | AttachmentProblem:
    """The photo as JPEG, or why it is none. Never raises for what `content` holds."""
    try:
        with Image.open(BytesIO(content), formats=[_FORMATS[claimed]]) as image:
            if max(image.size) > MOST_PIXELS_A_SIDE or image.width * image.height > MOST_PIXELS:
                return AttachmentProblem.TOO_MANY_PIXELS
            if claimed in _MOVING and getattr(image, "n_frames", 1) > 1:
                return AttachmentProblem.MOVING
            return Evidence(FileType.JPEG, _write_anew(image))
    except (Image.DecompressionBombError, MemoryError):
        return AttachmentProblem.TOO_MANY_PIXELS
    except Exception:  # decoders raise nearly anything on bytes that were made up
        return AttachmentProblem.UNREADABLE


def _write_anew(image: Image.Image) -> bytes:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG is decoded at the size needed, which spares memory
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits of grey, as scanners write
        upright = upright.point(lambda value: value / 256).convert("L")
    elif upright.mode not in ("RGB", "L", "CMYK"):
        upright = upright.convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    pixels = Image.new("RGB", upright.size, "white")  # a picture of its own has no metadata to inherit
    pixels.paste(upright.convert("RGB"), mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    written = BytesIO()
    pixels.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
