"""Rows of officers as records, and the names of the places where their values are sealed."""

from __future__ import annotations

from typing import Any

from identity.officers.records import OfficerRecord, OfficerRole
from storage.vault import Vault


def place(officer_id: str, column: str) -> str:
    return f"officers/{officer_id}/{column}"


def name_hash(vault: Vault, name: str) -> str:
    """Names are alike whatever their capitals."""
    return vault.fingerprint("officer_name", name.strip().casefold())


def officer_record(row: Any, vault: Vault) -> OfficerRecord:
    return OfficerRecord(
        id=row["id"],
        name=vault.open(row["name"], place=place(row["id"], "name")),
        role=OfficerRole(row["role"]),
        enrolled=row["enrolled_at"] is not None,
        disabled=row["disabled_at"] is not None,
    )
