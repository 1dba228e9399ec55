"""The migrations build exactly the tables that the code declares, and take them away again."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from migrations.stores import STORES, Store
from settings import ROOT, Settings, read_settings
from storage.engine import open_engine
from tests.databases import Databases

# As a database of ours looks that is in use.
ACCOUNT = "INSERT INTO accounts VALUES ('a1', 'sealed', 'f1', '2021-11-03 00:00:00')"
CITIZEN = "INSERT INTO citizens VALUES ('c1', 'a1', 's', 'f2', 's', 's', 's', '2021-11-03 00:00:00')"
DOSE = (
    "INSERT INTO vaccinations (id, citizen_id, dose, vaccine, batch, date, facility)"
    " VALUES ('v1', 'c1', 1, 's', 's', 's', 's')"
)
EACH_STORE = pytest.mark.parametrize("store", STORES.values(), ids=STORES)


@pytest.fixture
def settings(databases: Databases) -> Settings:
    """A database for each store."""
    return read_settings({"CHANNEL_DATABASE_URL": databases.blank(), "REGISTRY_DATABASE_URL": databases.blank()})


@pytest.fixture
def one_database(databases: Databases) -> Settings:
    return read_settings({"DATABASE_URL": databases.blank()})


def opened(store: Store, settings: Settings) -> Engine:
    return open_engine(store.url(settings))


def tables_in(store: Store, settings: Settings) -> set[str]:
    """Without the one that SQLite keeps for itself."""
    return set(inspect(opened(store, settings)).get_table_names()) - {"sqlite_sequence"}


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
    assert tables_in(store, settings) == declared(store) | {store.version_table}


@EACH_STORE
def test_down_takes_every_table_away_and_up_works_again(store: Store, settings: Settings) -> None:
    store.upgrade(settings)
    store.downgrade(settings)
    assert tables_in(store, settings) == {store.version_table}
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


def test_people_and_their_doses_survive_the_way_up_and_down(settings: Settings) -> None:
    store = STORES["registry"]
    store.upgrade(settings, "registry_0006")
    with opened(store, settings).begin() as connection:
        for row in (ACCOUNT, CITIZEN, DOSE):
            connection.execute(text(row))
    store.upgrade(settings)
    store.downgrade(settings, "registry_0006")
    with opened(store, settings).connect() as connection:
        assert connection.execute(text("SELECT account_id FROM citizens")).all() == [("a1",)]
        assert connection.execute(text("SELECT citizen_id FROM vaccinations")).all() == [("c1",)]


def test_no_way_down_while_somebody_has_no_number(settings: Settings) -> None:
    store = STORES["registry"]
    store.upgrade(settings)
    with opened(store, settings).begin() as connection:
        connection.execute(text(CITIZEN.replace("'a1'", "NULL")))
    with pytest.raises(IntegrityError):
        store.downgrade(settings, "registry_0006")
    with opened(store, settings).connect() as connection:
        assert connection.execute(text("SELECT id FROM citizens")).all() == [("c1",)]


def test_the_command_upgrades_both_and_empties_both(settings: Settings) -> None:
    environment = {
        "CHANNEL_DATABASE_URL": settings.channel_database_url,
        "REGISTRY_DATABASE_URL": settings.registry_database_url,
    }

    def run(*arguments: str) -> None:
        command = [sys.executable, "-m", "migrations", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    run()
    assert all(declared(store) <= tables_in(store, settings) for store in STORES.values())
    run("--down")
    assert not any(declared(store) & tables_in(store, settings) for store in STORES.values())


def test_the_tables_load_neither_rasa_nor_tensorflow() -> None:
    program = "import sys, migrations.stores; print({'rasa', 'rasa_sdk', 'tensorflow'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "set()"
