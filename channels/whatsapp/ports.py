"""What the channel needs from the rest of the product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from channels.whatsapp.records import Notice


class Document(Protocol):
    """A file ready to be sent."""

    @property
    def filename(self) -> str: ...

    @property
    def mime_type(self) -> str: ...

    @property
    def content(self) -> bytes: ...


class DocumentSource(Protocol):
    async def fetch(self, reference: str) -> Document | None:
        """The document behind an opaque reference; None when it does not exist or may not be shown any more."""


class NoticeSource(Protocol):
    """Where news for citizens waits until the channel has it. Both calls block."""

    def waiting(self, limit: int) -> Sequence[Notice]:
        """Oldest first; what was not reported as sent comes again."""

    def sent(self, notice_id: str) -> None:
        """The channel has it for good. Harmless when repeated."""
