from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from channels.whatsapp.changes import until_changed, watch
from channels.whatsapp.dispatcher import Dispatcher, is_dead, owner_name
from channels.whatsapp.health_of_turns import check
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.rasa_channel import WhatsAppInput
from channels.whatsapp.records import InboundMessage, Lease, MessageKind
from storage.engine import open_engine
from storage.vault import Vault
from tests.unit.channels.turn_world import MovableClock


@dataclass
class FakeAgent:
    ready: bool = True
    asked: int = 0

    def is_ready(self) -> bool:
        self.asked += 1
        return self.ready


@dataclass
class FakeWorker:
    """Ends as many turns as it is told to."""

    inbox: Inbox
    serving: list[Lease] = field(default_factory=list)
    may_end: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    side_by_side: int = 0
    most_side_by_side: int = 0

    async def serve(self, lease: Lease) -> None:
        self.serving.append(lease)
        self.side_by_side += 1
        self.most_side_by_side = max(self.most_side_by_side, self.side_by_side)
        try:
            await self.may_end.acquire()
            with self.inbox.engine.begin() as connection:
                ids = [row.id for row in self.inbox.waiting(lease)]
                self.inbox.finish(connection, lease, ids)
        finally:
            self.side_by_side -= 1
            self.inbox.release(lease)


@pytest.fixture
def inbox(database_url: str) -> Iterator[Inbox]:
    inbox = make_inbox(database_url)
    yield inbox
    inbox.engine.dispose()


def make_inbox(url: str) -> Inbox:
    return Inbox(open_engine(url), Vault({"k": b"1" * 32}, b"2" * 32), MovableClock())


def write(inbox: Inbox, wa_id: str) -> None:
    sent_at = MovableClock().now()
    inbox.store([InboundMessage(f"w-{wa_id}", "1", wa_id, MessageKind.TEXT, text="halo", sent_at=sent_at)])


async def until(condition: Callable[[], Any]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not happen")


async def test_citizens_are_served_side_by_side_up_to_the_capacity(inbox: Inbox) -> None:
    worker = FakeWorker(inbox)
    dispatcher = Dispatcher(inbox, worker, FakeAgent, capacity=2)  # type: ignore[arg-type]
    for wa_id in ("1", "2", "3", "4", "5"):
        write(inbox, wa_id)
    dispatcher.start()
    await until(lambda: worker.side_by_side == 2)
    assert dispatcher.alive
    for served in (3, 4, 5):
        worker.may_end.release()
        await until(lambda served=served: len(worker.serving) == served)
    await dispatcher.stop(patience=0)
    assert worker.most_side_by_side == 2
    assert not dispatcher.alive


async def test_nobody_is_leased_before_the_model_is_there(inbox: Inbox) -> None:
    worker, agent = FakeWorker(inbox), FakeAgent(ready=False)
    dispatcher = Dispatcher(inbox, worker, lambda: agent, capacity=2)  # type: ignore[arg-type, return-value]
    write(inbox, "1")
    dispatcher.start()
    await until(lambda: agent.asked > 1)
    assert worker.serving == []
    free = inbox.claim("another")
    assert free is not None
    inbox.release(free)
    agent.ready = True
    await until(lambda: worker.serving)
    worker.may_end.release()
    await dispatcher.stop()


async def test_a_turn_that_does_not_end_is_cancelled_and_its_citizen_waits_again(inbox: Inbox) -> None:
    worker = FakeWorker(inbox)
    dispatcher = Dispatcher(inbox, worker, FakeAgent, capacity=2)  # type: ignore[arg-type]
    write(inbox, "1")
    dispatcher.start()
    await until(lambda: worker.serving)
    await dispatcher.stop(patience=0.05)
    assert inbox.claim("another") is not None


async def test_an_unreadable_inbox_does_not_end_the_loop(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, calls = FakeWorker(inbox), 0

    def broken(owner: str) -> Lease | None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError
        return None

    monkeypatch.setattr("channels.whatsapp.dispatcher.AFTER_ERROR", 0.01)
    monkeypatch.setattr(inbox, "claim", broken)
    dispatcher = Dispatcher(inbox, worker, FakeAgent, capacity=1)  # type: ignore[arg-type]
    dispatcher.start()
    await until(lambda: calls > 1)
    assert dispatcher.alive
    await dispatcher.stop()


async def test_who_waits_learns_that_another_connection_wrote(inbox: Inbox, database_url: str) -> None:
    changes = watch(inbox.engine)
    assert not changes.changed()
    waiting = asyncio.create_task(until_changed(changes, timeout=5))
    write(make_inbox(database_url), "1")
    await asyncio.wait_for(waiting, 2)
    assert not changes.changed()
    changes.close()


def test_health_tells_the_truth_before_anything_is_there(inbox: Inbox) -> None:
    assert not any(check(SimpleNamespace()).values())
    in_memory = SimpleNamespace(is_ready=lambda: True, tracker_store=SimpleNamespace(_tracker_store=object()))
    context = SimpleNamespace(agent=in_memory, turn_parts=SimpleNamespace(inbox=inbox))
    assert check(context) == {
        "model_loaded": True,
        "turn_store": False,
        "workers_alive": False,
        "store_reachable": True,
    }


def test_rasa_finds_the_channel_by_its_path() -> None:
    from rasa.shared.utils.common import class_from_module_path

    channel = class_from_module_path("channels.whatsapp.rasa_channel.WhatsAppInput").from_credentials({"workers": 3})
    assert isinstance(channel, WhatsAppInput)
    assert channel.name() == "whatsapp"


@pytest.fixture
def dead_process() -> str:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return owner_name(ended.pid)


def test_a_process_is_dead_only_when_it_ran_here_and_does_not_any_more(dead_process: str) -> None:
    assert is_dead(dead_process)
    assert is_dead(owner_name(os.getpid()))  # asked at the start, when this process has leased nobody
    assert not is_dead(owner_name(os.getppid()))
    assert not is_dead(f"elsewhere:{dead_process.rpartition(':')[2]}")
    assert not is_dead("")


async def test_citizens_of_a_process_that_died_are_served_at_once(inbox: Inbox, dead_process: str) -> None:
    write(inbox, "6281")
    write(inbox, "6282")
    assert inbox.claim(dead_process) is not None
    assert inbox.claim("elsewhere:1") is not None
    worker = FakeWorker(inbox)
    dispatcher = Dispatcher(inbox, worker, FakeAgent, 4)  # type: ignore[arg-type]

    dispatcher.start()
    await until(lambda: len(worker.serving) == 1)
    worker.may_end.release()
    await dispatcher.stop()

    assert len(worker.serving) == 1  # the other one is served elsewhere
