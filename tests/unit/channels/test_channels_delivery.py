from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine, Row

from channels.whatsapp.delivery import Delivery, Patience
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import BotMessage, DeliveryStatus, DocumentReference, StatusUpdate
from channels.whatsapp.tables import wa_outbox, wa_status, wa_user
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import (
    CITIZEN,
    NEIGHBOUR,
    NOON,
    FakeClock,
    fake_vault,
    text_message,
)

PATIENCE = Patience(sending=90, unknown=6, media=5)


class Setting:
    """An outbox with two citizens, and the sender's side of it."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = open_engine(url)
        self.clock = FakeClock()
        vault = fake_vault()
        Inbox(self.engine, vault, self.clock).store([text_message("a"), text_message("b", wa_id=NEIGHBOUR)])
        self.outbox = Outbox(self.engine, vault, self.clock)
        self.delivery = Delivery(self.engine, vault, self.clock, "me", PATIENCE, chance=lambda: 0.5)
        with self.engine.begin() as connection:
            first, second = connection.execute(select(wa_user.c.key, wa_user.c.wa_hash)).all()
        mine = vault.fingerprint("wa_id", f"105550567000001:{CITIZEN}")
        self.citizen, self.neighbour = (first.key, second.key) if first.wa_hash == mine else (second.key, first.key)

    def say(self, *texts: str, to: str = "") -> None:
        self.enqueue(*(BotMessage(text) for text in texts), to=to)

    def enqueue(self, *messages: BotMessage, to: str = "") -> None:
        with self.engine.begin() as connection:
            self.outbox.enqueue(connection, to or self.citizen, "turn", messages)

    def report(self, status: DeliveryStatus, *, wamid: str = "o1", opaque_id: str = "", code: int | None = None) -> int:
        update = StatusUpdate(wamid, status, self.clock.now(), code, opaque_id)
        with self.engine.begin() as connection:
            return self.delivery.record_statuses(connection, [update])

    def rows(self) -> list[Row]:
        with self.engine.begin() as connection:
            return connection.execute(select(wa_outbox).order_by(wa_outbox.c.seq)).all()

    def texts(self) -> list[str]:
        return [row.body["text"]["body"] for row in self.delivery.claim(10)]


@pytest.fixture
def setting(database_url: str) -> Iterator[Setting]:
    setting = Setting(database_url)
    yield setting
    setting.engine.dispose()


def test_one_message_for_each_citizen_and_none_for_the_busy(setting: Setting) -> None:
    setting.say("satu", "dua")
    setting.say("tiga", to=setting.neighbour)
    assert [row.wa_id for row in setting.delivery.claim(10, busy=[setting.citizen])] == [NEIGHBOUR]
    assert setting.texts() == ["satu"]
    assert setting.delivery.claim(10) == []


def test_the_next_goes_when_the_one_before_is_accepted_or_given_up(setting: Setting) -> None:
    setting.say("satu", "dua", "tiga")
    (first,) = setting.delivery.claim(10)
    setting.delivery.accepted(first.id, "o1")
    (second,) = setting.delivery.claim(10)
    assert second.body["text"]["body"] == "dua"
    setting.delivery.dead(second.id, "131026")
    assert setting.texts() == ["tiga"]
    assert [row.error_code for row in setting.rows()] == [None, "131026", None]


def test_a_message_put_off_holds_back_the_next(setting: Setting) -> None:
    setting.say("satu", "dua")
    (first,) = setting.delivery.claim(10)
    setting.delivery.retry(first.id, 4, "131056")
    assert setting.texts() == []
    setting.clock.advance(4)
    (again,) = setting.delivery.claim(10)
    assert (again.id, again.attempt) == (first.id, 2)


def test_a_lost_answer_waits_for_its_status_and_is_not_said_twice(setting: Setting) -> None:
    setting.say("satu", "dua")
    (first,) = setting.delivery.claim(10)
    setting.delivery.unknown(first.id)
    setting.clock.advance(3)
    assert setting.delivery.claim(10) == []
    assert setting.report(DeliveryStatus.SENT, opaque_id=first.id) == 1
    assert setting.texts() == ["dua"]
    setting.clock.advance(3600)
    assert setting.rows()[0].state == "accepted"


def test_a_lost_answer_without_status_is_sent_again(setting: Setting) -> None:
    setting.say("satu")
    (first,) = setting.delivery.claim(10)
    setting.delivery.unknown(first.id)
    setting.clock.advance(6)
    assert setting.texts() == ["satu"]


def test_what_a_dead_sender_had_in_hand_is_treated_as_a_lost_answer(setting: Setting) -> None:
    setting.say("satu")
    setting.delivery.claim(10)
    setting.clock.advance(90)
    assert setting.delivery.claim(10) == []
    assert setting.rows()[0].state == "unknown"
    setting.clock.advance(6)
    assert setting.texts() == ["satu"]


def test_a_restarted_sender_takes_up_its_own_at_once(setting: Setting) -> None:
    setting.say("satu")
    setting.delivery.claim(10)
    assert setting.delivery.recover() == 1
    setting.clock.advance(20)
    assert setting.texts() == ["satu"]


def test_a_restarted_sender_waits_long_for_the_status_of_a_lost_answer(setting: Setting) -> None:
    setting.say("satu")
    (row,) = setting.delivery.claim(10)
    setting.delivery.unknown(row.id)
    assert setting.delivery.recover() == 1
    setting.clock.advance(19)
    assert setting.texts() == []
    setting.clock.advance(1)
    assert setting.texts() == ["satu"]


def test_a_status_faster_than_the_answer_is_believed(setting: Setting) -> None:
    setting.say("satu")
    (row,) = setting.delivery.claim(10)
    setting.report(DeliveryStatus.DELIVERED, opaque_id=row.id)
    setting.delivery.retry(row.id, 0, "unreachable")
    (kept,) = setting.rows()
    assert (kept.state, kept.status) == ("accepted", "delivered")


def test_after_a_document_the_next_waits_for_sent_but_not_for_ever(setting: Setting) -> None:
    document = BotMessage("", document=DocumentReference("c", "S.pdf", "application/pdf"))
    setting.enqueue(document, BotMessage("Ada lagi?"))
    (first,) = setting.delivery.claim(10)
    setting.delivery.accepted(first.id, "o1")
    setting.clock.advance(1)
    assert setting.texts() == []
    setting.report(DeliveryStatus.SENT)
    assert setting.texts() == ["Ada lagi?"]

    setting.enqueue(document, BotMessage("Lagi"), to=setting.neighbour)
    (other,) = setting.delivery.claim(10)
    setting.delivery.accepted(other.id, "o2")
    setting.clock.advance(6)
    assert setting.texts() == ["Lagi"]


@pytest.mark.parametrize("order", permutations([DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ]))
def test_statuses_in_any_order_end_with_the_highest(setting: Setting, order: tuple[DeliveryStatus, ...]) -> None:
    setting.say("satu")
    (row,) = setting.delivery.claim(10)
    setting.delivery.accepted(row.id, "o1")
    for status in order:
        assert setting.report(status) == 1
        setting.report(status)
    assert setting.rows()[0].status == "read"
    with setting.engine.begin() as connection:
        assert len(connection.execute(select(wa_status)).all()) == 3


def test_a_late_failure_for_good_is_noted_and_not_repeated(setting: Setting) -> None:
    setting.say("satu")
    (row,) = setting.delivery.claim(10)
    setting.delivery.accepted(row.id, "o1")
    setting.report(DeliveryStatus.FAILED, code=131047)
    (dead,) = setting.rows()
    assert (dead.state, dead.status, dead.error_code) == ("dead", "failed", "131047")
    assert setting.delivery.claim(10) == []


def test_a_late_passing_failure_is_sent_again_once_for_each_report(setting: Setting) -> None:
    setting.say("satu")
    (row,) = setting.delivery.claim(10)
    setting.delivery.accepted(row.id, "o1")
    setting.report(DeliveryStatus.FAILED, code=131000, opaque_id=row.id)
    setting.clock.advance(2)
    (again,) = setting.delivery.claim(10)
    late_copy = StatusUpdate("o1", DeliveryStatus.FAILED, NOON, 131000, row.id)
    with setting.engine.begin() as connection:
        setting.delivery.record_statuses(connection, [late_copy])
    assert setting.rows()[0].state == "sending"
    setting.delivery.accepted(again.id, "o2")
    setting.report(DeliveryStatus.DELIVERED, wamid="o2")
    assert setting.rows()[0].status == "delivered"


def test_a_delivery_beats_a_failure(setting: Setting) -> None:
    setting.say("satu")
    (row,) = setting.delivery.claim(10)
    setting.delivery.accepted(row.id, "o1")
    setting.report(DeliveryStatus.DELIVERED)
    setting.report(DeliveryStatus.FAILED, code=131000)
    assert (setting.rows()[0].state, setting.rows()[0].status) == ("accepted", "delivered")


def test_a_status_of_a_foreign_message_is_nothing_of_ours(setting: Setting) -> None:
    setting.say("satu")
    assert setting.report(DeliveryStatus.SENT, wamid="foreign") == 0


def test_webhooks_with_the_same_statuses_in_another_order_do_not_stand_in_each_others_way(setting: Setting) -> None:
    setting.say(*(f"{n}" for n in range(8)))
    for number in range(8):
        (row,) = setting.delivery.claim(10)
        setting.delivery.accepted(row.id, f"o{number}")
    statuses = [StatusUpdate(f"o{number}", DeliveryStatus.SENT, NOON, None, "") for number in range(8)]
    barrier = Barrier(2)

    def record(order: list[StatusUpdate]) -> int:
        barrier.wait()
        with setting.engine.begin() as connection:
            return setting.delivery.record_statuses(connection, order)

    with ThreadPoolExecutor(2) as webhooks:
        assert list(webhooks.map(record, (statuses, statuses[::-1]))) == [8, 8]
    assert {row.status for row in setting.rows()} == {"sent"}
