"""What the sender needs from the rest of the product."""

from __future__ import annotations

from typing import Protocol


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
