"""Certificates as documents and as answers to whoever scanned one."""

from __future__ import annotations

from certificates.labels import FILENAME
from certificates.masking import mask_name, mask_nik
from certificates.ports import CertificateSource
from certificates.records import (
    PDF,
    CertificateContent,
    CertificateFacts,
    CertificateStatus,
    Document,
    Standing,
)
from certificates.render import render
from clock import Clock


class CertificateService:
    """Draws a certificate anew at every call: a corrected name shows at once, and no copy lies about."""

    def __init__(self, source: CertificateSource, portal_url: str, clock: Clock) -> None:
        self._source = source
        self._portal_url = portal_url.rstrip("/")
        self._clock = clock

    def document(self, certificate_id: str) -> Document | None:
        """The certificate as PDF; None when it is unknown, superseded or revoked. Takes some 50 ms of CPU."""
        facts = self._source.content(certificate_id)
        if facts is None or facts.standing is not Standing.VALID:
            return None
        content = self._printed(facts, certificate_id)
        pdf = render(content, created_at=self._clock.now())
        return Document(self.filename(facts.dose), PDF, pdf)

    @staticmethod
    def filename(dose: int) -> str:
        """What the file is called in the citizen's chat."""
        return FILENAME.format(dose=dose)

    def status(self, certificate_id: str) -> CertificateStatus | None:
        """What the verification page tells; None when there is no such certificate."""
        facts = self._source.content(certificate_id)
        if facts is None:
            return None
        return CertificateStatus(
            standing=facts.standing,
            number=facts.number,
            masked_name=mask_name(facts.full_name),
            vaccine=facts.vaccine,
            dose=facts.dose,
            date=facts.date,
            issued_on=facts.issued_on,
        )

    def _printed(self, facts: CertificateFacts, certificate_id: str) -> CertificateContent:
        return CertificateContent(
            number=facts.number,
            full_name=facts.full_name,
            masked_nik=mask_nik(facts.masked_nik),
            birth_date=facts.birth_date,
            vaccine=facts.vaccine,
            dose=facts.dose,
            batch=facts.batch,
            date=facts.date,
            facility=facts.facility,
            issued_on=facts.issued_on,
            verification_url=f"{self._portal_url}/v/{certificate_id}",
        )
