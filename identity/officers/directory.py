"""The list of officers: who is added, who is disabled, who begins anew. Only the command line changes it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from clock import Clock
from identity.audit import AuditKind, record_event
from identity.officers.errors import NameTaken, UnknownOfficer
from identity.officers.passwords import Passwords
from identity.officers.records import NewOfficer, OfficerRecord, OfficerRole
from identity.officers.rows import name_hash, officer_record, place
from identity.officers.tables import officers
from identity.officers.totp import new_secret
from storage.engine import reading
from storage.vault import Vault

NEVER = -1


class OfficerDirectory:
    def __init__(self, engine: Engine, vault: Vault, clock: Clock, passwords: Passwords | None = None) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._passwords = passwords or Passwords()

    def add(self, name: str, role: OfficerRole, password: str | None = None) -> NewOfficer:
        """With a password of its own unless one is given. Raises NameTaken."""
        officer_id, now = uuid4().hex, self._clock.now()
        new, secrets = self._secrets(officer_id, password)
        row = {
            "id": officer_id,
            "name": self._vault.seal(name.strip(), place=place(officer_id, "name")),
            "name_hash": name_hash(self._vault, name),
            "role": role.value,
            "created_at": now,
            **secrets,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(officers).values(row))
                record_event(connection, now, "", AuditKind.OFFICER_ADDED, officer_id)
        except IntegrityError:
            raise NameTaken(name) from None
        return new

    def all(self) -> list[OfficerRecord]:
        with reading(self._engine).begin() as connection:
            rows = connection.execute(select(officers).order_by(officers.c.created_at)).mappings().all()
        return [officer_record(row, self._vault) for row in rows]

    def disable(self, name: str) -> None:
        """Sessions end with this. Raises UnknownOfficer."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            officer_id = self._id(connection, name)
            connection.execute(update(officers).where(officers.c.id == officer_id).values(disabled_at=now))
            record_event(connection, now, "", AuditKind.OFFICER_DISABLED, officer_id)

    def renew(self, name: str) -> NewOfficer:
        """Another password, another authenticator; a disabled officer may work again. Raises UnknownOfficer."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            officer_id = self._id(connection, name)
            new, secrets = self._secrets(officer_id, None)
            fresh = {**secrets, "enrolled_at": None, "disabled_at": None}
            connection.execute(update(officers).where(officers.c.id == officer_id).values(fresh))
            record_event(connection, now, "", AuditKind.OFFICER_RENEWED, officer_id)
        return new

    def _id(self, connection: Connection, name: str) -> str:
        known = select(officers.c.id).where(officers.c.name_hash == name_hash(self._vault, name))
        officer_id = connection.execute(known).scalar()
        if officer_id is None:
            raise UnknownOfficer(name)
        return str(officer_id)

    def _secrets(self, officer_id: str, password: str | None) -> tuple[NewOfficer, dict[str, Any]]:
        new = NewOfficer(officer_id, password or self._passwords.invent(), new_secret())
        columns = {
            "password_hash": self._passwords.hash(new.password),
            "totp_secret": self._vault.seal(new.totp_secret, place=place(officer_id, "totp_secret")),
            "totp_step": NEVER,
        }
        return new, columns
