from __future__ import annotations

from datetime import date

import pytest

from certificates.records import CertificateContent

URL = "https://sertifikat.example.id/v/4f6c1b5a9d3e4c82b7a05e6f1c2d3b4a"


@pytest.fixture
def content() -> CertificateContent:
    return CertificateContent(
        number="KV-2022-01-000000001",
        full_name="Siti Nurhaliza Rahmawati",
        masked_nik="3273********0001",
        birth_date=date(1990, 5, 17),
        vaccine="CoronaVac (Sinovac)",
        dose=2,
        batch="202108-1234B",
        date=date(2022, 1, 27),
        facility="Puskesmas Cibeunying Kaler",
        issued_on=date(2022, 1, 29),
        verification_url=URL,
    )
