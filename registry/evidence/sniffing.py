"""What can be said of a file without opening it: its size, its checksum and its first bytes."""

from __future__ import annotations

import hashlib
import hmac

from registry.evidence.records import AttachmentProblem, FileType

LARGEST_BYTES = 10 * 1024 * 1024
_MAGIC = (
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"%PDF-", FileType.PDF),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def sniff(content: bytes, sha256: str | None = None) -> FileType | AttachmentProblem:
    """The type that the first bytes claim, or why the file is none; `sha256`: announced hex digest, if any."""
    if not content:
        return AttachmentProblem.EMPTY
    if len(content) > LARGEST_BYTES:
        return AttachmentProblem.TOO_LARGE
    announced = (sha256 or "").lower().encode()
    if announced and not hmac.compare_digest(hashlib.sha256(content).hexdigest().encode(), announced):
        return AttachmentProblem.DAMAGED
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileType.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return FileType.HEIF
    found = (file_type for magic, file_type in _MAGIC if content.startswith(magic))
    return next(found, AttachmentProblem.UNKNOWN_TYPE)
