"""Who waits for rows learns of them soon, on a database that tells and on one that does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from channels.whatsapp.changes import Changes, Regularly, until_changed, watch
from channels.whatsapp.inbox import Inbox
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import FakeClock, fake_vault, text_message

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


@pytest.mark.postgres
async def test_after_a_lost_connection_it_looks_regularly_and_listens_again(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.whatsapp.changes.CONNECT_AGAIN", 0.3)
    engine = open_engine(postgres_url)
    changes = watch(engine)
    with engine.begin() as connection:
        listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        connection.execute(text(f"{listening} AND datname = current_database()"))
    for _ in range(3):
        assert await seconds_until(changes, 5) < 1
    await asyncio.sleep(0.3)
    changes.changed()  # connects again
    assert await seconds_until(changes, SOON) >= WHOLE
    Inbox(engine, fake_vault(), FakeClock()).store([text_message("w1")])
    assert await seconds_until(changes, 5) < 1
    changes.close()
    engine.dispose()


async def test_a_database_that_does_not_tell_is_looked_at_regularly() -> None:
    assert all([await seconds_until(Regularly(), 5) < 1 for _ in range(3)])
    assert isinstance(watch(open_engine("sqlite://")), Regularly)
