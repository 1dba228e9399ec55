from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection, Engine

from channels.whatsapp.delivery import Delivery
from channels.whatsapp.housekeeping import EVERY, KEPT, Housekeeping
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import BotButton, BotMessage, DeliveryStatus, StatusUpdate
from channels.whatsapp.retention import Retention
from channels.whatsapp.tables import wa_inbox, wa_media, wa_outbox, wa_status, wa_token, wa_unclear
from channels.whatsapp.unclear import UnclearMessages
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import NOON, FakeClock, fake_vault, text_message, until

TABLES = (wa_inbox, wa_outbox, wa_status, wa_token, wa_media, wa_unclear)
MONTH = 32 * 86400.0


class Channel:
    def __init__(self, url: str) -> None:
        self.engine: Engine = open_engine(url)
        self.clock = FakeClock()
        self.inbox = Inbox(self.engine, fake_vault(), self.clock)
        self.outbox = Outbox(self.engine, fake_vault(), self.clock)
        self.delivery = Delivery(self.engine, fake_vault(), self.clock, "sender")

    def whole_turn(self, wamid: str) -> None:
        """A message comes, is answered with an option, and WhatsApp reports the answer as delivered."""
        self.inbox.store([text_message(wamid, sent_at=self.clock.now())])
        lease = self.inbox.claim("worker")
        assert lease is not None
        rows = self.inbox.waiting(lease)
        with self.engine.begin() as connection:
            answer = BotMessage("Halo", (BotButton("Menu", "/ask_menu"),))
            self.outbox.enqueue(connection, lease.user_key, rows[0].id, [answer])
            self.inbox.finish(connection, lease, [row.id for row in rows])
            self._keep_photo(connection, lease.user_key, wamid)
            unclear = {"text": "?", "intent": {"name": "nlu_fallback"}, "intent_ranking": []}
            UnclearMessages(self.engine, fake_vault(), self.clock).note(connection, lease.user_key, wamid, unclear)
        self.inbox.release(lease)
        (sent,) = self.delivery.claim(1)
        self.delivery.accepted(sent.id, f"out-{wamid}")
        report = StatusUpdate(f"out-{wamid}", DeliveryStatus.DELIVERED, self.clock.now(), None, sent.id)
        with self.engine.begin() as connection:
            self.delivery.record_statuses(connection, [report])

    def _keep_photo(self, connection: Connection, user_key: str, name: str) -> None:
        sealed = fake_vault().seal("x", place=f"wa_media/{name}/content")
        row = {"id": name, "user_key": user_key, "turn_id": "t", "mime_type": "image/jpeg", "size": 1, "sha256": "0"}
        connection.execute(insert(wa_media).values(**row, content=sealed, received_at=self.clock.now()))

    def counts(self) -> list[int]:
        with self.engine.begin() as connection:
            return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


@pytest.fixture
def channel(database_url: str) -> Iterator[Channel]:
    channel = Channel(database_url)
    yield channel
    channel.engine.dispose()


def test_what_is_done_with_for_a_month_is_deleted_and_the_rest_stays(channel: Channel) -> None:
    for number in range(5):
        channel.whole_turn(f"old-{number}")
    channel.clock.advance(MONTH)
    channel.whole_turn("young")

    gone = Retention(channel.engine, batch=2).purge(channel.clock.now() - KEPT)

    assert gone == 30
    assert channel.counts() == [1, 1, 1, 1, 1, 1]
    assert Retention(channel.engine).purge(channel.clock.now() - KEPT) == 0


def test_what_still_waits_is_kept_however_old(channel: Channel) -> None:
    channel.inbox.store([text_message("never answered")])
    channel.whole_turn("answered")  # takes both: one turn
    channel.inbox.store([text_message("waits")])
    channel.clock.advance(MONTH)

    Retention(channel.engine, batch=1).purge(channel.clock.now() - KEPT)

    assert channel.counts()[0] == 1
    assert channel.inbox.claim("worker") is not None


def test_a_repeat_of_meta_within_its_seven_days_is_still_known(channel: Channel) -> None:
    channel.whole_turn("w1")
    channel.clock.advance(7 * 86400)

    Retention(channel.engine).purge(channel.clock.now() - KEPT)

    assert channel.inbox.store([text_message("w1")]) == 0


class ClockWithLooks(FakeClock):
    looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return super().now()


async def test_housekeeping_runs_daily_by_the_clock_and_one_failure_stops_nothing() -> None:
    clock, seen = ClockWithLooks(), list[datetime]()

    def broken(_before: datetime) -> None:
        raise OSError

    running = asyncio.create_task(Housekeeping([broken, seen.append], clock, look_s=0.001).run())
    await until(lambda: seen == [NOON - KEPT])
    clock.advance((EVERY - timedelta(seconds=1)).total_seconds())
    looks = clock.looks
    await until(lambda: clock.looks > looks + 1)
    assert len(seen) == 1
    clock.advance(1)
    await until(lambda: seen == [NOON - KEPT, NOON + EVERY - KEPT])
    running.cancel()
