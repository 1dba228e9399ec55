"""Whether the databases that the settings name can be used, told in one line before anything starts."""

from __future__ import annotations

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from settings import Settings
from storage.engine import open_engine

BACKENDS = ("sqlite", "postgresql")


class DatabaseUnusable(Exception):
    """The message names the variable and the reason in one line, never a password."""


def check_databases(settings: Settings) -> None:
    """Connects to both stores once; raises DatabaseUnusable."""
    stores = {
        "CHANNEL_DATABASE_URL": settings.channel_database_url,
        "REGISTRY_DATABASE_URL": settings.registry_database_url,
    }
    for variable, url in stores.items():
        reason = _why_not(url)
        if reason:
            raise DatabaseUnusable(f"{variable} (or DATABASE_URL) does not work: {reason}")


def _why_not(url: str) -> str:
    try:
        address = make_url(url)
    except ArgumentError:
        return "it does not read as a database address such as postgresql://user:password@host/name"
    if address.get_backend_name() not in BACKENDS:
        return f"{address.get_backend_name()} is not one of {', '.join(BACKENDS)}"
    try:
        engine = open_engine(url)
        with engine.connect():
            pass
        engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        lines = str(cause).strip().splitlines() or [type(cause).__name__]
        return f"{address!r}: {lines[0]}"
    return ""
