"""Webhooks that wait at the same time are stored together, and one that cannot be stored harms no other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import DataError, OperationalError

from channels.whatsapp.intake import Intake
from channels.whatsapp.records import Webhook


def webhook() -> Webhook:
    return Webhook((), (), 0)


class Store:
    """Blocks its first transaction until `open` is set; refuses groups that hold one of `refused`."""

    def __init__(self, *refused: Webhook, error: type[Exception] = DataError) -> None:
        self.groups: list[int] = []
        self.began = threading.Event()
        self.open = threading.Event()
        self._refused = refused
        self._error = error

    def __call__(self, webhooks: Sequence[Webhook]) -> None:
        self.groups.append(len(webhooks))
        self.began.set()
        assert self.open.wait(5)
        if any(each is bad for each in webhooks for bad in self._refused):
            raise self._error("insert", {}, Exception("refused"))


async def keep_all(intake: Intake, store: Store, webhooks: Sequence[Webhook]) -> list[BaseException | None]:
    """Posts the first, lets the others come while it is being stored, and tells how each ended."""
    posts = [asyncio.create_task(intake.keep(each)) for each in webhooks]
    assert await asyncio.to_thread(store.began.wait, 5)
    store.open.set()
    ends = await asyncio.gather(*posts, return_exceptions=True)
    intake.close()
    return ends


async def test_what_waits_together_is_stored_together() -> None:
    store = Store()
    ends = await keep_all(Intake(store), store, [webhook() for _ in range(7)])
    assert ends == [None] * 7
    assert sum(store.groups) == 7
    assert len(store.groups) <= 2


async def test_one_that_cannot_be_stored_harms_no_other() -> None:
    webhooks = [webhook() for _ in range(4)]
    store = Store(webhooks[2])
    ends = await keep_all(Intake(store), store, webhooks)
    assert [type(end) for end in ends] == [type(None), type(None), DataError, type(None)]


async def test_with_the_store_gone_nobody_is_told_that_it_is_stored() -> None:
    webhooks = [webhook() for _ in range(3)]
    store = Store(*webhooks, error=OperationalError)
    ends = await keep_all(Intake(store), store, webhooks)
    assert [type(end) for end in ends] == [OperationalError] * 3


async def test_whoever_hangs_up_does_not_disturb_the_others() -> None:
    store = Store()
    intake = Intake(store)
    gone = asyncio.create_task(intake.keep(webhook()))
    assert await asyncio.to_thread(store.began.wait, 5)
    other = asyncio.create_task(intake.keep(webhook()))
    gone.cancel()
    store.open.set()
    await other
    with pytest.raises(asyncio.CancelledError):
        await gone
    intake.close()
