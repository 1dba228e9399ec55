from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timezone

import pypdf
import pytest

from certificates.records import CertificateFacts, Standing
from certificates.service import CertificateService

NIK = "3273015705900001"
FACTS = CertificateFacts(
    number="KV-2022-01-000000001",
    full_name="Siti Nurhaliza",
    masked_nik=NIK,  # a source that forgot to mask it
    birth_date=date(1990, 5, 17),
    vaccine="CoronaVac (Sinovac)",
    dose=2,
    batch="202108-1234B",
    date=date(2022, 1, 27),
    facility="Puskesmas Cibeunying Kaler",
    issued_on=date(2022, 1, 29),
)


class FakeSource:
    def __init__(self, certificates: dict[str, CertificateFacts]) -> None:
        self.certificates = certificates

    def content(self, certificate_id: str) -> CertificateFacts | None:
        return self.certificates.get(certificate_id)


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2022, 1, 31, 2, 0, tzinfo=timezone.utc)


def service(**certificates: CertificateFacts) -> CertificateService:
    return CertificateService(FakeSource(certificates), "https://sertifikat.example.id/", StoppedClock())


def text_of(pdf: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_valid_certificate_becomes_a_named_pdf() -> None:
    document = service(abc=FACTS).document("abc")
    assert document is not None
    assert document.filename == "Sertifikat-Vaksin-Dosis-2.pdf"
    assert document.mime_type == "application/pdf"
    assert document.content.startswith(b"%PDF-")


def test_the_page_shows_the_masked_nik_and_the_address_of_its_verification() -> None:
    document = service(abc=FACTS).document("abc")
    assert document is not None
    text = text_of(document.content)
    assert "3273********0001" in text
    assert NIK not in text
    assert "https://sertifikat.example.id/v/abc" in text


def test_a_corrected_name_shows_at_once() -> None:
    source = FakeSource({"abc": FACTS})
    certificates = CertificateService(source, "https://sertifikat.example.id", StoppedClock())
    certificates.document("abc")
    source.certificates["abc"] = replace(FACTS, full_name="Siti Nurhaliza Putri")
    document = certificates.document("abc")
    assert document is not None
    assert "Siti Nurhaliza Putri" in text_of(document.content)


@pytest.mark.parametrize("standing", [Standing.SUPERSEDED, Standing.REVOKED])
def test_a_certificate_that_lost_its_standing_is_not_handed_out(standing: Standing) -> None:
    assert service(abc=replace(FACTS, standing=standing)).document("abc") is None


def test_an_unknown_certificate_is_neither_a_document_nor_a_status() -> None:
    assert service().document("abc") is None
    assert service().status("abc") is None


@pytest.mark.parametrize("standing", list(Standing))
def test_the_status_tells_the_standing_and_masks_the_name(standing: Standing) -> None:
    status = service(abc=replace(FACTS, standing=standing)).status("abc")
    assert status is not None
    assert status.standing is standing
    assert status.masked_name == "S••• N••••••••"
    assert NIK not in repr(status)


def test_no_record_shows_the_person_in_a_traceback() -> None:
    assert NIK not in repr(FACTS)
    assert "Siti" not in repr(FACTS)
