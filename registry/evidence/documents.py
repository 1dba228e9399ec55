"""PDF files: only plain ones, of which the pages are written anew.

Checked, in everything a viewer can reach: not encrypted, at most 10 pages and 20,000 objects, no script, no action that
starts, sends or fetches something, no embedded file, film, sound, 3D scene or XFA form, only compressions whose
unpacked size is known to stay within 64 MB together, images within the limits of photos.
Left out when written anew: annotations, links, forms, outlines, metadata, earlier revisions, bytes after the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from registry.evidence.images import MOST_PIXELS, MOST_PIXELS_A_SIDE
from registry.evidence.records import AttachmentProblem, Evidence, FileType
from registry.evidence.sniffing import LARGEST_BYTES

MOST_PAGES = 10
MOST_OBJECTS = 20_000
MOST_UNPACKED_BYTES = 64 * 1024 * 1024  # together; pypdf itself stops at 75 MB in one stream

_FORBIDDEN_KEYS = frozenset({"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/3DD"})
_FORBIDDEN_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Sound", "/Movie"}
)
_UNPACKED = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
_TEXTUAL = frozenset({"/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"})
_PICTURES = frozenset({"/DCTDecode", "/DCT", "/CCITTFaxDecode", "/CCF"})
_NOT_WRITTEN = ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/StructParents", "/B")


class _NotPlain(Exception):
    """The file holds what a photographed document has no need of."""


def clean_document(content: bytes) -> Evidence | AttachmentProblem:
    """The pages of a plain PDF, or why it is not kept. Never raises for what `content` holds."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            return AttachmentProblem.PDF_LOCKED
        _check(reader.trailer)
        pages = len(reader.pages)
        if not 0 < pages <= MOST_PAGES:
            return AttachmentProblem.PDF_TOO_LONG if pages else AttachmentProblem.UNREADABLE
        return _write_anew(reader)
    except (_NotPlain, LimitReachedError, MemoryError, RecursionError):
        return AttachmentProblem.PDF_NOT_PLAIN
    except Exception:  # the parser raises nearly anything on bytes that were made up
        return AttachmentProblem.UNREADABLE


def _write_anew(reader: PdfReader) -> Evidence | AttachmentProblem:
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=_NOT_WRITTEN)
    written = BytesIO()
    writer.write(written)
    if written.tell() > LARGEST_BYTES:
        return AttachmentProblem.TOO_LARGE
    return Evidence(FileType.PDF, written.getvalue())


def _check(trailer: DictionaryObject) -> None:
    """Raises _NotPlain at the first object that must not be there."""
    unpacked = 0
    for each in _reachable(trailer):
        if _FORBIDDEN_KEYS & each.keys() or str(_at(each, "/S")) in _FORBIDDEN_ACTIONS:
            raise _NotPlain
        if isinstance(each, StreamObject):
            unpacked += _unpacked_size(each)
        if unpacked > MOST_UNPACKED_BYTES:
            raise _NotPlain


def _reachable(trailer: DictionaryObject) -> Iterator[DictionaryObject]:
    """Every dictionary and stream, each once, without recursion; raises _NotPlain when there are too many objects."""
    waiting: list[Any] = [trailer]
    met: set[int] = set()  # numbers of indirect objects
    objects = 0
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in met:
                continue
            met.add(found.idnum)
            found = found.get_object()
        objects += 1
        if objects > MOST_OBJECTS:
            raise _NotPlain
        if isinstance(found, DictionaryObject):
            yield found
            waiting += [value for value in found.values() if _holds_more(value)]
        elif isinstance(found, ArrayObject):
            waiting += [value for value in found if _holds_more(value)]


def _holds_more(value: Any) -> bool:
    return isinstance(value, (IndirectObject, DictionaryObject, ArrayObject))


def _unpacked_size(stream: StreamObject) -> int:
    """Bytes, pictures apart. Raises _NotPlain for unknown compressions and huge pictures."""
    width, height = (_at(stream, key) or 0 for key in ("/Width", "/Height"))
    if max(width, height) > MOST_PIXELS_A_SIDE or width * height > MOST_PIXELS:
        raise _NotPlain
    named = _at(stream, "/Filter")
    used = (
        [str(each.get_object()) for each in named] if isinstance(named, ArrayObject) else [str(named)] if named else []
    )
    if used and used[-1] in _PICTURES:
        packed = set(used[:-1]) - _TEXTUAL  # a picture within another compression would have to be unpacked to be known
        if packed:
            raise _NotPlain
        return 0
    if not set(used) <= _UNPACKED | _TEXTUAL:
        raise _NotPlain
    return len(stream.get_data())


def _at(dictionary: DictionaryObject, key: str) -> Any:
    """The value itself, also when the file only refers to it."""
    value: Any = dictionary.raw_get(key) if key in dictionary else None
    return value.get_object() if isinstance(value, IndirectObject) else value
