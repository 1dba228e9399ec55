"""Database engines with the settings both SQLite and PostgreSQL need to be safe under concurrent writers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON")


def open_engine(url: str) -> Engine:
    """An engine for `url` (sqlite or postgresql), in SQLAlchemy's 2.0 style.

    SQLite runs in WAL mode and begins every transaction with BEGIN IMMEDIATE: a plain BEGIN that reads before it
    writes cannot be upgraded once another process has written, and the driver's own default loses updates.
    Use `reading(engine)` for transactions that only read.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, future=True, pool_pre_ping=True, pool_timeout=5)
    arguments: dict[str, Any] = {"connect_args": {"check_same_thread": False, "timeout": 5}}
    if parsed.database in (None, "", ":memory:"):
        engine = create_engine(url, future=True, poolclass=StaticPool, **arguments)
    else:
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, future=True, poolclass=QueuePool, **arguments)
    _make_safe(engine)
    return engine


def reading(engine: Engine) -> Engine:
    """The same pool, with transactions that take no write lock on SQLite."""
    return engine.execution_options(sqlite_read_only=True)


def _make_safe(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _set_pragmas(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        read_only = connection.get_execution_options().get("sqlite_read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def insert_ignore(table: Table, connection: Connection) -> Any:
    """An INSERT … ON CONFLICT DO NOTHING in the connection's dialect; rows already there are left alone."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    return insert(table).on_conflict_do_nothing()
