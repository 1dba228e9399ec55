"""The registry in SQL, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.engine import Engine

from registry.records import CertificateRecord, Citizen, Sex, Vaccination
from registry.rows import CITIZEN, read_certificate, read_citizen, read_vaccination
from registry.tables import accounts, certificates, citizens, vaccinations
from storage.engine import reading
from storage.vault import Vault


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
            select(*CITIZEN)
            .join(accounts, accounts.c.id == citizens.c.account_id)
            .where(accounts.c.phone_fingerprint == self._vault.fingerprint("phone", phone_e164))
            .where(citizens.c.nik_fingerprint == self._vault.fingerprint("nik", nik))
        )
        row = self._first(query)
        # Somebody found is decrypted; so nobody found decrypts a decoy, and time tells no stranger who exists.
        found = read_citizen(self._vault, self._decoy if row is None else dict(row))
        return None if row is None else found

    def citizen_without_number(self, nik: str) -> Citizen | None:
        of_nobody = citizens.c.account_id.is_(None) & (
            citizens.c.nik_fingerprint == self._vault.fingerprint("nik", nik)
        )
        row = self._first(select(*CITIZEN).where(of_nobody))
        return None if row is None else read_citizen(self._vault, row)

    def citizen_on(self, phone_e164: str, citizen_id: str) -> Citizen | None:
        query = (
            select(*CITIZEN)
            .join(accounts, accounts.c.id == citizens.c.account_id)
            .where(accounts.c.phone_fingerprint == self._vault.fingerprint("phone", phone_e164))
            .where(citizens.c.id == citizen_id)
        )
        row = self._first(query)
        return None if row is None else read_citizen(self._vault, row)

    def citizens_of(self, phone_e164: str) -> list[Citizen]:
        query = (
            select(*CITIZEN)
            .join(accounts, accounts.c.id == citizens.c.account_id)
            .where(accounts.c.phone_fingerprint == self._vault.fingerprint("phone", phone_e164))
            .order_by(citizens.c.created_at, citizens.c.id)
        )
        return [read_citizen(self._vault, row) for row in self._all(query)]

    def citizen(self, citizen_id: str) -> Citizen | None:
        row = self._first(select(*CITIZEN).where(citizens.c.id == citizen_id))
        return None if row is None else read_citizen(self._vault, row)

    def vaccinations(self, citizen_id: str) -> list[Vaccination]:
        standing = and_(
            certificates.c.vaccination_id == vaccinations.c.id,
            certificates.c.superseded_by.is_(None),
            certificates.c.revoked_at.is_(None),
        )
        query = (
            select(vaccinations, certificates.c.id.label("certificate_id"))
            .select_from(vaccinations.outerjoin(certificates, standing))
            .where(vaccinations.c.citizen_id == citizen_id, vaccinations.c.withdrawn_at.is_(None))
            .order_by(vaccinations.c.dose, certificates.c.issued_at)
        )
        # Should two certificates of a dose ever stand at once, the younger one counts.
        by_dose = {row["dose"]: read_vaccination(self._vault, row) for row in self._all(query)}
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
        return None if row is None else read_certificate(self._vault, row)

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
