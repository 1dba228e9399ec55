"""Alembic's entry: runs the migrations of the store that the configuration's section names."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import event
from sqlalchemy.engine import Connection

from migrations.stores import STORES, Store
from settings import read_settings
from storage.engine import open_engine
from storage.types import UtcDateTime
from storage.vault import Encrypted


def _store() -> Store:
    section = context.config.config_ini_section
    if section not in STORES:
        raise SystemExit(f"say which store: alembic -n {' | '.join(STORES)} …")
    return STORES[section]


def _render(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Column types of ours as they are written in our tables; everything else as Alembic does it."""
    if kind == "type" and isinstance(item, (Encrypted, UtcDateTime)):
        name = type(item).__name__
        autogen.imports.add(f"from {type(item).__module__} import {name}")
        return f"{name}()"
    return False


def _run(store: Store, **target: Any) -> None:
    context.configure(
        target_metadata=list(store.metadata),
        version_table=store.version_table,
        include_name=lambda name, kind, _parents: kind != "table" or store.owns(str(name)),
        render_as_batch=True,  # SQLite cannot alter most things in place
        # Our engine begins transactions itself, so DDL rolls back on SQLite too.
        transactional_ddl=True,
        compare_type=True,
        render_item=_render,
        **target,
    )
    with context.begin_transaction():
        context.run_migrations()


def _defer_foreign_keys(dbapi_connection: Any, _record: Any) -> None:
    """SQLite alters a table by a copy, and refuses to drop the old one while rows of other tables refer to it."""
    dbapi_connection.execute("PRAGMA foreign_keys=OFF")


def _check_foreign_keys(connection: Connection) -> None:
    """Raises SystemExit before anything is committed that refers to a row which is not there."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise SystemExit("the migration would leave rows that refer to nothing; the database is as it was")


def _main() -> None:
    store = _store()
    url = store.url(context.config.attributes.get("settings") or read_settings())
    if context.is_offline_mode():
        _run(store, url=url, literal_binds=True)
        return
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _defer_foreign_keys)
    try:
        with engine.connect() as connection:
            _run(store, connection=connection)
            _check_foreign_keys(connection)
            connection.commit()
    finally:
        engine.dispose()


_main()
