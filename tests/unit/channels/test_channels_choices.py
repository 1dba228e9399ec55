from __future__ import annotations

import pytest

from channels.whatsapp.choices import choose
from channels.whatsapp.records import Option

MENU = [
    Option("a", "📄 Download Sertifikat", "/download_certificate"),
    Option("b", "Status Vaksinasi", "/check_vaccination_status"),
    Option("c", "Batal", "/cancel"),
]
DOSES = [
    Option("a", "Dosis 2", '/inform{"dose": "2"}'),
    Option("b", "Dosis 3", '/inform{"dose": "3"}'),
    Option("c", "Semua", '/inform{"dose": "all"}'),
]
CONFIRM = [Option("a", "Ya, benar", "/affirm"), Option("b", "Tidak", "/deny")]


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("1", "a"),
        ("1.", "a"),
        ("2)", "b"),
        ("1️⃣", "a"),
        ("no 1", "a"),
        ("No. 2", "b"),
        ("nomor 3", "c"),
        ("pilih nomor 2 aja", "b"),
        ("yang 2", "b"),
        ("yang kedua", "b"),
        ("satu", "a"),
        ("#3", "c"),
        ("download sertifikat", "a"),
        ("DOWNLOAD SERTIFIKAT!", "a"),
        ("batal", "c"),
        ("📄", "a"),
    ],
)
def test_a_typed_number_or_title_is_its_option(typed: str, token: str) -> None:
    option = choose(typed, MENU)
    assert option is not None
    assert option.token == token


@pytest.mark.parametrize(
    "typed", ["4", "0", "12", "081234567890", "no", "halo", "123456", "mau 1 sertifikat", "🙏", ""]
)
def test_anything_else_is_not_an_option(typed: str) -> None:
    assert choose(typed, MENU) is None


def test_without_options_nothing_is_chosen() -> None:
    assert choose("1", []) is None


@pytest.mark.parametrize(("typed", "token"), [("2", "a"), ("3", "b"), ("semua", "c")])
def test_a_number_that_stands_in_a_title_means_that_title(typed: str, token: str) -> None:
    option = choose(typed, DOSES)
    assert option is not None
    assert option.token == token


def test_a_number_that_no_numbered_title_has_is_left_to_the_dialogue() -> None:
    assert choose("1", DOSES) is None


@pytest.mark.parametrize(("typed", "token"), [("👍", "a"), ("👍🏽", "a"), ("✅", "a"), ("👎", "b"), ("❌", "b")])
def test_a_thumb_confirms_or_denies(typed: str, token: str) -> None:
    option = choose(typed, CONFIRM)
    assert option is not None
    assert option.token == token
