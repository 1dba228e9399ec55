"""A channel without Meta and, unless a test brings one, without Rasa."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

from rasa.core.channels.channel import UserMessage
from sqlalchemy import select

from channels.whatsapp.handover import HandOvers
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.notices import Notices
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import BotButton, BotMessage, InboundMessage, Lease, MessageKind
from channels.whatsapp.tables import wa_inbox, wa_outbox
from channels.whatsapp.turn import current_turn
from channels.whatsapp.unclear import UnclearMessages
from channels.whatsapp.worker import Limits, TurnWorker
from storage.engine import open_engine
from storage.vault import Sealed, Vault
from wording import Button, Sentence, Wording

OWN_WORDS = [
    "apology",
    "slow_down",
    "stale_option",
    "emoji",
    "audio",
    "video",
    "sticker",
    "location",
    "contacts",
    "unsupported",
]
QUICK = Limits(gathering=0.0)


class MovableClock:
    def __init__(self) -> None:
        self.time = datetime.now(timezone.utc)

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class FakeGraph:
    marked: list[str] = field(default_factory=list)
    broken: bool = False

    async def mark_read_typing(self, wamid: str) -> None:
        self.marked.append(wamid)
        if self.broken:
            raise ConnectionError


Reaction = Callable[[UserMessage], Awaitable[None]]


class FakeAgent:
    """Stands for Rasa with its turn store: answers "re: <text>" and commits, unless told otherwise."""

    def __init__(self, inbox: Inbox, outbox: Outbox) -> None:
        self.inbox, self.outbox = inbox, outbox
        self.heard: list[UserMessage] = []
        self.reactions: list[Reaction] = []
        self.buttons: tuple[BotButton, ...] = ()

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.reactions:
            await self.reactions.pop(0)(message)
            return
        await message.output_channel.send_response("x", {"text": f"re: {message.text}"})
        self.commit()

    def commit(self) -> None:
        turn = current_turn.get()
        assert turn is not None
        answers = [BotMessage(answer.text, self.buttons) for answer in turn.answers]
        with self.inbox.engine.begin() as connection:
            self.outbox.enqueue(connection, turn.lease.user_key, turn.id, answers)
            self.inbox.finish(connection, turn.lease, turn.row_ids)
        turn.committed = True


class World:
    """On the database at `url`, which has its tables."""

    def __init__(self, url: str, limits: Limits = QUICK) -> None:
        engine = open_engine(url)
        self.clock = MovableClock()
        self.vault = Vault({"k": b"1" * 32}, b"2" * 32)
        self.inbox = Inbox(engine, self.vault, self.clock)
        self.outbox = Outbox(engine, self.vault, self.clock)
        self.wording = Wording(
            {
                **{f"utter_channel_{name}": Sentence(f"<{name}>") for name in OWN_WORDS},
                **{f"utter_handover_{name}": Sentence(f"<{name}>") for name in ("started", "timed_out")},
                "utter_handover_ended": Sentence("<ended>", custom={"said_by_citizen": ["selesai"]}),
                "utter_notice_solved": Sentence("<solved {number}>", (Button("Menu", "/ask_menu"),)),
                "utter_notice_shown_before": Sentence("<shown before>"),
                "utter_template_case_update": Sentence(
                    "<news of {number}>", custom={"template": "case_update", "language": "id", "button": "Baca"}
                ),
            }
        )
        self.graph = FakeGraph()
        self.unclear = UnclearMessages(engine, self.vault, self.clock)
        self.notices = Notices(self.outbox, self.clock, self.wording)
        self.hand_overs = HandOvers(self.inbox, self.outbox, self.vault, self.clock, self.wording)
        self.agent = FakeAgent(self.inbox, self.outbox)
        self.worker = TurnWorker(self, lambda: self.agent, limits)  # type: ignore[arg-type]

    def write(self, *texts: str, kind: MessageKind = MessageKind.TEXT, **more: Any) -> None:
        sent_at = self.clock.now()
        self.inbox.store(
            [InboundMessage(f"w-{uuid4()}", "1", "6281", kind, text=text, sent_at=sent_at, **more) for text in texts]
        )

    async def serve(self) -> Lease | None:
        lease = self.inbox.claim("test")
        if lease is not None:
            await self.worker.serve(lease)
            await asyncio.sleep(0)
        return lease

    def said(self) -> list[str]:
        with self.inbox.engine.begin() as connection:
            rows = connection.execute(select(wa_outbox).order_by(wa_outbox.c.seq)).all()
        bodies = [json.loads(self.vault.open(Sealed(r.body), place=f"wa_outbox/{r.id}/body")) for r in rows]
        return [text_of(body) for body in bodies]

    def states(self) -> list[str]:
        with self.inbox.engine.begin() as connection:
            return list(connection.execute(select(wa_inbox.c.state).order_by(wa_inbox.c.seq)).scalars())


def text_of(body: dict[str, Any]) -> str:
    """What the citizen reads; a template as its name and value, a document as its file's name."""
    if body["type"] == "template":
        template = body["template"]
        return f"[{template['name']} {template['components'][0]['parameters'][0]['text']}]"
    if body["type"] == "document":
        return str(body["document"]["filename"])
    return str(body["text"]["body"] if body["type"] == "text" else body["interactive"]["body"]["text"])
