"""Draws a certificate: record in, bytes out. The creation date is an argument; nothing is read from outside."""

from __future__ import annotations

from datetime import datetime

from certificates import labels, layout
from certificates.labels import Label
from certificates.layout import Type
from certificates.lettering import printable_text
from certificates.ornament import background
from certificates.page import Align, Role, TaggedPage
from certificates.qr import qr_image
from certificates.records import CertificateContent

NAME = Type(size=27, smallest=12, width=layout.WIDTH, lines=2, bold=True, colour=layout.INK, leading=1.15)
VALUE = Type(size=12, smallest=7, width=50, lines=2, bold=True, leading=1.18)
WIDE_VALUE = Type(size=13, smallest=8, width=layout.FACTS_WIDTH, lines=2, bold=True, leading=1.18)
DOSE_NAME = Type(size=12.5, smallest=8, width=layout.DOSE_TILE.width - 8, bold=True, colour=layout.WHITE)
DOSE_NAME_ENGLISH = Type(size=9, smallest=6.5, width=layout.DOSE_TILE.width - 8, colour=layout.MIST)
STATEMENT = Type(size=9.2, smallest=9.2, width=layout.WIDTH, lines=3, leading=1.4)
STATEMENT_ENGLISH = Type(size=8.2, smallest=8.2, width=layout.WIDTH, lines=3, colour=layout.MUTED, leading=1.4)
URL = Type(size=7.6, smallest=5, width=layout.ISSUE_WIDTH, lines=3, colour=layout.TEAL, leading=1.3)


def render(content: CertificateContent, *, created_at: datetime) -> bytes:
    """One A4 page as PDF. `created_at` becomes the file's creation date."""
    page = TaggedPage()
    _describe(page, content, created_at)
    page.ornament(background())
    _head(page)
    _person(page, content)
    _dose(page, content)
    _statement(page)
    _issue(page, content)
    return bytes(page.output())


def _describe(page: TaggedPage, content: CertificateContent, created_at: datetime) -> None:
    page.set_creation_date(created_at)
    page.set_lang(labels.LANGUAGE)
    page.set_title(labels.TITLE)
    page.set_author(labels.ISSUER)
    page.set_subject(labels.SUBJECT.format(number=content.number))


def _head(page: TaggedPage) -> None:
    left = layout.LEFT
    page.line(left, 27.5, labels.ISSUER.upper(), 8, bold=True, colour=layout.DEEP, spacing=layout.CAPITALS_SPACING)
    page.line(left, 32, labels.ISSUER_ENGLISH, 8, colour=layout.MUTED)
    page.line(left, 52, labels.TITLE, 29, bold=True, colour=layout.DEEP, role=Role.TITLE)
    page.line(left, 60.3, labels.TITLE_ENGLISH, 14, colour=layout.TEAL, role=Role.HEADING)


def _person(page: TaggedPage, content: CertificateContent) -> None:
    _label(page, layout.LEFT, 82, labels.AWARDED)
    page.block(layout.LEFT, 92.8, content.full_name, NAME, role=Role.HEADING)
    _label(page, layout.LEFT, 113.5, labels.NIK)
    page.block(layout.LEFT, 119, content.masked_nik, VALUE)
    _label(page, layout.SECOND_COLUMN, 113.5, labels.BIRTH_DATE)
    _date(page, layout.SECOND_COLUMN, 119, labels.date_words(content.birth_date))


def _dose(page: TaggedPage, content: CertificateContent) -> None:
    middle = layout.DOSE_TILE.centre[0]
    dose = labels.dose_words(content.dose)
    page.line(middle, 168, str(content.dose), 76, bold=True, colour=layout.WHITE, align=Align.CENTRE)
    page.block(middle, 180.5, dose.indonesian, DOSE_NAME, align=Align.CENTRE)
    page.block(middle, 185.5, dose.english, DOSE_NAME_ENGLISH, align=Align.CENTRE)

    left, right = layout.SECOND_COLUMN, layout.THIRD_COLUMN
    _label(page, left, 141.5, labels.VACCINE)
    page.block(left, 147.3, content.vaccine, WIDE_VALUE)
    _label(page, left, 160.5, labels.DATE)
    _date(page, left, 166.1, labels.date_words(content.date))
    _label(page, right, 160.5, labels.BATCH)
    page.block(right, 166.1, content.batch, VALUE)
    _label(page, left, 179, labels.FACILITY)
    page.block(left, 184.8, content.facility, WIDE_VALUE)


def _statement(page: TaggedPage) -> None:
    last = page.block(layout.LEFT, 204.5, labels.STATEMENT, STATEMENT)
    page.block(layout.LEFT, last + 5.6, labels.STATEMENT_ENGLISH, STATEMENT_ENGLISH)


def _issue(page: TaggedPage, content: CertificateContent) -> None:
    left = layout.SECOND_COLUMN
    _label(page, left, 233.5, labels.NUMBER)
    page.block(left, 239.1, content.number, VALUE)
    _label(page, left, 251, labels.ISSUED)
    _date(page, left, 256.6, labels.date_words(content.issued_on))
    page.block(left, 272.5, content.verification_url, URL)
    _link_qr(page, content.verification_url)


def _link_qr(page: TaggedPage, url: str) -> None:
    """The symbol without its quiet zone ends exactly at the margin."""
    image, quiet_part = qr_image(url)
    side = layout.LINK_QR_SIDE / (1 - 2 * quiet_part)
    quiet = side * quiet_part
    left, top = layout.RIGHT + quiet - side, layout.LINK_QR_TOP - quiet
    description = printable_text(labels.QR_DESCRIPTION.format(url=url))
    page.image(image, left, top, side, side, alt_text=description, link=url)
    below = layout.LINK_QR_TOP + layout.LINK_QR_SIDE
    page.line(layout.RIGHT, below + 5, labels.SCAN, 7, bold=True, colour=layout.DEEP, align=Align.RIGHT)
    page.line(layout.RIGHT, below + 8.6, labels.SCAN_ENGLISH, 7, colour=layout.MUTED, align=Align.RIGHT)


def _label(page: TaggedPage, x: float, baseline: float, label: Label) -> None:
    page.line(x, baseline, label.both, layout.LABEL_SIZE, colour=layout.MUTED)


def _date(page: TaggedPage, x: float, baseline: float, words: Label) -> None:
    page.block(x, baseline, words.indonesian, VALUE)
    page.line(x, baseline + 4.4, words.english, 8.2, colour=layout.MUTED)
