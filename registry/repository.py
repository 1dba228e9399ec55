"""The registry in SQL, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.engine import Engine

from registry.nik import Nik
from registry.records import CertificateRecord, Citizen, Sex, Vaccination
from registry.tables import accounts, certificates, citizens, vaccinations
from storage.engine import reading
from storage.vault import Sealed, Vault

_CITIZEN = (citizens.c.id, citizens.c.full_name, citizens.c.nik, citizens.c.birth_date, citizens.c.sex)


class SqlRegistry:
    """Implements `ports.Registry`."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._reading = reading(engine)
        self._vault = vault
        self._decoy = self._seal_decoy()

    def account_exists(self, phone_fingerprint: str) -> bool:
        query = select(accounts.c.id).where(accounts.c.phone_fingerprint == phone_fingerprint)
        return self._first(query) is not None

    def citizen_of(self, phone_e164: str, nik: str) -> Citizen | None:
        query = (
            select(*_CITIZEN)
            .join(accounts, accounts.c.id == citizens.c.account_id)
            .where(accounts.c.phone_fingerprint == self._vault.fingerprint("phone", phone_e164))
            .where(citizens.c.nik_fingerprint == self._vault.fingerprint("nik", nik))
        )
        row = self._first(query)
        # Somebody found is decrypted; so nobody found decrypts a decoy, and time tells no stranger who exists.
        found = self._citizen(self._decoy if row is None else dict(row))
        return None if row is None else found

    def citizens_of(self, phone_e164: str) -> list[Citizen]:
        query = (
            select(*_CITIZEN)
            .join(accounts, accounts.c.id == citizens.c.account_id)
            .where(accounts.c.phone_fingerprint == self._vault.fingerprint("phone", phone_e164))
            .order_by(citizens.c.created_at, citizens.c.id)
        )
        return [self._citizen(row) for row in self._all(query)]

    def citizen(self, citizen_id: str) -> Citizen | None:
        row = self._first(select(*_CITIZEN).where(citizens.c.id == citizen_id))
        return None if row is None else self._citizen(row)

    def vaccinations(self, citizen_id: str) -> list[Vaccination]:
        standing = and_(
            certificates.c.vaccination_id == vaccinations.c.id,
            certificates.c.superseded_by.is_(None),
            certificates.c.revoked_at.is_(None),
        )
        query = (
            select(vaccinations, certificates.c.id.label("certificate_id"))
            .select_from(vaccinations.outerjoin(certificates, standing))
            .where(vaccinations.c.citizen_id == citizen_id)
            .order_by(vaccinations.c.dose, certificates.c.issued_at)
        )
        # Should two certificates of a dose ever stand at once, the younger one counts.
        by_dose = {row["dose"]: self._vaccination(row) for row in self._all(query)}
        return list(by_dose.values())

    def certificate(self, certificate_id: str) -> CertificateRecord | None:
        query = (
            select(
                certificates,
                vaccinations.c.citizen_id,
                *(vaccinations.c[name] for name in ("dose", "vaccine", "batch", "date", "facility")),
                *(citizens.c[name] for name in ("full_name", "nik", "birth_date")),
            )
            .join(vaccinations, vaccinations.c.id == certificates.c.vaccination_id)
            .join(citizens, citizens.c.id == vaccinations.c.citizen_id)
            .where(certificates.c.id == certificate_id)
        )
        row = self._first(query)
        return None if row is None else self._certificate(row)

    def _citizen(self, row: Any) -> Citizen:
        def opened(column: str) -> str:
            return self._open(row[column], "citizens", row["id"], column)

        return Citizen(
            id=row["id"],
            full_name=opened("full_name"),
            nik=opened("nik"),
            birth_date=date.fromisoformat(opened("birth_date")),
            sex=Sex(opened("sex")),
        )

    def _vaccination(self, row: Any) -> Vaccination:
        def opened(column: str) -> str:
            return self._open(row[column], "vaccinations", row["id"], column)

        return Vaccination(
            id=row["id"],
            dose=row["dose"],
            vaccine=opened("vaccine"),
            batch=opened("batch"),
            date=date.fromisoformat(opened("date")),
            facility=opened("facility"),
            certificate_id=row["certificate_id"],
        )

    def _certificate(self, row: Any) -> CertificateRecord:
        def of_citizen(column: str) -> str:
            return self._open(row[column], "citizens", row["citizen_id"], column)

        def of_dose(column: str) -> str:
            return self._open(row[column], "vaccinations", row["vaccination_id"], column)

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

    def _open(self, sealed: Sealed, table: str, row_id: str, column: str) -> str:
        return self._vault.open(sealed, place=f"{table}/{row_id}/{column}")

    def _seal_decoy(self) -> dict[str, Any]:
        plain = {"full_name": "-" * 16, "nik": "0" * 16, "birth_date": "1970-01-01", "sex": Sex.FEMALE.value}
        sealed = {name: self._vault.seal(text, place=f"citizens/decoy/{name}") for name, text in plain.items()}
        return {"id": "decoy", **sealed}

    def _first(self, query: Any) -> Any:
        with self._reading.begin() as connection:
            return connection.execute(query).mappings().first()

    def _all(self, query: Any) -> Any:
        with self._reading.begin() as connection:
            return connection.execute(query).mappings().all()
