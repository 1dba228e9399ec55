"""Meta's customer service window: for 24 h after a citizen's last message the business may say what it likes."""

from __future__ import annotations

from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=2)
"""Before the window's end: a message needs a moment to get there."""


def oldest_open(now: datetime) -> datetime:
    """Whoever wrote after this moment may be written to."""
    return now - WINDOW + MARGIN


def is_open(last_inbound_at: datetime | None, now: datetime) -> bool:
    return last_inbound_at is not None and last_inbound_at > oldest_open(now)
