"""Files that went through Graph: uploaded by the business or photographed by a citizen."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from clock import Clock
from simulator.graph_errors import GraphError

KEPT = timedelta(days=30)
URL_LASTS = timedelta(minutes=5)
MEMORY_BYTES = 256 * 1024 * 1024  # the oldest files go first

MEGABYTE = 1024 * 1024
IMAGE_TYPES = frozenset({"image/jpeg", "image/png"})
AUDIO_TYPES = frozenset({"audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg"})
VIDEO_TYPES = frozenset({"video/mp4", "video/3gpp"})
STICKER_TYPES = frozenset({"image/webp"})
DOCUMENT_TYPES = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "text/plain",
    }
)
LARGEST_PHOTO, LARGEST_DOCUMENT = 5 * MEGABYTE, 100 * MEGABYTE
SIZE_LIMITS = (
    (IMAGE_TYPES, LARGEST_PHOTO),
    (AUDIO_TYPES, 16 * MEGABYTE),
    (VIDEO_TYPES, 16 * MEGABYTE),
    (STICKER_TYPES, 500 * 1024),
    (DOCUMENT_TYPES, LARGEST_DOCUMENT),
)


@dataclass(frozen=True)
class MediaFile:
    id: str
    filename: str
    mime_type: str
    content: bytes
    stored_at: datetime

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def path(self, filename: str = "") -> str:
        """Where a citizen opens the file; a name after the id, as browsers show it."""
        return f"/sim/media/{self.id}/{quote(filename or self.filename, safe='')}"


def plain_type(mime_type: str) -> str:
    """`audio/ogg; codecs=opus` → `audio/ogg`."""
    return mime_type.partition(";")[0].strip().lower()


class MediaStore:
    def __init__(self, clock: Clock, memory_bytes: int = MEMORY_BYTES) -> None:
        self._clock = clock
        self._memory_bytes = memory_bytes
        self._held = 0
        self._files: OrderedDict[str, MediaFile] = OrderedDict()
        self._url_key = secrets.token_bytes(32)

    def store(self, content: bytes, mime_type: str, filename: str, *, by_citizen: bool = False) -> MediaFile:
        """Raises GraphError on a type or size Meta refuses; citizens may send a picture of any size as a document."""
        mime_type = plain_type(mime_type)
        limit = next((limit for types, limit in SIZE_LIMITS if mime_type in types), None)
        if by_citizen and mime_type in IMAGE_TYPES:
            limit = LARGEST_DOCUMENT
        if limit is None:
            raise GraphError(
                100, message=f"(#100) Param file must be a file with one of the supported types, not {mime_type}."
            )
        if not content:
            raise GraphError(131053, "The file is empty")
        if len(content) > limit:
            raise GraphError(131053, f"The file is larger than the {limit} bytes allowed for {mime_type}")
        file = MediaFile(_fresh_id(), filename or "file", mime_type, content, self._clock.now())
        self._files[file.id] = file
        self._held += file.size
        while self._held > self._memory_bytes and len(self._files) > 1:
            self._forget(next(iter(self._files)))
        return file

    def find(self, media_id: str) -> MediaFile | None:
        file = self._files.get(media_id)
        if file is not None and self._clock.now() - file.stored_at > KEPT:
            self._forget(media_id)
            return None
        return file

    def delete(self, media_id: str) -> bool:
        if self.find(media_id) is None:
            return False
        self._forget(media_id)
        return True

    def url_query(self, media_id: str) -> str:
        """The signed, expiring part of a download url."""
        expires = int((self._clock.now() + URL_LASTS).timestamp())
        return f"mid={media_id}&ext={expires}&hash={self._sign(media_id, str(expires))}"

    def url_is_good(self, media_id: str, expires: str, signature: str) -> bool:
        if not hmac.compare_digest(self._sign(media_id, expires).encode(), signature.encode()):
            return False
        return self._clock.now().timestamp() < int(expires)

    def _sign(self, media_id: str, expires: str) -> str:
        return hmac.new(self._url_key, f"{media_id}/{expires}".encode(), hashlib.sha256).hexdigest()[:32]

    def _forget(self, media_id: str) -> None:
        self._held -= self._files.pop(media_id).size


def _fresh_id() -> str:
    return str(secrets.randbelow(9 * 10**14) + 10**14)
