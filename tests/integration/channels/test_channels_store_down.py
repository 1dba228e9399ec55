"""The database is not there when Meta posts: the webhook is refused, and Meta's repeat finds its place."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from channels.whatsapp.inbox import Inbox
from channels.whatsapp.ingest import create_app
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.pending import pending_for
from channels.whatsapp.signature import sign
from settings import read_settings
from tests.unit.channels.channels_fakes import (
    CITIZEN,
    NOON,
    FakeClock,
    FakeDocuments,
    FakeGraph,
    as_bytes,
    fake_vault,
    file_engine,
    webhook_body,
    wire_text,
)

BODY = as_bytes(webhook_body(wire_text("w1"), wire_text("w2")))


class Ingest:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "channel.db"
        self.engine = file_engine(folder)
        self.inbox = Inbox(self.engine, fake_vault(), FakeClock())
        outbox = Outbox(self.engine, fake_vault(), FakeClock())
        settings = read_settings({"VAR_DIR": str(folder)})
        self._secret = settings.whatsapp.app_secret
        app = create_app(settings, self.inbox, outbox, fake_vault(), FakeClock(), FakeGraph(), FakeDocuments())
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://ingest")

    async def takes(self) -> int:
        answer = await self._client.post("/webhook", content=BODY, headers={"X-Hub-Signature-256": self.signature})
        return answer.status_code

    def unanswered(self) -> int:
        return pending_for(self.engine, fake_vault(), CITIZEN, NOON).inbox

    @property
    def signature(self) -> str:
        return sign(BODY, self._secret)


@pytest.fixture
def ingest(tmp_path: Path) -> Ingest:
    return Ingest(tmp_path)


async def test_a_locked_database_refuses_and_the_repeat_is_stored_once(ingest: Ingest) -> None:
    @event.listens_for(ingest.engine, "connect")
    def _impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    ingest.engine.dispose()
    blocker = sqlite3.connect(ingest.file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")

    assert await ingest.takes() == 503

    blocker.execute("ROLLBACK")
    blocker.close()
    assert [await ingest.takes() for _ in range(2)] == [200, 200]
    assert ingest.unanswered() == 2


@pytest.mark.parametrize("table", ["wa_inbox", "wa_user"])
async def test_a_missing_table_refuses_all_of_the_webhook_and_the_repeat_is_stored(ingest: Ingest, table: str) -> None:
    with ingest.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO moved")

    assert await ingest.takes() == 503

    with ingest.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE moved RENAME TO {table}")
    assert ingest.unanswered() == 0
    assert await ingest.takes() == 200
    assert ingest.unanswered() == 2


async def test_a_failure_in_the_middle_of_a_webhook_keeps_none_of_it(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    @event.listens_for(ingest.engine, "before_cursor_execute")
    def _break_second(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO wa_inbox"):
            inserts.append(statement)
            if len(inserts) == 2:
                raise OperationalError(statement, {}, OSError("disk"))

    inserts: list[str] = []
    assert await ingest.takes() == 503
    assert ingest.unanswered() == 0
    assert await ingest.takes() == 200
    assert ingest.unanswered() == 2
