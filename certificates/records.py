"""The facts of a certificate, from what the registry knows to what the page prints."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import Enum

PDF = "application/pdf"


class Standing(str, Enum):
    """Whether a certificate may still be shown."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


@dataclass(frozen=True)
class CertificateFacts:
    """One certificate as its source knows it. The NIK comes masked; the service masks it again."""

    number: str
    full_name: str = field(repr=False)
    masked_nik: str = field(repr=False)
    birth_date: datetime.date = field(repr=False)
    vaccine: str
    dose: int
    batch: str
    date: datetime.date
    facility: str
    issued_on: datetime.date
    standing: Standing = Standing.VALID


@dataclass(frozen=True)
class CertificateContent:
    """Exactly what the page prints; the NIK is masked already."""

    number: str
    full_name: str = field(repr=False)
    masked_nik: str = field(repr=False)
    birth_date: datetime.date = field(repr=False)
    vaccine: str
    dose: int
    batch: str
    date: datetime.date
    facility: str
    issued_on: datetime.date
    verification_url: str


@dataclass(frozen=True)
class CertificateStatus:
    """What a stranger who scanned the code may see; the name is masked already."""

    standing: Standing
    number: str
    masked_name: str
    vaccine: str
    dose: int
    date: datetime.date
    issued_on: datetime.date


@dataclass(frozen=True)
class Document:
    """A file for the citizen's chat."""

    filename: str
    mime_type: str
    content: bytes
