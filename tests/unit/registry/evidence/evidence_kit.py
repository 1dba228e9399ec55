"""Photos and PDF files as citizens send them, good and bad, made on the spot."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from registry.evidence import images  # noqa: F401 - Pillow learns to write HEIF

RED, BLUE = (200, 30, 30), (30, 30, 200)
PLACE = "-6.2088,106.8456"


def picture(width: int = 320, height: int = 200) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def card(file_format: str, image: Image.Image | None = None, **options: Any) -> bytes:
    written = BytesIO()
    (image or picture()).save(written, file_format, **options)
    return written.getvalue()


def with_place(orientation: int = 1) -> Image.Exif:
    """Metadata as a phone writes it: model, place, orientation, remark."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = orientation, "PhoneMaker", PLACE
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (6.0, 12.0, 31.0), "E", (106.0, 50.0, 44.0)
    return exif


def moving(file_format: str) -> bytes:
    return card(file_format, save_all=True, append_images=[Image.new("RGB", (320, 200), BLUE)], duration=100)


def png_bomb(width: int, height: int) -> bytes:
    """A few kilobytes that claim `width` × `height` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def document(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 300)
    return writer


def pdf(writer: PdfWriter | None = None) -> bytes:
    written = BytesIO()
    (writer or document()).write(written)
    return written.getvalue()


def pdf_with_stream(data: bytes, filters: str | list[str], **more: int) -> bytes:
    """A page whose content is `data`, packed as `filters` say."""
    writer, stream = document(), StreamObject()
    stream.set_data(data)
    names = [f"/{name}" for name in ([filters] if isinstance(filters, str) else filters)]
    stream[NameObject("/Filter")] = ArrayObject(NameObject(name) for name in names)
    stream |= {NameObject(f"/{key}"): NumberObject(value) for key, value in more.items()}
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    return pdf(writer)


def pdf_with_action(action: str) -> bytes:
    """A document that does something when it is opened."""
    writer = document()
    entry = DictionaryObject({NameObject("/S"): NameObject(action)})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(entry)
    return pdf(writer)
