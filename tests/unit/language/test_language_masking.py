from __future__ import annotations

import pytest

from language.identifiers import find_identifiers
from language.masking import classifier_text, gives_only_identifiers


def test_the_classifier_never_sees_a_number_or_a_name() -> None:
    text = "nama sy Siti Aminah nik 3273012301900001 hp 081234567890 kode 482913 mau donlot sertif"
    masked = classifier_text(text, find_identifiers(text))
    assert masked == "nama saya __name__ nik __nik__ hp __phone__ kode __code__ mau download sertifikat"


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "ini nomor hp saya ya kak 081234567890",
        "eh salah, nomornya 0812 3456 7890",
        "NIK: 3273012301900001",
        "kodenya 482 913 kak",
        "48291",
        "Siti Aminah",
        "nama saya Siti Aminah",
        "vaksin kedua",
        "Siti Aminah 3273012301900001",
        "LP-240131-AB12",
    ],
)
def test_identifiers_and_nothing_else(text: str) -> None:
    assert gives_only_identifiers(text, find_identifiers(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "halo",
        "mau download sertifikat dosis 2",
        "sertifikat 2",
        "ganti nomor 081234567890",
        "nama saya salah harusnya Siti Aminah",
        "nomor saya 081234567890 hilang",
        "Xylo Kwarteng",
        "cek laporan LP-240131-AB12",
        "sugeng enjing",
    ],
)
def test_more_than_identifiers(text: str) -> None:
    assert not gives_only_identifiers(text, find_identifiers(text))
