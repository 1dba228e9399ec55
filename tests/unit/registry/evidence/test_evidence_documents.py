"""PDF files: plain ones are kept, page by page; the others are not."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from evidence_kit import card, document, pdf, pdf_with_action, pdf_with_stream
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.annotations import Link

from registry.evidence.cleaning import clean
from registry.evidence.documents import MOST_PAGES
from registry.evidence.records import AttachmentProblem, Evidence, FileType

Problem = AttachmentProblem


def encrypted() -> bytes:
    writer = document()
    writer.encrypt("secret")
    return pdf(writer)


def with_file() -> bytes:
    writer = document()
    writer.add_attachment("tool.exe", b"MZ")
    return pdf(writer)


def packed(times: int, size: int) -> bytes:
    """`size` zeros packed so often: a file that unpacks to packed files."""
    content = bytes(size)
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def test_the_pages_of_a_plain_pdf_are_kept_and_nothing_beside_them() -> None:
    writer = document(pages=2)
    writer.add_metadata({"/Author": "Someone", "/Subject": "hidden"})
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://elsewhere.example"))
    outcome = clean(pdf(writer) + b"PK\x03\x04 behind the end")
    assert isinstance(outcome, Evidence)
    assert outcome.file_type is FileType.PDF
    assert len(PdfReader(BytesIO(outcome.content)).pages) == 2
    for trace in (b"Someone", b"hidden", b"elsewhere", b"behind the end"):
        assert trace not in outcome.content


def test_what_is_written_and_pictured_on_a_page_stays() -> None:
    text = b"BT /F1 12 Tf 9 9 Td (card) Tj ET"
    outcome = clean(pdf_with_stream(zlib.compress(text), "FlateDecode"))
    assert isinstance(outcome, Evidence)
    assert PdfReader(BytesIO(outcome.content)).pages[0].get_contents().get_data().strip() == text
    assert isinstance(clean(pdf_with_stream(card("JPEG"), "DCTDecode", Width=320, Height=200)), Evidence)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (encrypted(), Problem.PDF_LOCKED),
        (pdf(document(MOST_PAGES + 1)), Problem.PDF_TOO_LONG),
        (pdf_with_action("/JavaScript"), Problem.PDF_NOT_PLAIN),
        (with_file(), Problem.PDF_NOT_PLAIN),
        (pdf_with_action("/Launch"), Problem.PDF_NOT_PLAIN),
        (pdf_with_action("/SubmitForm"), Problem.PDF_NOT_PLAIN),
        (pdf_with_stream(packed(1, 90_000_000), "FlateDecode"), Problem.PDF_NOT_PLAIN),
        (pdf_with_stream(packed(2, 90_000_000), ["FlateDecode"] * 2), Problem.PDF_NOT_PLAIN),
        (pdf_with_stream(b"..", "JBIG2Decode"), Problem.PDF_NOT_PLAIN),
        (pdf_with_stream(card("JPEG"), "DCTDecode", Width=60_000, Height=60_000), Problem.PDF_NOT_PLAIN),
        (pdf_with_stream(zlib.compress(card("JPEG")), ["FlateDecode", "DCTDecode"]), Problem.PDF_NOT_PLAIN),
        (pdf()[: len(pdf()) // 3], Problem.UNREADABLE),
        (b"%PDF-1.7 <html>", Problem.UNREADABLE),
    ],
    ids=[
        "encrypted",
        "eleven pages",
        "script",
        "embedded file",
        "starts a program",
        "sends a form",
        "bomb",
        "bomb in a bomb",
        "compression with unknown size",
        "huge picture",
        "packed picture",
        "truncated",
        "page",
    ],
)
def test_other_pdf_files_are_refused(content: bytes, problem: AttachmentProblem) -> None:
    assert clean(content) is problem


@given(st.data())
def test_a_damaged_pdf_is_refused_or_opens_again(data: st.DataObject) -> None:
    whole = pdf()
    place = data.draw(st.integers(5, len(whole) - 1))
    inserted = data.draw(st.binary(min_size=1, max_size=8))
    outcome = clean(whole[:place] + inserted + whole[place + len(inserted) :])
    assert isinstance(outcome, AttachmentProblem) or len(PdfReader(BytesIO(outcome.content)).pages) == 1
