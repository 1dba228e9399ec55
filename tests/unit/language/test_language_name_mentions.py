"""Names in the middle of sentences: whose record is meant, and which name is right."""

from __future__ import annotations

import pytest

from language.identifiers import find_identifiers


def names(text: str) -> list[tuple[str, str | None]]:
    return [
        (one.value, one.role) for one in find_identifiers(text) if one.kind == "person_name" and one.confidence >= 0.7
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tolong cek punya bapak saya sutrisno hadi dong", "sutrisno hadi"),
        ("dosis 2 punya siti maesaroh ga ada di aplikasi", "siti maesaroh"),
        ("atas nama TAN MEI LING ya", "TAN MEI LING"),
        ("Horas, saya Togar Sinaga mau ambil sertifikat", "Togar Sinaga"),
        ("nomor di akun Marselina Kogoya minta diganti", "Marselina Kogoya"),
        ("sekarang punya ibu saya ya, Warsinah", "Warsinah"),
        ("mau ubah data Sukinem", "Sukinem"),
        ("Quentin Zafarova, nik 3171 0455 0890 0002", "Quentin Zafarova"),
        ("Ganti no wa Nurhayati binti Usman", "Nurhayati binti Usman"),
    ],
)
def test_the_name_of_whoever_the_message_is_about(text: str, name: str) -> None:
    assert names(text) == [(name, None)]


@pytest.mark.parametrize(
    ("text", "old", "right"),
    [
        ("nama saya tertulis Sulastri padahal Sulastrie", "Sulastri", "Sulastrie"),
        ("petugas nulis nama Yohanis pdhl sy Yohanes", "Yohanis", "Yohanes"),
        ("nama ditulis Theresya Nahak, yg betul Theresia Nahak. Maaf", "Theresya Nahak", "Theresia Nahak"),
        ("di sertifikat Nurmah padahal di KTP Nur Mahyuni, namanya", "Nurmah", "Nur Mahyuni"),
        ("tertulis Agus Setyawan sedangkan di KTP Agus Setiawan", "Agus Setyawan", "Agus Setiawan"),
    ],
)
def test_the_name_as_it_is_and_as_it_should_be(text: str, old: str, right: str) -> None:
    assert names(text) == [(old, "old"), (right, "corrected")]


@pytest.mark.parametrize(
    "text",
    [
        "makasih mbak Rina",
        "kata bu Ida di puskesmas datanya sudah masuk",
        "saya vaksin di Puskesmas Sudirman",
        "vaksinnya di Universitas Hasanuddin bulan lalu",
        "jalan Ahmad Yani macet",
        "dari bandara Ngurah Rai ke Halim perlu antigen ga",
        "majikan saya di Hong Kong minta bahasa inggris",
        "bintang satu dulu ya, nanti saya ganti jadi bintang lima",
        "aturan naik kapal ke Lombok bagaimana",
    ],
)
def test_who_or_what_is_merely_mentioned(text: str) -> None:
    assert names(text) == []
