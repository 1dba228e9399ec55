"""The main job as a citizen sees it: a page that looks like WhatsApp, and in the end a certificate."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest
import requests
import zxingcpp
from playwright.sync_api import Page

from tests.browser.conftest import SCREENSHOTS, PhonePage
from tests.conversations.people import of_no_case
from tests.conversations.phone import SimulatorClient
from tests.product import Product

pytestmark = [pytest.mark.product, pytest.mark.browser]


def citizen_with(product: Product, profile: str) -> dict[str, str]:
    return of_no_case(SimulatorClient(product.settings.simulator_url).citizens(), profile)


def sign_in(phone: PhonePage, citizen: dict[str, str]) -> None:
    """From the question for the number until the person is known."""
    phone.sees("nomor HP")
    phone.write("0" + citizen["phone"].removeprefix("+62"))
    phone.sees("Kode 6 angka")
    phone.write(phone.sms_code())
    phone.sees("NIK")
    phone.write(citizen["nik"])
    phone.sees("nama lengkap")
    phone.write(citizen["full_name"])


def take_certificate(phone: PhonePage, citizen: dict[str, str]) -> None:
    phone.write("assalamualaikum, sertifikat vaksin dosis 2 nya mau saya unduh")
    sign_in(phone, citizen)
    phone.sees("Sertifikat-Vaksin-Dosis-2.pdf")


def open_newest_document(phone: PhonePage) -> bytes:
    """From the address in the page: one Chromium shows a PDF in a tab of its own, another one saves it."""
    address = phone.page.locator("#bubbles a[href]").last.evaluate("link => link.href")
    return requests.get(address, timeout=10).content


def printed_on(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_a_citizen_gets_the_certificate_and_a_stranger_can_verify_it(product: Product, desktop: Page) -> None:
    citizen = citizen_with(product, "two_doses")
    phone = PhonePage(desktop, product, citizen["wa_id"])

    take_certificate(phone, citizen)
    phone.photograph("certificate-in-chat")
    pdf = open_newest_document(phone)

    assert citizen["full_name"] in printed_on(pdf)
    assert citizen["nik"] not in printed_on(pdf)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil()
    picture.save(SCREENSHOTS / "certificate.png")
    address = zxingcpp.read_barcodes(picture)[0].text
    desktop.goto(address)
    desktop.screenshot(path=str(SCREENSHOTS / "verification.png"))
    assert address.startswith(product.settings.portal_public_url)
    assert "asli dan berlaku" in desktop.inner_text("body")
    assert citizen["full_name"] not in desktop.inner_text("body")


def test_it_works_on_a_small_phone_by_tapping(product: Product, small_phone: Page) -> None:
    citizen = citizen_with(product, "three_doses")
    phone = PhonePage(small_phone, product, citizen["wa_id"])

    phone.write("halo")
    phone.sees("KemenkesRI")
    phone.tap("Lihat menu")
    small_phone.locator("#sheet-rows").get_by_text("Download Sertifikat").click()
    phone.photograph("menu-sheet")
    small_phone.locator("#sheet-send").click()
    phone.sees("nomor HP")
    phone.photograph("small-phone")

    overflow = small_phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


def test_a_citizen_sees_the_status_and_says_yes_to_the_certificate(product: Product, desktop: Page) -> None:
    citizen = citizen_with(product, "one_dose")
    phone = PhonePage(desktop, product, citizen["wa_id"])

    phone.write("pagi, mau lihat status vaksinasi saya")
    sign_in(phone, citizen)
    phone.sees("Mau ambil sertifikatnya sekarang?")
    phone.photograph("status")
    phone.write("boleh")
    phone.sees("Sertifikat-Vaksin-Dosis-1.pdf")

    assert citizen["full_name"] in printed_on(open_newest_document(phone))


def test_a_citizen_has_a_misspelt_name_corrected_on_a_small_phone(product: Product, small_phone: Page) -> None:
    citizen = citizen_with(product, "misspelt_confirmed")
    phone = PhonePage(small_phone, product, citizen["wa_id"])

    phone.write("nama saya di sertifikat tidak sama dengan KTP")
    sign_in(phone, citizen)
    phone.sees("Nama yang tercatat sekarang")
    phone.write(citizen["wanted_name"])
    phone.sees("Apakah sudah persis seperti di KTP")
    phone.photograph("name-shown-against-the-old-one")
    phone.tap("Ya, benar")
    phone.sees("langsung diperbaiki")
    phone.tap("Download Sertifikat")
    phone.sees(f"atas nama {citizen['wanted_name']}")
    phone.write("dosis 1")
    phone.sees("Sertifikat-Vaksin-Dosis-1.pdf")

    certificate = printed_on(open_newest_document(phone))
    assert citizen["wanted_name"] in certificate
    assert citizen["full_name"] not in certificate
