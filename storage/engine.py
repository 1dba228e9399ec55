"""Database engines with the settings both SQLite and PostgreSQL need to be safe under concurrent writers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

LOCK_PATIENCE_S = 5.0
LOOK_EVERY_S = 0.001
USUAL_WAIT = f"busy_timeout={LOCK_PATIENCE_S * 1000:.0f}"
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", USUAL_WAIT, "foreign_keys=ON")


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


def promptly(engine: Engine) -> Engine:
    """The same pool, with transactions that get SQLite's one write lock within a millisecond of its being free.

    SQLite itself sleeps ever longer between its looks, up to 100 ms: a short transaction that meets another one would
    wait many times longer than that one takes.
    """
    return engine.execution_options(sqlite_promptly=True)


def _make_safe(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _set_pragmas(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get("sqlite_read_only", False):
            connection.exec_driver_sql("BEGIN")
        elif options.get("sqlite_promptly", False):
            _begin_promptly(connection)
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_promptly(connection: Any) -> None:
    # Tried again in here, not by whoever called begin(): SQLAlchemy 1.4 takes a second begin() after a failed one for
    # done, and everything after it would be committed statement by statement.
    give_up_at = time.monotonic() + LOCK_PATIENCE_S
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() > give_up_at:
                    raise
                time.sleep(LOOK_EVERY_S)
            else:
                return
    finally:
        connection.exec_driver_sql(f"PRAGMA {USUAL_WAIT}")


def insert_ignore(table: Table, connection: Connection) -> Any:
    """An INSERT … ON CONFLICT DO NOTHING in the connection's dialect; rows already there are left alone."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    return insert(table).on_conflict_do_nothing()
