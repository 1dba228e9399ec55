"""What the certificates need from the outside."""

from __future__ import annotations

from typing import Protocol

from certificates.records import CertificateFacts


class CertificateSource(Protocol):
    """The registry, seen from here."""

    def content(self, certificate_id: str) -> CertificateFacts | None:
        """The certificate's facts whatever its standing; None when there is no such certificate."""
