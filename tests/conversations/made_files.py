"""Files for `photo` steps that are too large to be kept beside the cases: made when a case first sends them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from settings import ROOT

FILES = ROOT / "tests" / "conversations" / "files"
MADE = FILES / "made"
MEGABYTE = 1024 * 1024


def at_hand(path: str) -> Path:
    """The file at `path`, counted from the project folder, which exists from now on if it is one of ours."""
    file = ROOT / path
    if file.parent == MADE and file.name in MAKERS and not file.exists():
        MADE.mkdir(exist_ok=True)
        file.write_bytes(MAKERS[file.name]())
    return file


def _photo_of_40_mb() -> bytes:
    photo = (FILES / "kartu-vaksin.jpg").read_bytes()
    return photo + bytes(40 * MEGABYTE - len(photo))


def _pdf_bomb() -> bytes:
    """A page of some kilobytes that unpacks to twice what is read of any file."""
    writer, content = PdfWriter(), StreamObject()
    packer = zlib.compressobj(9)
    content.set_data(b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(128)) + packer.flush())
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    page = writer.add_blank_page(200, 300)
    page[NameObject("/Contents")] = writer._add_object(content)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


MAKERS: dict[str, Callable[[], bytes]] = {
    "foto-40-mb.jpg": _photo_of_40_mb,
    "kartu-vaksin-mengembang.pdf": _pdf_bomb,
}
