"""Every printed word of the certificate, Indonesian and English. The one place to change its wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LANGUAGE = "id-ID"
TITLE = "Sertifikat Vaksinasi COVID-19"
TITLE_ENGLISH = "COVID-19 Vaccination Certificate"
ISSUER = "Kementerian Kesehatan Republik Indonesia"
ISSUER_ENGLISH = "Ministry of Health of the Republic of Indonesia"

STATEMENT = (
    "Menerangkan bahwa nama di atas telah menerima vaksinasi COVID-19 tersebut sesuai dengan Peraturan Menteri "
    "Kesehatan Republik Indonesia tentang pelaksanaan vaksinasi dalam rangka penanggulangan pandemi COVID-19."
)
STATEMENT_ENGLISH = (
    "This is to certify that the person named above has received this COVID-19 vaccination in accordance with "
    "the regulation of the Minister of Health of the Republic of Indonesia."
)
SCAN = "Pindai untuk memeriksa keaslian"
SCAN_ENGLISH = "Scan to verify"
QR_DESCRIPTION = "Kode QR menuju halaman pemeriksaan keaslian sertifikat: {url}"
FILENAME = "Sertifikat-Vaksin-Dosis-{dose}.pdf"
SUBJECT = "Sertifikat vaksinasi nomor {number}"


@dataclass(frozen=True)
class Label:
    indonesian: str
    english: str

    @property
    def both(self) -> str:
        return f"{self.indonesian} / {self.english}"


AWARDED = Label("Diberikan kepada", "Awarded to")
NIK = Label("NIK", "National ID")
BIRTH_DATE = Label("Tanggal lahir", "Date of birth")
DOSE = Label("Dosis", "Dose")
VACCINE = Label("Jenis vaksin", "Vaccine")
DATE = Label("Tanggal vaksinasi", "Date of vaccination")
BATCH = Label("Nomor batch", "Batch number")
FACILITY = Label("Tempat vaksinasi", "Place of vaccination")
NUMBER = Label("Nomor sertifikat", "Certificate number")
ISSUED = Label("Diterbitkan", "Issued")

_MONTHS = (
    Label("Januari", "January"),
    Label("Februari", "February"),
    Label("Maret", "March"),
    Label("April", "April"),
    Label("Mei", "May"),
    Label("Juni", "June"),
    Label("Juli", "July"),
    Label("Agustus", "August"),
    Label("September", "September"),
    Label("Oktober", "October"),
    Label("November", "November"),
    Label("Desember", "December"),
)

_BOOSTERS = {
    3: Label("Booster", "Booster"),
    4: Label("Booster Kedua", "Second Booster"),
    5: Label("Booster Ketiga", "Third Booster"),
}


def date_words(day: date) -> Label:
    """`27 Januari 2022` and `27 January 2022`."""
    month = _MONTHS[day.month - 1]
    return Label(f"{day.day} {month.indonesian} {day.year}", f"{day.day} {month.english} {day.year}")


def dose_words(dose: int) -> Label:
    """`Dosis 2`, or `Dosis 3 (Booster)` for the doses after the primary series."""
    booster = booster_words(dose)
    if booster is None:
        return Label(f"{DOSE.indonesian} {dose}", f"{DOSE.english} {dose}")
    return Label(f"{DOSE.indonesian} {dose} ({booster.indonesian})", f"{DOSE.english} {dose} ({booster.english})")


def booster_words(dose: int) -> Label | None:
    """What a dose after the primary series is called; None for the primary doses."""
    return _BOOSTERS.get(dose)
