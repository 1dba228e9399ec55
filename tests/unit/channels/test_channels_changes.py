"""Who waits for rows learns of them soon, on a database that tells and on one that does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from channels.whatsapp.changes import CONNECT_AGAIN, REGULARLY, Changes, Regularly, until_changed, watch
from channels.whatsapp.inbox import Inbox
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import FakeClock, fake_vault, text_message, until

SOON = 0.3  # seconds
WHOLE = SOON - 0.01  # clocks are rounded


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def changes(engine: Engine) -> Iterator[Changes]:
    changes = watch(engine)
    yield changes
    changes.close()


async def seconds_until(changes: Changes, timeout: float) -> float:
    loop = asyncio.get_running_loop()
    start = loop.time()
    await until_changed(changes, timeout)
    return loop.time() - start


async def test_a_stored_message_and_a_released_citizen_are_announced(engine: Engine, changes: Changes) -> None:
    inbox = Inbox(engine, fake_vault(), FakeClock())
    assert await seconds_until(changes, SOON) >= WHOLE
    inbox.store([text_message("w1")])
    assert await seconds_until(changes, 5) < 1
    lease = inbox.claim("worker")
    assert lease is not None
    changes.changed()
    inbox.release(lease)
    assert await seconds_until(changes, 5) < 1
    assert await seconds_until(changes, SOON) >= WHOLE


async def test_what_is_rolled_back_wakes_nobody(engine: Engine, changes: Changes) -> None:
    inbox = Inbox(engine, fake_vault(), FakeClock())
    with engine.connect() as connection:
        inbox.store_in(connection, [text_message("w1")])
        connection.rollback()
    assert await seconds_until(changes, SOON) >= WHOLE


@dataclass
class HandTime:
    """In place of the module `time`."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.postgres
async def test_after_a_lost_connection_it_looks_regularly_and_listens_again(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = HandTime()
    monkeypatch.setattr("channels.whatsapp.changes.time", time)
    engine = open_engine(postgres_url)
    inbox, changes = Inbox(engine, fake_vault(), FakeClock()), watch(engine)

    with engine.begin() as connection:
        listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        connection.execute(text(f"{listening} AND datname = current_database()"))
    await until(changes.changed)
    for _ in range(3):
        time.now += REGULARLY
        assert [changes.changed(), changes.changed()] == [True, False]

    time.now += CONNECT_AGAIN
    assert [changes.changed(), changes.changed()] == [True, False]
    inbox.store([text_message("w1")])
    await until(changes.changed)  # it was told so: by its own time it is not yet due to look
    changes.close()
    engine.dispose()


async def test_a_database_that_does_not_tell_is_looked_at_regularly() -> None:
    assert all([await seconds_until(Regularly(), 5) < 1 for _ in range(3)])
    assert isinstance(watch(open_engine("sqlite://")), Regularly)
