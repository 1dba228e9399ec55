from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.lexicon import lexicon
from language.normaliser import normalise


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("SERTIFIKAT", "sertifikat"),
        ("sertip vaxin gw blm kluar", "sertifikat vaksin saya belum keluar"),
        ("bangeeet", "sangat"),
        ("ga muncul2", "tidak muncul"),
        ("muncul-muncul", "muncul"),
        ("nomernya", "nomor"),
        ("vaksinku", "vaksin"),
        ("tanya", "tanya"),
        ("piye carane donlot", "bagaimana carane download"),
        ("hatur nuhun", "terima kasih"),
        ("no", "tidak"),
        ("no hp", "nomor hp"),
        ("p", "halo"),
        ("👍", "oke"),
        ("🙏", "terima kasih"),
        ("status 🙏", "status"),
        ("Ｈａｌｏ", "halo"),
        ("1️⃣", "1"),
        ("nomor __phone__", "nomor __phone__"),
        ("lihat https://contoh.id/x?y=1", "lihat __link__"),
        ("", ""),
        ("...", ""),
    ],
)
def test_everyday_writing_becomes_standard_words(typed: str, standard: str) -> None:
    assert normalise(typed) == standard


def test_the_lexicon_is_large_and_covers_regional_words() -> None:
    known = lexicon()
    assert len(known.words) + len(known.phrases) >= 400
    assert {known.words[word] for word in ("ora", "teu", "indak", "dang", "tena", "kagak")} == {"tidak"}


@given(st.text())
def test_any_text_is_normalised_to_single_spaced_words(text: str) -> None:
    normalised = normalise(text)
    assert normalised == " ".join(normalised.split())


@given(st.text(alphabet=st.characters(whitelist_categories=("Ll", "Zs")), max_size=60))
def test_case_does_not_matter(text: str) -> None:
    if text.upper().lower() == text:
        assert normalise(text.upper()) == normalise(text)
