"""The migrations build exactly the tables that the code declares, and take them away again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from migrations.stores import STORES, Store
from settings import ROOT, Settings, read_settings
from storage.engine import open_engine

EACH_STORE = pytest.mark.parametrize("store", STORES.values(), ids=STORES)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"VAR_DIR": str(tmp_path)})


@pytest.fixture
def one_database(tmp_path: Path) -> Settings:
    """Both stores in one database, as on PostgreSQL."""
    return read_settings({"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/all.db"})


def opened(store: Store, settings: Settings) -> Engine:
    return open_engine(store.url(settings))


def tables_in(store: Store, settings: Settings) -> set[str]:
    return set(inspect(opened(store, settings)).get_table_names())


def declared(store: Store) -> set[str]:
    return {name for metadata in store.metadata for name in metadata.tables}


@EACH_STORE
def test_the_migrated_schema_is_the_declared_one(store: Store, settings: Settings) -> None:
    store.upgrade(settings)
    with opened(store, settings).connect() as connection:
        for metadata in store.metadata:
            options = {
                "compare_type": True,
                "include_name": lambda name, kind, _parents, m=metadata: kind != "table" or name in m.tables,
            }
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, metadata) == []
    assert tables_in(store, settings) - {"sqlite_sequence"} == declared(store) | {store.version_table}


@EACH_STORE
def test_down_takes_every_table_away_and_up_works_again(store: Store, settings: Settings) -> None:
    store.upgrade(settings)
    store.downgrade(settings)
    assert tables_in(store, settings) - {"sqlite_sequence"} == {store.version_table}
    store.upgrade(settings)
    assert declared(store) <= tables_in(store, settings)


def test_both_stores_may_share_a_database_without_touching_each_other(one_database: Settings) -> None:
    for store in STORES.values():
        store.upgrade(one_database)
    STORES["registry"].downgrade(one_database)
    left = tables_in(STORES["channel"], one_database)
    assert declared(STORES["channel"]) <= left
    assert not declared(STORES["registry"]) & left


def test_tables_that_are_not_ours_survive(settings: Settings) -> None:
    channel = STORES["channel"]
    with opened(channel, settings).begin() as connection:
        connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY)"))
    channel.upgrade(settings)
    channel.downgrade(settings)
    assert "events" in tables_in(channel, settings)
    assert not channel.owns("events")


def test_a_failing_migration_leaves_nothing_behind(settings: Settings) -> None:
    channel = STORES["channel"]
    with opened(channel, settings).begin() as connection:
        connection.execute(text("CREATE TABLE wa_status (id INTEGER PRIMARY KEY)"))
    with pytest.raises(Exception, match="wa_status"):
        channel.upgrade(settings)
    assert declared(channel) & tables_in(channel, settings) == {"wa_status"}


def test_the_command_upgrades_both_and_empties_both(tmp_path: Path, settings: Settings) -> None:
    def run(*arguments: str) -> None:
        command = [sys.executable, "-m", "migrations", *arguments]
        subprocess.run(command, cwd=ROOT, env={"VAR_DIR": str(tmp_path)}, check=True, capture_output=True)

    run()
    assert all(declared(store) <= tables_in(store, settings) for store in STORES.values())
    run("--down")
    assert not any(declared(store) & tables_in(store, settings) for store in STORES.values())


def test_the_tables_load_neither_rasa_nor_tensorflow() -> None:
    program = "import sys, migrations.stores; print({'rasa', 'rasa_sdk', 'tensorflow'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "set()"
