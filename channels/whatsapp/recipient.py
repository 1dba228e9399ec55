"""Whom a message goes to: a WhatsApp number, or a business-scoped user id where Meta hides the number."""

from __future__ import annotations

import re
from typing import Any

BUSINESS_SCOPED_ID = re.compile(r"[A-Z]{2}\.\w+")


def address(wa_id: str) -> dict[str, Any]:
    """The part of a Graph message that names the citizen."""
    return {"recipient": wa_id} if BUSINESS_SCOPED_ID.fullmatch(wa_id) else {"to": wa_id}
