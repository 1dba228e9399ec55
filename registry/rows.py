"""Table rows as records: the one place where the registry's sealed columns are opened."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.nik import Nik
from registry.records import CertificateRecord, Citizen, Sex, Vaccination
from registry.tables import citizens
from storage.vault import Vault

CITIZEN = (citizens.c.id, citizens.c.full_name, citizens.c.nik, citizens.c.birth_date, citizens.c.sex)


def open_cell(vault: Vault, table: str, row_id: str, column: str, sealed: Any) -> str:
    return vault.open(sealed, place=f"{table}/{row_id}/{column}")


def read_citizen(vault: Vault, row: Any) -> Citizen:
    """From a row with the columns `CITIZEN`."""

    def opened(column: str) -> str:
        return open_cell(vault, "citizens", row["id"], column, row[column])

    return Citizen(
        id=row["id"],
        full_name=opened("full_name"),
        nik=opened("nik"),
        birth_date=date.fromisoformat(opened("birth_date")),
        sex=Sex(opened("sex")),
    )


def read_vaccination(vault: Vault, row: Any) -> Vaccination:
    """From a row of `vaccinations` with its valid `certificate_id`."""

    def opened(column: str) -> str:
        return open_cell(vault, "vaccinations", row["id"], column, row[column])

    return Vaccination(
        id=row["id"],
        dose=row["dose"],
        vaccine=opened("vaccine"),
        batch=opened("batch"),
        date=date.fromisoformat(opened("date")),
        facility=opened("facility"),
        certificate_id=row["certificate_id"],
    )


def dose_day(vault: Vault, row: Any) -> date:
    """The day of a row of `vaccinations`."""
    return date.fromisoformat(open_cell(vault, "vaccinations", row["id"], "date", row["date"]))


def read_certificate(vault: Vault, row: Any) -> CertificateRecord:
    """From a row of `certificates` joined with its dose and its citizen."""

    def of_citizen(column: str) -> str:
        return open_cell(vault, "citizens", row["citizen_id"], column, row[column])

    def of_dose(column: str) -> str:
        return open_cell(vault, "vaccinations", row["vaccination_id"], column, row[column])

    return CertificateRecord(
        id=row["id"],
        number=row["number"],
        citizen_id=row["citizen_id"],
        full_name=of_citizen("full_name"),
        masked_nik=Nik(of_citizen("nik")).masked,
        birth_date=date.fromisoformat(of_citizen("birth_date")),
        dose=row["dose"],
        vaccine=of_dose("vaccine"),
        batch=of_dose("batch"),
        date=date.fromisoformat(of_dose("date")),
        facility=of_dose("facility"),
        issued_at=row["issued_at"],
        superseded_by=row["superseded_by"],
        revoked_at=row["revoked_at"],
    )
