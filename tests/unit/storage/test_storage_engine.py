from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError, StatementError

from storage.engine import insert_ignore, open_engine, promptly, reading
from storage.types import UtcDateTime
from tests.databases import Databases

counters = Table("counters", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer))
moments = Table("moments", MetaData(), Column("at", UtcDateTime))


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    engine = open_engine(databases.blank())
    counters.create(engine)
    moments.create(engine)
    with engine.begin() as connection:
        connection.execute(insert(counters).values(id=1, value=0))
    yield engine
    engine.dispose()


def test_a_file_database_makes_its_folder(tmp_path: Path) -> None:
    with open_engine(f"sqlite:///{tmp_path / 'deeper' / 'test.db'}").connect():
        assert (tmp_path / "deeper" / "test.db").exists()


def test_concurrent_read_then_write_loses_nothing(engine: Engine) -> None:
    def increment(_: int) -> None:
        with engine.begin() as connection:
            value = connection.execute(select(counters.c.value).with_for_update()).scalar_one()
            connection.execute(update(counters).values(value=value + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment, range(80)))

    with engine.begin() as connection:
        assert connection.execute(select(counters.c.value)).scalar_one() == 80


def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with engine.begin() as writer:
        writer.execute(update(counters).values(value=7))
        with reading(engine).begin() as reader:
            assert reader.execute(select(counters.c.value)).scalar_one() == 0


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'locked.db'}")
    counters.create(engine)
    yield engine
    engine.dispose()


def test_what_waited_for_the_lock_is_still_all_or_nothing(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ChangedMyMind(Exception): ...

    def insert_and_fail() -> None:
        with promptly(sqlite_engine).begin() as connection:
            connection.execute(insert(counters).values(id=1, value=7))
            raise ChangedMyMind

    looked_in_vain = Event()
    monkeypatch.setattr("storage.engine.time.sleep", lambda _: looked_in_vain.set())
    with ThreadPoolExecutor(1) as pool:
        with sqlite_engine.begin():
            second = pool.submit(insert_and_fail)
            assert looked_in_vain.wait(timeout=5)
        assert isinstance(second.exception(), ChangedMyMind)

    with reading(sqlite_engine).begin() as connection:
        assert connection.execute(select(counters)).first() is None


def test_waiting_for_the_lock_ends(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.LOCK_PATIENCE_S", 0.01)
    with (
        sqlite_engine.begin(),
        pytest.raises(OperationalError, match="locked"),
        promptly(sqlite_engine).begin(),
    ):
        pass
    with promptly(sqlite_engine).begin() as connection:
        assert connection.execute(select(counters)).first() is None


def test_a_row_that_is_there_already_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert_ignore(counters, connection).values(id=1, value=99))
        connection.execute(insert_ignore(counters, connection).values(id=2, value=5))
        assert connection.execute(select(func.sum(counters.c.value))).scalar_one() == 5


def test_moments_come_back_in_utc(engine: Engine) -> None:
    jakarta = datetime(2022, 1, 27, 7, 0, tzinfo=timezone(timedelta(hours=7)))
    with engine.begin() as connection:
        connection.execute(insert(moments).values(at=jakarta))
        stored = connection.execute(select(moments.c.at)).scalar_one()

    assert stored == jakarta
    assert stored.utcoffset() == timedelta(0)


def test_moments_without_a_zone_are_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(StatementError, match="timezone"):
        connection.execute(insert(moments).values(at=datetime(2022, 1, 27)))
