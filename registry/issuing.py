"""Issuing certificates: for a dose that has none, and anew when what a certificate says was corrected.

Everything runs in the caller's transaction, which must hold the citizen's row (see `people.hold_citizen`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from registry.audit import AuditKind, record_event
from registry.case_numbers import CERTIFICATE, CERTIFICATE_LETTERS, free_number
from registry.tables import certificates, vaccinations


@dataclass(frozen=True)
class Reissue:
    """Both by dose."""

    certificate_ids: tuple[str, ...]
    superseded_ids: tuple[str, ...]


def issue(connection: Connection, vaccination_id: str, conversation_id: str, now: datetime) -> str:
    """A new certificate for the dose; returns its id."""
    certificate_id = uuid4().hex
    row = {
        "id": certificate_id,
        "vaccination_id": vaccination_id,
        "number": free_number(connection, certificates.c.number, CERTIFICATE, now, CERTIFICATE_LETTERS),
        "issued_at": now,
    }
    connection.execute(insert(certificates).values(row))
    record_event(connection, now, conversation_id, AuditKind.CERTIFICATE_ISSUED, certificate_id)
    return certificate_id


def reissue_all(connection: Connection, citizen_id: str, conversation_id: str, now: datetime) -> Reissue:
    """Supersedes every valid certificate of the citizen by a new one; revoked ones stay revoked."""
    return _supersede(connection, vaccinations.c.citizen_id == citizen_id, conversation_id, now)


def reissue_dose(connection: Connection, vaccination_id: str, conversation_id: str, now: datetime) -> Reissue:
    """As `reissue_all`, for the certificate of one dose."""
    return _supersede(connection, vaccinations.c.id == vaccination_id, conversation_id, now)


def _supersede(connection: Connection, of_doses: Any, conversation_id: str, now: datetime) -> Reissue:
    standing = (
        select(certificates.c.id, certificates.c.vaccination_id)
        .join(vaccinations, vaccinations.c.id == certificates.c.vaccination_id)
        .where(of_doses)
        .where(certificates.c.superseded_by.is_(None), certificates.c.revoked_at.is_(None))
        .order_by(vaccinations.c.dose, certificates.c.issued_at)
    )
    new_of_dose: dict[str, str] = {}
    pairs = []
    for old in connection.execute(standing).all():
        if old.vaccination_id not in new_of_dose:
            new_of_dose[old.vaccination_id] = issue(connection, old.vaccination_id, conversation_id, now)
        new_id = new_of_dose[old.vaccination_id]
        connection.execute(update(certificates).where(certificates.c.id == old.id).values(superseded_by=new_id))
        record_event(connection, now, conversation_id, AuditKind.CERTIFICATE_SUPERSEDED, old.id)
        pairs.append((new_id, old.id))
    return Reissue(tuple(dict.fromkeys(new for new, _ in pairs)), tuple(old for _, old in pairs))


def revoke_all(connection: Connection, vaccination_id: str, now: datetime) -> None:
    """Takes back every certificate of the dose, the superseded ones too."""
    valid = (certificates.c.vaccination_id == vaccination_id) & certificates.c.revoked_at.is_(None)
    for certificate_id in connection.execute(select(certificates.c.id).where(valid)).scalars().all():
        connection.execute(update(certificates).where(certificates.c.id == certificate_id).values(revoked_at=now))
        record_event(connection, now, "", AuditKind.CERTIFICATE_REVOKED, certificate_id)


def standing_certificate(connection: Connection, vaccination_id: str) -> str | None:
    """The id of the dose's valid certificate, the youngest should there be several."""
    query = (
        select(certificates.c.id)
        .where(certificates.c.vaccination_id == vaccination_id)
        .where(certificates.c.superseded_by.is_(None), certificates.c.revoked_at.is_(None))
        .order_by(certificates.c.issued_at.desc())
    )
    found: str | None = connection.execute(query).scalars().first()
    return found


def was_revoked(connection: Connection, vaccination_id: str) -> bool:
    """Whether a certificate of the dose was taken back."""
    query = select(certificates.c.id).where(
        certificates.c.vaccination_id == vaccination_id, certificates.c.revoked_at.is_not(None)
    )
    return connection.execute(query).first() is not None
