"""Invented citizens before they become rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from registry.records import Sex


@dataclass(frozen=True)
class CertificateIssue:
    """One issue of a dose's certificate; a replaced one is followed by its successor."""

    number: str
    issued_at: dt.datetime
    revoked_at: dt.datetime | None = None


@dataclass(frozen=True)
class Dose:
    dose: int
    vaccine: str
    batch: str
    date: dt.date
    facility: str
    issues: tuple[CertificateIssue, ...]


@dataclass(frozen=True)
class Person:
    """`name` is the registry's, `civil_name` Dukcapil's, `wanted_name` what the citizen says it should be."""

    profile: str
    name: str
    civil_name: str
    wanted_name: str
    sex: Sex
    birth_date: dt.date
    nik: str
    doses: tuple[Dose, ...]


@dataclass(frozen=True)
class Household:
    """One phone number and who is behind it; `wa_id` is the WhatsApp number they write from."""

    phone: str
    wa_id: str
    people: tuple[Person, ...]

    @property
    def has_account(self) -> bool:
        return all(person.profile != "unregistered" for person in self.people)

    @property
    def registered_people(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.profile not in ("nobody", "unregistered"))
