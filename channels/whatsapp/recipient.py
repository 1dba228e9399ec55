"""Whom a message goes to: a WhatsApp number, or a business-scoped user id where Meta hides the number."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from channels.whatsapp.tables import wa_user
from storage.vault import Vault

NUMBERS = select(wa_user.c.phone_number_id).distinct()
BUSINESS_SCOPED_ID = re.compile(r"[A-Z]{2}\.\w+")


def address(wa_id: str) -> dict[str, Any]:
    """The part of a Graph message that names the citizen."""
    return {"recipient": wa_id} if BUSINESS_SCOPED_ID.fullmatch(wa_id) else {"to": wa_id}


def user_hash(vault: Vault, phone_number_id: str, wa_id: str) -> str:
    """What a citizen is found by, who writes to that number of ours."""
    return vault.fingerprint("wa_id", f"{phone_number_id}:{wa_id}")


def user_hashes(connection: Connection, vault: Vault, wa_id: str) -> list[str]:
    """The look-up hashes of one citizen, one for each number of ours."""
    numbers = connection.execute(NUMBERS).scalars()
    return [user_hash(vault, number, wa_id) for number in numbers]
