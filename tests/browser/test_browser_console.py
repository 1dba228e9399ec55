"""Officers decide cases in a real browser, with the mouse, the keyboard and a phone's screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.officer_page import NARROW, WIDE, OfficerPage, Served
from tests.unit.portal.console_kit import MISSING, NAME, PHONE, Console

pytestmark = pytest.mark.browser


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(Console()) as served:
        yield served


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def officer(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[OfficerPage]:
    page = browser.new_page(viewport=request.param, locale="id-ID")
    yield OfficerPage(page, served)
    page.close()


@pytest.fixture
def at_desk(browser: Browser, served: Served) -> Iterator[OfficerPage]:
    page = browser.new_page(viewport=WIDE, locale="id-ID")
    yield OfficerPage(page, served)
    page.close()


def test_from_the_login_to_the_decision_and_back(officer: OfficerPage) -> None:
    officer.give_password("officer")
    officer.sees("Siapkan aplikasi kode")
    assert officer.fits()
    officer.photograph("kode")
    officer.log_in()
    officer.sees(NAME)
    assert officer.fits()
    officer.photograph("antrean")
    officer.page.get_by_text(NAME).click()
    officer.sees("SRI WAHYUNI")
    assert officer.fits()
    officer.photograph("kasus")
    officer.page.get_by_role("button", name="Setujui").click()
    officer.sees("bisa diurungkan")
    officer.photograph("urungkan")
    officer.page.get_by_role("button", name="Urungkan").click()
    officer.page.get_by_role("button", name="Setujui").wait_for()
    assert officer.blocked == []


def test_refusing_and_asking_back(officer: OfficerPage) -> None:
    officer.log_in()
    officer.open(f"/petugas/kasus/{NAME}")
    officer.page.get_by_text("Tolak …").click()
    officer.page.get_by_label("Foto bukti tidak terbaca").check()
    assert officer.fits()
    officer.photograph("tolak")
    officer.page.get_by_role("button", name="Tolak kasus ini").click()
    officer.sees("Ditolak.")
    officer.open(f"/petugas/kasus/{MISSING}")
    officer.page.get_by_text("Tanya warga …").click()
    officer.page.get_by_label("Tanya tanggal dan tempat vaksinasi").check()
    officer.page.get_by_role("button", name="Kirim pertanyaan").click()
    officer.sees("Menunggu jawaban warga")
    assert officer.blocked == []


def test_a_missing_dose_is_entered(officer: OfficerPage) -> None:
    officer.log_in()
    officer.open(f"/petugas/kasus/{MISSING}")
    for label, value in {"Vaksin": "Comirnaty", "Nomor batch": "FJ1", "Faskes": "RSUD Depok"}.items():
        officer.page.get_by_label(label, exact=True).fill(value)
    officer.page.get_by_label("Tanggal vaksinasi").fill("2022-01-20")
    assert officer.fits()
    officer.photograph("dosis")
    officer.page.get_by_role("button", name="Setujui").click()
    officer.sees("bisa diurungkan")


def test_a_decision_by_keyboard_alone(at_desk: OfficerPage) -> None:
    at_desk.log_in()
    at_desk.press("j", "j", "k", "Enter")
    at_desk.sees("SRI WAHYUNI")
    at_desk.press("t")
    at_desk.page.get_by_label("Sudah ada laporan yang sama").wait_for()
    at_desk.press("a", "Enter")
    at_desk.sees("bisa diurungkan")
    at_desk.press("n", "Enter")
    at_desk.page.wait_for_url(re.compile(PHONE))
    at_desk.press("g", "Enter")
    at_desk.page.wait_for_url(re.compile("/petugas$"))
    at_desk.press("/")
    at_desk.page.keyboard.type("lp 220126 cccc")
    at_desk.press("Enter")
    at_desk.page.wait_for_url(re.compile(MISSING))
    assert MISSING in at_desk.page.url


def test_letters_typed_into_a_field_are_no_shortcuts(at_desk: OfficerPage) -> None:
    at_desk.log_in()
    at_desk.open(f"/petugas/kasus/{MISSING}")
    vaccine = at_desk.page.get_by_label("Vaksin", exact=True)
    vaccine.click()
    at_desk.page.keyboard.type("tuan a")
    assert vaccine.input_value() == "tuan a"


def test_a_photo_is_enlarged_and_closed_again(officer: OfficerPage) -> None:
    officer.log_in()
    officer.open(f"/petugas/kasus/{NAME}")
    small = officer.page.get_by_alt_text("Foto 1 dari warga")
    small.click()
    large = officer.page.get_by_alt_text("Foto 1, diperbesar")
    large.wait_for()
    assert large.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    officer.photograph("foto")
    officer.page.get_by_role("link", name="Tutup").click()
    large.wait_for(state="hidden")


def test_the_second_officer_completes_what_the_first_began(at_desk: OfficerPage, browser: Browser) -> None:
    at_desk.log_in()
    at_desk.open(f"/petugas/kasus/{PHONE}")
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("Seorang rekan harus menyetujui juga")
    at_desk.photograph("dua")
    other = OfficerPage(browser.new_context(viewport=WIDE).new_page(), at_desk._served)
    other.log_in("colleague")
    other.open(f"/petugas/kasus/{PHONE}")
    other.page.get_by_role("button", name="Setujui sebagai petugas kedua").click()
    other.sees("bisa diurungkan")
    assert PHONE in other.page.url


def test_another_officer_was_faster(at_desk: OfficerPage, served: Served) -> None:
    at_desk.log_in()
    at_desk.open(f"/petugas/kasus/{NAME}")
    served.console.decisions.change(NAME)
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("Petugas lain lebih dulu")
    at_desk.page.get_by_role("link", name=f"Buka kasus {NAME}").click()
    at_desk.page.get_by_role("button", name="Setujui").wait_for()
    assert at_desk.page.url.endswith(f"/petugas/kasus/{NAME}")


def test_what_was_typed_is_there_after_the_session_ended(at_desk: OfficerPage, served: Served) -> None:
    at_desk.log_in()
    at_desk.open(f"/petugas/kasus/{MISSING}")
    for label, value in {"Vaksin": "Comirnaty", "Nomor batch": "FJ1", "Faskes": "RSUD Depok"}.items():
        at_desk.page.get_by_label(label, exact=True).fill(value)
    at_desk.page.get_by_label("Tanggal vaksinasi").fill("2022-01-20")
    served.console.clock.advance(minutes=16)
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("Kata sandi")
    at_desk.log_in()
    at_desk.sees("Sesi Anda sempat berakhir")
    assert at_desk.page.get_by_label("Vaksin", exact=True).input_value() == "Comirnaty"
    assert at_desk.page.get_by_label("Tanggal vaksinasi").input_value() == "2022-01-20"


def test_the_figures(officer: OfficerPage) -> None:
    officer.log_in("auditor")
    officer.open("/petugas/angka")
    officer.sees("14 hari terakhir")
    assert officer.fits()
    assert officer.page.locator("svg.chart rect").count() == 28
    officer.photograph("angka")
