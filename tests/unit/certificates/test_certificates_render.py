from __future__ import annotations

import io
import sys
import unicodedata
from dataclasses import replace
from datetime import datetime, timezone

import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.records import CertificateContent
from certificates.render import render

CREATED_AT = datetime(2022, 1, 31, 2, 0, tzinfo=timezone.utc)
A4_POINTS = (595.28, 841.89)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(content: CertificateContent) -> str:
    text = read(render(content, created_at=CREATED_AT)).pages[0].extract_text()
    return " ".join(text.split())


def test_every_field_can_be_read_from_the_page(content: CertificateContent) -> None:
    text = text_of(content)
    for field in (
        "Sertifikat Vaksinasi COVID-19",
        "COVID-19 Vaccination Certificate",
        content.full_name,
        content.masked_nik,
        "17 Mei 1990",
        "17 May 1990",
        content.vaccine,
        "Dosis 2",
        "Dose 2",
        content.batch,
        "27 Januari 2022",
        "27 January 2022",
        content.facility,
        content.number,
        "29 Januari 2022",
        content.verification_url,
    ):
        assert field in text


def test_a_booster_is_named(content: CertificateContent) -> None:
    assert "Dosis 3 (Booster)" in text_of(replace(content, dose=3))


@pytest.mark.parametrize("dose", [1, 2, 3, 4, 5])
def test_there_is_one_a4_page_for_every_dose(content: CertificateContent, dose: int) -> None:
    pages = read(render(replace(content, dose=dose), created_at=CREATED_AT)).pages
    assert len(pages) == 1
    assert (float(pages[0].mediabox.width), float(pages[0].mediabox.height)) == pytest.approx(A4_POINTS, abs=0.01)


def test_the_file_tells_its_language_title_author_and_date(content: CertificateContent) -> None:
    reader = read(render(content, created_at=CREATED_AT))
    assert reader.trailer["/Root"]["/Lang"] == "id-ID"
    assert reader.metadata is not None
    assert reader.metadata.title == "Sertifikat Vaksinasi COVID-19"
    assert reader.metadata.author == "Kementerian Kesehatan Republik Indonesia"
    assert reader.metadata.creation_date == CREATED_AT


def test_screen_readers_find_a_title_and_a_described_qr(content: CertificateContent) -> None:
    tree = read(render(content, created_at=CREATED_AT)).trailer["/Root"]["/StructTreeRoot"]
    elements = [element.get_object() for element in tree["/K"][0].get_object()["/K"]]
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert [element["/S"] for element in elements].count("/H1") == 1
    assert [content.verification_url in figure["/Alt"] for figure in figures] == [True]


@pytest.mark.parametrize("dpi", [110, 150])
def test_the_qr_leads_to_the_verification_page(content: CertificateContent, dpi: int) -> None:
    page = pypdfium2.PdfDocument(render(content, created_at=CREATED_AT))[0]
    codes = zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())
    assert [code.text for code in codes] == [content.verification_url]


def test_the_same_record_at_the_same_time_gives_the_same_bytes(content: CertificateContent) -> None:
    assert render(content, created_at=CREATED_AT) == render(content, created_at=CREATED_AT)


@pytest.mark.parametrize(
    "name",
    [
        "Sukarno",
        "Raden Ajeng Kusumaningrum Wulandari Prameswari Hadiningrat S",
        "Muhammad Zulkarnain Abdurrahman Al-Farisi bin Syaifullah, SE",
        "Ma'ruf Nur'aini O’Connor",
        "Müller-Ștefănescu Łukasz Ðorđe",
    ],
)
def test_a_name_of_up_to_sixty_characters_stands_whole_on_the_page(content: CertificateContent, name: str) -> None:
    assert len(name) <= 60
    assert name in text_of(replace(content, full_name=name))


def test_long_facility_vaccine_and_batch_stand_whole_on_the_page(content: CertificateContent) -> None:
    facility = "Rumah Sakit Umum Pusat Nasional Dr. Cipto Mangunkusumo, Instalasi Rawat Jalan Terpadu, Jakarta Pusat"
    vaccine = "Comirnaty (Pfizer-BioNTech COVID-19 mRNA Vaccine), setengah dosis 0,15 ml"
    batch = "FK9413-ABCDEFGH-0012-2021-11-30"
    text = text_of(replace(content, facility=facility, vaccine=vaccine, batch=batch))
    assert facility in text
    assert vaccine in text
    assert batch in text


LATIN_LETTERS = [
    letter
    for letter in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(letter) in ("Lu", "Ll") and "LATIN" in unicodedata.name(letter, "")
]


@settings(max_examples=40)
@given(name=st.text(st.one_of(st.sampled_from(LATIN_LETTERS), st.sampled_from(" '-.’")), min_size=1, max_size=60))
def test_any_latin_name_is_drawn_without_empty_boxes(name: str) -> None:
    printed = text_of(replace(_plain(), full_name=name))
    assert printed
    assert "\x00" not in printed


@settings(max_examples=25)
@given(text=st.text(max_size=300))
def test_no_text_at_all_stops_a_certificate(text: str) -> None:
    wild = replace(_plain(), full_name=text, facility=text, vaccine=text, batch=text)
    assert len(read(render(wild, created_at=CREATED_AT)).pages) == 1


def _plain() -> CertificateContent:
    day = CREATED_AT.date()
    return CertificateContent("1", "A", "3273********0001", day, "V", 1, "B", day, "F", day, "https://example.id/v/1")
