"""What a message says it does not want is taken out of it, and what complains stays in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.denials import denials_in, denied_opening


@pytest.mark.parametrize(
    ("text", "intent", "rest"),
    [
        (
            "bukan ganti nomer!! terus aku kudu piye biar dapet sertifikat",
            "change_phone_number",
            "!! terus aku kudu piye biar dapet sertifikat",
        ),
        ("ga usah ganti nomor. dosis 2 aja yg dikirim", "change_phone_number", ". dosis 2 aja yg dikirim"),
        ("nda jadi jo hapus. minta sertifikat jo", "delete_my_data", ". minta sertifikat jo"),
        ("jang! jang hapus, kita cuma tanya", "delete_my_data", "jang! , kita cuma tanya"),
        ("GAK ADA yg mau ganti nama!! stop", "correct_name", "!! stop"),
        ("bukan ganti orang pak, punya saya dosis 2", "switch_person", "pak, punya saya dosis 2"),
        ("ga usah kirim lagi min, cuma nanya", "download_certificate", "min, cuma nanya"),
        ("loh ga salah kok datanya, mau sertifikat", "report_wrong_record", "loh , mau sertifikat"),
        ("aduh bukan lapor eee, cuma tanya", "report_missing_certificate", "aduh eee, cuma tanya"),
    ],
)
def test_what_is_denied_is_no_wish(text: str, intent: str, rest: str) -> None:
    denials = denials_in(text)

    assert intent in denials.intents
    assert " ".join(denials.rest.split()) == rest


@pytest.mark.parametrize(
    "text",
    [
        "mau ganti nomor hp",
        "kenapa ga bisa ganti nomor hp sih",
        "kok nomornya ga diganti-ganti",
        "sertifikatnya ga dikirim-kirim",
        "namanya bukan Siti tapi Sita",
        "ga ada yang salah, terus kenapa ditolak",
        "bukan sertifikat saya itu",
        "kodenya ga masuk",
    ],
)
def test_a_complaint_denies_nothing(text: str) -> None:
    assert not denials_in(text).intents


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("bukan sijil WHO kak. saya nak daftarkan vaksin", "bukan sijil WHO kak"),
        ("aduh bukan tempat suntik, linknya mana", "aduh bukan tempat suntik"),
        ("saya bukan dari sana. dari sini", ""),
        ("bukan", ""),
    ],
)
def test_the_first_words_may_say_what_is_not_meant(text: str, opening: str) -> None:
    assert denied_opening(text) == opening


@given(st.text(max_size=300))
def test_places_in_the_text_stay_the_same(text: str) -> None:
    rest = denials_in(text).rest

    assert len(rest) == len(text)
    assert all(after in (" ", before) for before, after in zip(text, rest, strict=True))
