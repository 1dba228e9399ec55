"""The world around the running product, for tests: Meta's webhooks, a citizen's chat, the store, the processes."""

from __future__ import annotations

import json
import os
import signal
import time
import xmlrpc.client
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import requests
from sqlalchemy import MetaData, select, text
from sqlalchemy.engine import make_url
from supervisor.xmlrpc import SupervisorTransport

from channels.whatsapp.signature import sign
from clock import SimulatedClock
from deploy.health import healthy
from deploy.supervision import programs
from settings import Settings
from storage.engine import open_engine, reading
from storage.vault import Vault
from tests.conversations.phone import BotAnswer, Phone, SimulatorClient
from tests.conversations.runner import response_patterns

POLL_S = 0.02
POSTGRES_FILES = """
SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
WHERE relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace) AND pg_relation_filepath(oid) IS NOT NULL
"""
Found = TypeVar("Found")
Json = dict[str, Any]


def eventually(look: Callable[[], Found], what: str, within: float = 30.0) -> Found:
    """The first true answer of `look`; fails when there is none within so many seconds."""
    give_up_at = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < give_up_at, f"not within {within} s: {what}"
        time.sleep(POLL_S)
    return found


class Meta:
    """Posts webhooks as Meta builds and signs them."""

    def __init__(self, settings: Settings) -> None:
        self._whatsapp = settings.whatsapp
        self.url = f"{settings.ingest_url}/webhook"
        self._clock = SimulatedClock(settings.clock_offset_file)
        self._http = requests.Session()

    def message(self, wa_id: str, content: Json, wamid: str = "") -> Json:
        stamp = str(int(self._clock.now().timestamp()))
        return {"from": wa_id, "id": wamid or f"wamid.{uuid4().hex}", "timestamp": stamp, **content}

    def text(self, wa_id: str, words: str, wamid: str = "") -> Json:
        return self.message(wa_id, {"type": "text", "text": {"body": words}}, wamid)

    def body(self, *messages: Json) -> Json:
        senders = dict.fromkeys(message["from"] for message in messages)
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"phone_number_id": self._whatsapp.phone_number_id},
            "contacts": [{"wa_id": wa_id, "profile": {"name": "Warga"}} for wa_id in senders],
            "messages": list(messages),
        }
        change = {"field": "messages", "value": value}
        return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}

    def post(self, body: Json) -> int:
        raw = json.dumps(body).encode()
        return self.post_bytes(raw, self.signed(raw))

    def signed(self, raw: bytes) -> dict[str, str]:
        return {"X-Hub-Signature-256": sign(raw, self._whatsapp.app_secret)}

    def post_bytes(self, raw: bytes, headers: Mapping[str, str]) -> int:
        return self._http.post(self.url, data=raw, headers=dict(headers), timeout=30).status_code

    def sends(self, *messages: Json) -> None:
        """All in one webhook, which must be taken."""
        assert self.post(self.body(*messages)) == 200


class Store:
    """Looks into the product's channel database, as an operator could."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = reading(open_engine(settings.channel_database_url))
        self._vault = Vault(settings.encryption_keys, settings.lookup_key)

    def rows(self, query: str, **values: Any) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(text(query), values).all())

    def user_key(self, wa_id: str) -> str:
        wa_hash = self._vault.fingerprint("wa_id", f"{self._settings.whatsapp.phone_number_id}:{wa_id}")
        return str(next((row[0] for row in self.rows("select key from wa_user where wa_hash = :h", h=wa_hash)), ""))

    def events(self, wa_id: str) -> list[Json]:
        query = "select data from events where sender_id = :key order by id"
        return [json.loads(row[0]) for row in self.rows(query, key=self.user_key(wa_id))]

    def inbox_states(self, wa_id: str) -> list[str]:
        query = "select state from wa_inbox where user_key = :key order by seq"
        return [row[0] for row in self.rows(query, key=self.user_key(wa_id))]

    def outbox(self, wa_id: str) -> list[tuple[str, str | None]]:
        """State and error code of every message to the citizen."""
        query = "select state, error_code from wa_outbox where user_key = :key order by seq"
        return [(row[0], row[1]) for row in self.rows(query, key=self.user_key(wa_id))]

    def size(self) -> int:
        return int(self.rows("select count(*) from wa_inbox")[0][0])


class Processes:
    """The product's processes under supervisor."""

    def __init__(self, settings: Settings) -> None:
        transport = SupervisorTransport(None, None, f"unix://{settings.var / 'supervisor.sock'}")
        self._supervisor: Any = xmlrpc.client.ServerProxy("http://localhost", transport=transport)
        self._health = {program.name: program.health_url for program in programs(settings)}

    def pid(self, name: str) -> int:
        return int(self._supervisor.supervisor.getProcessInfo(name)["pid"])

    def kill(self, name: str) -> None:
        os.kill(eventually(lambda: self.pid(name), f"{name} runs"), signal.SIGKILL)  # 0 would mean ourselves

    def wait_until_back(self, name: str) -> None:
        eventually(lambda: healthy(self._health[name]), f"{name} is healthy again", within=60)

    @contextmanager
    def paused(self, name: str) -> Iterator[None]:
        pid = eventually(lambda: self.pid(name), f"{name} runs")
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@dataclass
class World:
    """Everything a test needs; `citizen()` gives somebody who never wrote before, `citizens()` several at once."""

    settings: Settings
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.meta, self.store = Meta(self.settings), Store(self.settings)
        self.processes = Processes(self.settings)
        self.simulator = SimulatorClient(self.settings.simulator_url)
        self._patterns = response_patterns(self.settings.responses)

    def citizen(self) -> Citizen:
        return Citizen(self, Phone(self.simulator, f"62877{next(self.numbers):07d}"))

    def citizens(self, number: int) -> list[Citizen]:
        with ThreadPoolExecutor(number) as crowd:
            return list(crowd.map(lambda _: self.citizen(), range(number)))

    def says(self, name: str, words: str) -> bool:
        """Whether `words` are a variation of the response `name`."""
        return any(pattern.fullmatch(words.strip()) for pattern in self._patterns[name])

    @contextmanager
    def faults(self, **faults: Any) -> Iterator[None]:
        self.simulator.set_faults(faults)
        try:
            yield
        finally:
            self.simulator.set_faults({})


@dataclass
class Citizen:
    """Writes through raw webhooks and reads on the simulated phone."""

    world: World
    phone: Phone

    def __post_init__(self) -> None:
        """Meta lets us answer only who wrote in the last 24 hours: the phone waves, the channel itself answers."""
        self.phone.send("👋")

    @property
    def wa_id(self) -> str:
        return self.phone.wa_id

    def posts(self, *texts: str) -> None:
        """Without waiting for an answer."""
        self.world.meta.sends(*(self.world.meta.text(self.wa_id, words) for words in texts))

    def writes(self, *texts: str) -> list[str]:
        self.posts(*texts)
        return self.hears()

    def sends(self, content: Json) -> list[str]:
        self.world.meta.sends(self.world.meta.message(self.wa_id, content))
        return self.hears()

    def hears(self) -> list[str]:
        """What came since the last look, once nothing is on its way any more."""
        return [answer.text for answer in self.answers()]

    def answers(self) -> list[BotAnswer]:
        return self.phone.answers()

    def sms(self) -> list[str]:
        return self.world.simulator.sms(self.wa_id)


def files_of(folder: Path, pattern: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(pattern))}


def kept_in(url: str) -> dict[str, bytes]:
    """All that a database keeps, by file or table. Its files still hold much of what was deleted or changed since."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        file = Path(str(address.database))
        return files_of(file.parent, f"{file.name}*")
    engine = open_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))  # else the newest pages are not in the files yet
        files = {f"file of {name}": bytes(content) for name, content in connection.execute(text(POSTGRES_FILES))}
        schema = MetaData()
        schema.reflect(connection)
        rows = {f"rows of {name}": _joined(connection.execute(select(table))) for name, table in schema.tables.items()}
    engine.dispose()
    return files | rows


def _joined(rows: Iterable[Any]) -> bytes:
    values = (value for row in rows for value in row)
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)
