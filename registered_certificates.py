"""The registry's certificates as their service and the channel see them."""

from __future__ import annotations

import asyncio

from certificates.records import CertificateFacts, Document, Standing
from certificates.service import CertificateService
from clock import WIB
from registry.service import RegistryService


class RegisteredCertificates:
    """The registry as the certificates see it."""

    def __init__(self, registry: RegistryService) -> None:
        self._registry = registry

    def content(self, certificate_id: str) -> CertificateFacts | None:
        record = self._registry.certificate(certificate_id)
        if record is None:
            return None
        standing = Standing.VALID
        if record.revoked:
            standing = Standing.REVOKED
        elif record.superseded:
            standing = Standing.SUPERSEDED
        return CertificateFacts(
            number=record.number,
            full_name=record.full_name,
            masked_nik=record.masked_nik,
            birth_date=record.birth_date,
            vaccine=record.vaccine,
            dose=record.dose,
            batch=record.batch,
            date=record.date,
            facility=record.facility,
            issued_on=record.issued_at.astimezone(WIB).date(),
            standing=standing,
        )


class RegisteredDocuments:
    """Certificates as the channel sees them: bytes behind an opaque reference, drawn off the event loop."""

    def __init__(self, certificates: CertificateService) -> None:
        self._certificates = certificates

    async def fetch(self, reference: str) -> Document | None:
        return await asyncio.to_thread(self._certificates.document, reference)
