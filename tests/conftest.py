"""Fixtures that many tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import (
    Databases,
    PostgresDatabases,
    PostgresMissing,
    PostgresPool,
    PostgresServer,
    SqliteFiles,
    create_tables,
)
from tests.product import Product

settings.register_profile("untimed", deadline=None)  # how fast the machine is, is no property of the code
settings.load_profile("untimed")

PRODUCT_FIXTURES = {"product": "product on SQLite", "product_on_postgres": "product on PostgreSQL"}
STARTED_ONCE_A_FILE = frozenset({"browser", "pipeline"})


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests run side by side, but one running product serves one, and files with a browser start it once."""
    for item in items:
        asked = getattr(item, "callspec", None) and item.callspec.params.get("each_product")  # type: ignore[attr-defined]
        fixtures = {*getattr(item, "fixturenames", ()), asked}
        group = next((PRODUCT_FIXTURES[name] for name in PRODUCT_FIXTURES if name in fixtures), "")
        if not group and fixtures & STARTED_ONCE_A_FILE:
            group = str(item.path)
        if group:
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The running product; started once for all tests that ask for it."""
    product = Product(tmp_path_factory.mktemp("product"))
    product.start()
    yield product
    product.stop()


@pytest.fixture(scope="session")
def product_on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres_pool: PostgresPool) -> Iterator[Product]:
    """The running product with both stores in one PostgreSQL database, as it runs on many machines."""
    databases = PostgresDatabases(postgres_pool)
    product = Product(tmp_path_factory.mktemp("product-on-postgres"), {"DATABASE_URL": databases.blank()})
    product.start()
    yield product
    product.stop()
    databases.remove()


@pytest.fixture(
    scope="session",
    params=["product", pytest.param("product_on_postgres", marks=pytest.mark.postgres)],
    ids=["sqlite", "postgresql"],
)
def each_product(request: pytest.FixtureRequest) -> Product:
    """The running product; the test runs once on SQLite and once on PostgreSQL."""
    running: Product = request.getfixturevalue(request.param)
    return running


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started for the first test that asks for it."""
    try:
        server = PostgresServer()
    except PostgresMissing as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_pool(postgres: PostgresServer) -> PostgresPool:
    return PostgresPool(postgres)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """For tests that need several databases, or one without tables; runs them on SQLite and on PostgreSQL."""
    given: Databases
    if request.param == "sqlite":
        given = SqliteFiles(request.getfixturevalue("sqlite_template"), tmp_path / "databases")
    else:
        given = PostgresDatabases(request.getfixturevalue("postgres_pool"))
    yield given
    given.remove()


@pytest.fixture
def database_url(databases: Databases) -> str:
    """An empty database with every table; the test runs once on SQLite and once on PostgreSQL."""
    return databases.fresh()


@pytest.fixture
def postgres_url(postgres_pool: PostgresPool) -> Iterator[str]:
    """As `database_url`, for what concerns PostgreSQL alone."""
    given = PostgresDatabases(postgres_pool)
    yield given.fresh()
    given.remove()
