"""Reading JSON that promises nothing: each function gives a usable value whatever stands there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

LATEST_SECONDS = 4_102_444_800  # the year 2100


def as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """A string, or a number as one; half surrogate pairs, which no store takes, become "?"."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return str(value).encode("utf-8", "replace").decode()


def as_code(value: Any) -> int | None:
    """An error code: a whole number, also when written as a string."""
    text = as_text(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def as_moment(value: Any, fallback: datetime) -> datetime:
    """Seconds since 1970, as Meta writes them, as a moment in UTC; `fallback` for anything else."""
    text = as_text(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 10) or not 0 < int(text) < LATEST_SECONDS:
        return fallback
    return datetime.fromtimestamp(int(text), timezone.utc)
