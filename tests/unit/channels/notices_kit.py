"""The channel as news passes through it: a source that gives, an outbox, and Meta's side with its 24 h window."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, select

from channels.whatsapp.delivery import Delivery
from channels.whatsapp.graph import GraphError
from channels.whatsapp.handover import HandOvers
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.news import News
from channels.whatsapp.notices import Notices
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.pending import pending_for
from channels.whatsapp.postman import Postman
from channels.whatsapp.records import BotMessage, DocumentReference, Notice
from channels.whatsapp.tables import wa_outbox, wa_user
from storage.engine import open_engine
from storage.vault import Sealed
from tests.unit.channels.channels_fakes import CITIZEN, FakeClock, FakeDocument, FakeDocuments, fake_vault, text_message
from tests.unit.channels.turn_world import text_of
from wording import Button, Sentence, Wording

CASE = "LP-211103-7K2D"
DAY = 24 * 3600.0
CERTIFICATE = DocumentReference("certificate", "Sertifikat-Vaksin-Dosis-2.pdf", "application/pdf")
TEMPLATE = {"template": "case_update", "language": "id", "button": "Baca"}
WORDING = Wording(
    {
        "utter_notice_solved": Sentence("<solved {number}>", (Button("Menu", "/ask_menu"),)),
        "utter_template_case_update": Sentence("<news of {number}>", custom=TEMPLATE),
        "utter_handover_started": Sentence("<started>"),
        "utter_handover_ended": Sentence("<ended>", custom={"said_by_citizen": ["selesai"]}),
        "utter_handover_timed_out": Sentence("<timed out>"),
    }
)


class FakeSource:
    """Gives every notice again until it is reported as sent; `dying` makes that report fail as a crash would."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.reported: list[str] = []
        self.dying = False

    def waiting(self, limit: int) -> list[Notice]:
        return [notice for notice in self.notices if notice.id not in self.reported][:limit]

    def sent(self, notice_id: str) -> None:
        if self.dying:
            raise ConnectionError
        self.reported.append(notice_id)


@dataclass
class Meta:
    """Takes free-form messages only within 24 h of the citizen's last message, as it knows of it."""

    clock: FakeClock
    wrote_at: datetime | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def send(self, payload: dict[str, Any], phone_number_id: str = "") -> str:
        if self.failures:
            raise self.failures.pop(0)
        closed = self.wrote_at is None or self.clock.now() - self.wrote_at >= timedelta(days=1)
        if payload["type"] != "template" and closed:
            raise GraphError(131047, 400)
        self.sent.append(payload)
        return f"wamid.out.{len(self.sent)}"

    async def upload_media(self, content: bytes, mime_type: str, filename: str, phone_number_id: str = "") -> str:
        return "media"


class Desk:
    """On the database at `url`, with one citizen who has just written."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.clock = FakeClock()
        vault = fake_vault()
        self.inbox = Inbox(self.engine, vault, self.clock)
        self.outbox = Outbox(self.engine, vault, self.clock)
        self.source = FakeSource()
        self.notices = Notices(self.outbox, self.clock, WORDING)
        self.hand_overs = HandOvers(self.inbox, self.outbox, vault, self.clock, WORDING)
        self.news = News([self.source], self.notices, self.hand_overs)
        self.meta = Meta(self.clock)
        self.delivery = Delivery(self.engine, vault, self.clock, "me", chance=lambda: 0.5)
        documents = FakeDocuments(certificate=FakeDocument())
        self.postman = Postman(self.delivery, self.meta, documents, self.clock, "<no document>")
        self.breaking = False
        event.listen(self.engine, "before_cursor_execute", self._break)
        self.citizen_writes("halo")
        with self.engine.begin() as connection:
            self.citizen: str = connection.execute(select(wa_user.c.key)).scalar_one()

    def _break(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """While `breaking`, whoever puts something with an option into the outbox dies before the commit."""
        if self.breaking and "INSERT INTO wa_token" in statement:
            raise ConnectionError

    def unsent(self) -> int:
        return pending_for(self.engine, fake_vault(), CITIZEN, self.clock.now()).outbox

    def citizen_writes(self, text: str = "halo") -> None:
        self.meta.wrote_at = self.clock.now()
        wamid = f"{text}-{self.clock.now().timestamp()}"
        self.inbox.store([text_message(wamid, text, CITIZEN, sent_at=self.clock.now().replace(microsecond=0))])

    def decide(self, id: str = "n1", documents: tuple[DocumentReference, ...] = (), **changes: Any) -> None:
        fields: dict[str, Any] = {
            "id": id,
            "conversation_id": self.citizen,
            "case_number": CASE,
            "response": "utter_notice_solved",
            "template": "utter_template_case_update",
            "values": {"number": CASE},
            "documents": documents,
        }
        self.source.notices.append(Notice(**{**fields, **changes}))

    def answer(self, *texts: str, turn: str = "turn") -> None:
        with self.engine.begin() as connection:
            self.outbox.enqueue(connection, self.citizen, turn, [BotMessage(text) for text in texts])

    def send(self) -> None:
        """The sender empties the outbox as far as it goes."""
        while rows := self.delivery.claim(10):
            for row in rows:
                asyncio.run(self.postman.deliver(row))
            self.clock.advance(6)  # documents have had their time

    def seen(self) -> list[str]:
        """What stands on the citizen's screen."""
        return [text_of(payload) for payload in self.meta.sent]

    def queued(self) -> list[tuple[str, str]]:
        with self.engine.begin() as connection:
            rows = connection.execute(select(wa_outbox).order_by(wa_outbox.c.seq)).all()
        place = "wa_outbox/{}/body"
        bodies = [json.loads(fake_vault().open(Sealed(row.body), place=place.format(row.id))) for row in rows]
        return [(text_of(body), row.state) for body, row in zip(bodies, rows, strict=True)]

    def template_token(self) -> str:
        (template,) = [payload["template"] for payload in self.meta.sent if payload["type"] == "template"]
        return str(template["components"][1]["parameters"][0]["payload"])
