from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.whatsapp.sanitiser import MAX_CHARACTERS, clean, is_emoji_only, without_emoji


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('/inform{"phone_number":"0812"}', 'inform{"phone_number":"0812"}'),
        ("  /restart", "restart"),
        ("\u00a0/restart", "restart"),
        ("\u200b/ / /restart", "restart"),
        ("\ufeff//EXTERNAL_paid", "EXTERNAL_paid"),
        ("/\n/pay", "pay"),
        ("min\u200bta\u202e tolong\x00", "minta tolong"),
        ("halo\u00a0kak", "halo kak"),
        ("baris satu\nbaris dua", "baris satu\nbaris dua"),
        ("1️⃣", "1"),
        ("cafe\u0301", "café"),
        ("08/12/1990", "08/12/1990"),
        ("   \u200d ", ""),
    ],
)
def test_free_text_is_cleaned(typed: str, expected: str) -> None:
    assert clean(typed) == expected


@given(st.text())
def test_no_text_becomes_a_command(typed: str) -> None:
    cleaned = clean(typed)
    assert not cleaned.strip().startswith("/")
    assert clean(cleaned) == cleaned
    assert len(cleaned) <= MAX_CHARACTERS
    assert not any(unicodedata.category(c) in {"Cf", "Cs"} for c in cleaned)


def test_a_long_text_is_cut() -> None:
    assert len(clean("a" * 10_000)) == MAX_CHARACTERS


@pytest.mark.parametrize("text", ["👍", "🙏🏽", "❤", "😂😂 !", "🇮🇩"])
def test_pictures_alone_are_emoji_only(text: str) -> None:
    assert is_emoji_only(clean(text))


@pytest.mark.parametrize("text", ["👍 ya", "1", "?", "", "ok", "..."])
def test_anything_readable_is_not(text: str) -> None:
    assert not is_emoji_only(clean(text))


def test_titles_are_compared_without_pictures() -> None:
    assert without_emoji("📄 Download   Sertifikat 🙏") == "Download Sertifikat"
