"""What may come of a file that a citizen sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class AttachmentProblem(str, Enum):
    """Why a file is not kept; each has the response utter_photo_<value>."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # more than 10 MB
    UNKNOWN_TYPE = "unknown_type"  # no photo and no PDF
    DAMAGED = "damaged"  # not the bytes that were announced
    UNREADABLE = "unreadable"  # begins as a photo or PDF, but does not open, or not in time
    TOO_MANY_PIXELS = "too_many_pixels"  # no camera's photo, or a decompression bomb
    MOVING = "moving"  # more than one picture after another
    PDF_LOCKED = "pdf_locked"  # encrypted
    PDF_TOO_LONG = "pdf_too_long"  # too many pages
    PDF_NOT_PLAIN = "pdf_not_plain"  # holds programs, files, films, forms with programs, or unpacks to too much
    TOO_MANY = "too_many"  # the case has ten already
    UNKNOWN_CASE = "unknown_case"  # no such case, or another's
    CASE_CLOSED = "case_closed"


class FileType(str, Enum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIF = "image/heif"
    PDF = "application/pdf"


@dataclass(frozen=True)
class Evidence:
    """A file as it is kept."""

    file_type: FileType
    content: bytes = field(repr=False)
