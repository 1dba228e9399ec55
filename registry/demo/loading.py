"""Invented households into the registry's tables, and into the list for the simulated phone and the tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.engine import Engine

from registry.demo.people import Dose, Household, Person
from registry.tables import accounts, certificates, citizens, vaccinations
from storage.engine import insert_ignore
from storage.vault import Sealed, Vault

# Ids come from what they name, so that loading twice finds the same rows.
NAMESPACE = UUID("8f0c1d62-3f55-5a0e-9d43-5b1c0f6a2e11")
FIRST_REGISTERED = datetime(2021, 1, 4, 1, tzinfo=timezone.utc)


def load(households: Sequence[Household], engine: Engine, vault: Vault) -> None:
    """Inserts what is not there yet, in one transaction; rows that exist stay as they are."""
    rows = _Rows(vault)
    for household in households:
        if household.has_account:
            rows.add_household(household)
    with engine.begin() as connection:
        for table, values in (
            (accounts, rows.accounts),
            (citizens, rows.citizens),
            (vaccinations, rows.vaccinations),
            (certificates, rows.certificates),
        ):
            if values:
                connection.execute(insert_ignore(table, connection), values)


def write_list(households: Sequence[Household], notes: dict[str, str], path: Path) -> None:
    """One JSON entry for each person, families one after the other under their common number."""
    entries = [
        {
            "wa_id": household.wa_id,
            "phone": household.phone,
            "nik": person.nik,
            "full_name": person.name,
            "note": notes[person.profile],
            "profile": person.profile,
            "birth_date": person.birth_date.isoformat(),
            "civil_name": person.civil_name,
            "wanted_name": person.wanted_name,
        }
        for household in households
        for person in household.people
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


class _Rows:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._moment = FIRST_REGISTERED
        self.accounts: list[dict[str, Any]] = []
        self.citizens: list[dict[str, Any]] = []
        self.vaccinations: list[dict[str, Any]] = []
        self.certificates: list[dict[str, Any]] = []

    def add_household(self, household: Household) -> None:
        account_id = _id("accounts", household.phone)
        self.accounts.append(
            {
                "id": account_id,
                "phone": self._seal(household.phone, "accounts", account_id, "phone"),
                "phone_fingerprint": self._vault.fingerprint("phone", household.phone),
                "created_at": self._next_moment(),
            }
        )
        for person in household.registered_people:
            self._add_person(person, account_id)

    def _add_person(self, person: Person, account_id: str) -> None:
        citizen_id = _id("citizens", person.nik)
        personal = {
            "nik": person.nik,
            "full_name": person.name,
            "birth_date": person.birth_date.isoformat(),
            "sex": person.sex.value,
        }
        self.citizens.append(
            {
                "id": citizen_id,
                "account_id": account_id,
                "nik_fingerprint": self._vault.fingerprint("nik", person.nik),
                "created_at": self._next_moment(),
                **{name: self._seal(text, "citizens", citizen_id, name) for name, text in personal.items()},
            }
        )
        for dose in person.doses:
            self._add_dose(dose, citizen_id)

    def _add_dose(self, dose: Dose, citizen_id: str) -> None:
        row_id = _id("vaccinations", f"{citizen_id}/{dose.dose}")
        health = {
            "vaccine": dose.vaccine,
            "batch": dose.batch,
            "date": dose.date.isoformat(),
            "facility": dose.facility,
        }
        self.vaccinations.append(
            {
                "id": row_id,
                "citizen_id": citizen_id,
                "dose": dose.dose,
                **{name: self._seal(text, "vaccinations", row_id, name) for name, text in health.items()},
            }
        )
        successor = None
        for issue in reversed(dose.issues):
            certificate_id = _id("certificates", issue.number)
            self.certificates.append(
                {
                    "id": certificate_id,
                    "vaccination_id": row_id,
                    "number": issue.number,
                    "issued_at": issue.issued_at,
                    "superseded_by": successor,
                    "revoked_at": issue.revoked_at,
                }
            )
            successor = certificate_id

    def _next_moment(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment

    def _seal(self, plain: str, table: str, row_id: str, column: str) -> Sealed:
        return self._vault.seal(plain, place=f"{table}/{row_id}/{column}")


def _id(table: str, key: str) -> str:
    return uuid5(NAMESPACE, f"{table}/{key}").hex
