from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from channels.whatsapp.inbox import Inbox, LeaseLost
from channels.whatsapp.pace import recent_count
from channels.whatsapp.pending import Pending, pending_for
from channels.whatsapp.records import Lease
from channels.whatsapp.tables import wa_inbox, wa_user
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import (
    CITIZEN,
    NEIGHBOUR,
    NOON,
    FakeClock,
    fake_vault,
    text_message,
)

NOTHING = Pending(inbox=0, outbox=0, turns=0)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def inbox(engine: Engine, clock: FakeClock) -> Inbox:
    return Inbox(engine, fake_vault(), clock)


def owed(inbox: Inbox) -> Pending:
    return pending_for(inbox.engine, fake_vault(), CITIZEN, NOON)


def leased(inbox: Inbox, owner: str = "worker") -> Lease:
    lease = inbox.claim(owner)
    assert lease is not None
    return lease


def test_a_message_delivered_twice_is_stored_once(inbox: Inbox) -> None:
    assert inbox.store([text_message("w1"), text_message("w1"), text_message("w2")]) == 2
    assert inbox.store([text_message("w2")]) == 0
    assert owed(inbox).inbox == 2


def test_a_stored_message_comes_back_whole_and_in_order(inbox: Inbox) -> None:
    early = text_message("w2", "satu", sent_at=NOON - timedelta(seconds=5))
    late = text_message("w1", "dua 🙏", sent_at=NOON)
    inbox.store([late, early])

    rows = inbox.waiting(leased(inbox))

    assert [row.message for row in rows] == [early, late]


def test_nothing_personal_stands_in_the_tables_in_clear(inbox: Inbox, engine: Engine) -> None:
    inbox.store([text_message("wamid.SECRET", "rahasia")])
    with engine.begin() as connection:
        dump = repr(connection.execute(select(wa_inbox)).all()) + repr(connection.execute(select(wa_user)).all())
    for secret in (CITIZEN, "rahasia", "wamid.SECRET"):
        assert secret not in dump


def test_a_citizen_has_one_lease_at_a_time(inbox: Inbox) -> None:
    inbox.store([text_message("w1"), text_message("w2", wa_id=NEIGHBOUR)])

    first, second = leased(inbox), leased(inbox)

    assert first.user_key != second.user_key
    assert inbox.claim("worker") is None
    assert owed(inbox).turns == 1


def test_a_finished_message_is_gone_and_its_words_with_it(inbox: Inbox, engine: Engine) -> None:
    inbox.store([text_message("w1")])
    lease = leased(inbox)
    rows = inbox.waiting(lease)
    inbox.take(lease, rows)
    with engine.begin() as connection:
        inbox.finish(connection, lease, [row.id for row in rows])
    inbox.release(lease)

    assert owed(inbox) == NOTHING
    assert inbox.claim("worker") is None
    with engine.begin() as connection:
        assert connection.execute(select(wa_inbox.c.payload)).scalar() is None
    assert inbox.store([text_message("w1")]) == 0


def test_a_worker_that_slept_through_its_lease_cannot_commit(inbox: Inbox, clock: FakeClock, engine: Engine) -> None:
    inbox.store([text_message("w1")])
    stale = leased(inbox, "sleepy")
    rows = inbox.waiting(stale)
    inbox.take(stale, rows)
    clock.advance(91)

    fresh = leased(inbox, "other")

    assert fresh.fence > stale.fence
    again = inbox.waiting(fresh)
    assert [row.attempts for row in again] == [1]
    inbox.take(fresh, again)
    ids = [row.id for row in rows]
    with pytest.raises(LeaseLost), engine.begin() as connection:
        inbox.finish(connection, stale, ids)
    with pytest.raises(LeaseLost):
        inbox.renew(stale)
    with pytest.raises(LeaseLost):
        inbox.bury(stale, ids)
    inbox.release(stale)
    assert owed(inbox).turns == 1


def test_a_renewed_lease_lives_on(inbox: Inbox, clock: FakeClock) -> None:
    inbox.store([text_message("w1")])
    lease = leased(inbox)
    clock.advance(80)
    inbox.renew(lease)
    clock.advance(80)
    assert inbox.claim("other") is None


def test_later_messages_wait_behind_one_that_is_put_off(inbox: Inbox, clock: FakeClock) -> None:
    inbox.store([text_message("w1", "satu")])
    lease = leased(inbox)
    rows = inbox.waiting(lease)
    inbox.take(lease, rows)
    inbox.retry_later(lease, [rows[0].id], clock.now() + timedelta(seconds=30))
    inbox.release(lease)
    inbox.store([text_message("w2", "dua")])

    assert inbox.claim("worker") is None
    clock.advance(30)
    assert [row.message.text for row in inbox.waiting(leased(inbox))] == ["satu", "dua"]


def test_a_buried_message_no_longer_stops_the_citizen(inbox: Inbox) -> None:
    inbox.store([text_message("w1", "racun"), text_message("w2", "sehat")])
    lease = leased(inbox)
    rows = inbox.waiting(lease)
    inbox.bury(lease, [rows[0].id])
    assert [row.message.text for row in inbox.waiting(lease)] == ["sehat"]
    assert owed(inbox).inbox == 1


def test_released_messages_wait_again(inbox: Inbox) -> None:
    inbox.store([text_message("w1")])
    lease = leased(inbox)
    inbox.take(lease, inbox.waiting(lease))
    inbox.release(lease)
    assert len(inbox.waiting(leased(inbox))) == 1


def test_recent_messages_are_counted_from_a_moment_on(inbox: Inbox, clock: FakeClock) -> None:
    inbox.store([text_message("w1")])
    lease = leased(inbox)
    clock.advance(60)
    inbox.store([text_message("w2")])
    rows = inbox.waiting(lease)
    assert recent_count(inbox.engine, rows, lease, clock.now() - timedelta(seconds=10)) == 1
    assert recent_count(inbox.engine, rows, lease, NOON) == 2
    assert recent_count(inbox.engine, rows[:1], lease, NOON) == 1


def test_an_unknown_citizen_waits_for_nothing(inbox: Inbox) -> None:
    assert pending_for(inbox.engine, fake_vault(), "62800", NOON) == NOTHING


def at_once(*works: Callable[[], object]) -> list[object]:
    """Runs all in threads that start together; the first failure is raised."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def test_webhooks_that_bring_the_same_in_another_order_store_it_once(inbox: Inbox) -> None:
    for round_ in range(5):
        messages = [text_message(f"w{round_}-{n}", wa_id=f"628{n % 4}") for n in range(12)]
        shuffled = [*messages[6:], *messages[:6]]
        stored = at_once(*(partial(inbox.store, order) for order in (messages, messages[::-1], shuffled)))
        assert sum(stored) == len(messages)


def test_workers_that_look_at_once_serve_different_citizens(inbox: Inbox) -> None:
    inbox.store([text_message(f"w{n}", wa_id=f"6281{n}") for n in range(12)])
    leases = at_once(*(partial(inbox.claim, f"worker {n}") for n in range(6)))
    assert len({lease.user_key for lease in leases if isinstance(lease, Lease)}) == len(leases)
