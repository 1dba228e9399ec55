"""Photos: what is kept of them, and which are none."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from evidence_kit import BLUE, PLACE, RED, card, moving, picture, png_bomb, with_place
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from registry.evidence.cleaning import clean
from registry.evidence.images import LONGEST_SIDE
from registry.evidence.records import AttachmentProblem, Evidence, FileType
from registry.evidence.sniffing import LARGEST_BYTES

Problem = AttachmentProblem


def kept(content: bytes) -> Image.Image:
    outcome = clean(content)
    assert isinstance(outcome, Evidence), outcome
    assert outcome.file_type is FileType.JPEG
    image = Image.open(BytesIO(outcome.content))
    image.load()
    return image


def close(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    pixel = image.getpixel(place)
    return all(abs(is_ - should) < 30 for is_, should in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_of_every_kind_becomes_jpeg_with_the_same_pixels(file_format: str) -> None:
    image = kept(card(file_format))
    assert (image.format, image.size) == ("JPEG", (320, 200))
    assert close(image, (10, 100), RED)
    assert close(image, (310, 100), BLUE)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_hidden_is_kept(file_format: str) -> None:
    sent = card(file_format, exif=with_place(), icc_profile=b"a profile " + PLACE.encode())
    assert PLACE.encode() in sent
    outcome = clean(sent)
    assert isinstance(outcome, Evidence)
    image = Image.open(BytesIO(outcome.content))
    assert not image.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()
    assert not [trace for trace in (PLACE, "PhoneMaker", "Exif") if trace.encode() in outcome.content]


def test_what_is_appended_to_a_photo_is_gone() -> None:
    outcome = clean(card("JPEG", comment=b"remark") + b"PK\x03\x04 hidden")
    assert isinstance(outcome, Evidence)
    assert b"hidden" not in outcome.content
    assert b"remark" not in outcome.content


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_sideways_is_kept_upright(file_format: str) -> None:
    image = kept(card(file_format, exif=with_place(orientation=6)))  # to be turned right by 90°
    assert image.size == (200, 320)
    assert close(image, (100, 10), RED)
    assert close(image, (100, 310), BLUE)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG"])
def test_a_large_photo_is_made_smaller(file_format: str) -> None:
    image = kept(card(file_format, picture(6000, 3000)))
    assert image.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_scans_and_screenshots_stay_legible(mode: str) -> None:
    white = Image.new("I;16", (64, 64), 65535) if mode == "I;16" else Image.new("L", (64, 64), 255).convert(mode)
    dark = Image.new("I;16", (64, 64), 0x2000) if mode == "I;16" else Image.new("L", (64, 64), 0).convert(mode)
    assert close(kept(card("PNG", white)), (5, 5), (255, 255, 255))
    assert close(kept(card("PNG", dark)), (5, 5), (32,) * 3 if mode == "I;16" else (0,) * 3)


def test_what_is_transparent_becomes_white() -> None:
    assert close(kept(card("PNG", Image.new("RGBA", (64, 64), (0, 0, 0, 0)))), (5, 5), (255, 255, 255))


def test_a_print_shops_colours_are_converted() -> None:
    assert close(kept(card("JPEG", picture().convert("CMYK"))), (10, 100), RED)


def zipped() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("photo.jpg", card("JPEG"))
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY),
        (card("JPEG") + bytes(40 * 1024 * 1024), Problem.TOO_LARGE),
        (card("JPEG") + bytes(LARGEST_BYTES), Problem.TOO_LARGE),
        (zipped(), Problem.UNKNOWN_TYPE),
        (b"<!DOCTYPE html><script>alert(1)</script>", Problem.UNKNOWN_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Problem.UNKNOWN_TYPE),
        (card("GIF"), Problem.UNKNOWN_TYPE),
        (card("BMP"), Problem.UNKNOWN_TYPE),
        (card("JPEG")[:-300], Problem.UNREADABLE),
        (card("PNG")[:200], Problem.UNREADABLE),
        (card("HEIF")[:-100], Problem.UNREADABLE),
        (b"\xff\xd8\xff\xe0" + zipped(), Problem.UNREADABLE),
        (b"\xff\xd8\xff<script>", Problem.UNREADABLE),
        (png_bomb(60_000, 60_000), Problem.TOO_MANY_PIXELS),
        (png_bomb(9_000, 9_000), Problem.TOO_MANY_PIXELS),
        (png_bomb(25_000, 2), Problem.TOO_MANY_PIXELS),
        (moving("WEBP"), Problem.MOVING),
        (moving("PNG"), Problem.MOVING),
    ],
    ids=[
        "empty",
        "40 MB",
        "11 MB",
        "zip",
        "page",
        "svg",
        "gif",
        "bmp",
        "truncated JPEG",
        "truncated PNG",
        "truncated HEIC",
        "zip behind JPEG bytes",
        "script behind JPEG bytes",
        "bomb",
        "81 megapixels",
        "strip",
        "animated WebP",
        "animated PNG",
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, problem: AttachmentProblem) -> None:
    assert clean(content) is problem


BEGINNINGS = [b"", *(card(name)[:40] for name in ("JPEG", "PNG", "WEBP", "HEIF")), b"%PDF-1.7\n"]
WHOLE = [card(name) for name in ("JPEG", "PNG", "WEBP", "HEIF")]


def opens_again(outcome: Evidence | AttachmentProblem) -> bool:
    if isinstance(outcome, AttachmentProblem):
        return True
    Image.open(BytesIO(outcome.content)).load()
    return outcome.file_type is FileType.JPEG


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(beginning: bytes, rest: bytes) -> None:
    assert opens_again(clean(beginning + rest))


@given(st.sampled_from(WHOLE), st.data())
def test_a_damaged_photo_is_refused_or_opens_again(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    inserted = data.draw(st.binary(min_size=1, max_size=8))
    assert opens_again(clean(whole[:place] + inserted + whole[place + len(inserted) :]))
