"""What stands on the citizens' screens: chats in memory, one per WhatsApp number."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from clock import Clock
from simulator.events import EventBus

TYPING_LASTS = timedelta(seconds=25)  # Meta: the indicator disappears on the answer or after 25 s
SERVICE_WINDOW = timedelta(hours=24)  # free-form messages after the last message of the citizen


class Sender(str, Enum):
    BOT = "bot"
    CITIZEN = "citizen"


class Kind(str, Enum):
    TEXT = "text"
    BUTTONS = "buttons"
    LIST = "list"
    DOCUMENT = "document"
    IMAGE = "image"


class Status(str, Enum):
    """How far a message has come. Arrival order is not event order, so states are ranked and never go back."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        return list(Status).index(self)


@dataclass(frozen=True)
class Option:
    """A reply button or a row of a list."""

    id: str
    title: str
    description: str = ""
    section: str = ""


@dataclass(frozen=True)
class File:
    """What is attached to a message; `url` is a path on the simulator or an absolute link, `size` in bytes."""

    filename: str
    mime_type: str
    url: str
    size: int = 0


@dataclass(frozen=True)
class Message:
    """One bubble; `number` counts from 1 within the chat."""

    sender: Sender
    kind: Kind
    text: str
    wamid: str = ""
    at: datetime | None = None
    number: int = 0
    options: tuple[Option, ...] = ()
    file: File | None = None
    header: str = ""
    footer: str = ""
    list_button: str = ""
    replied_to: str = ""
    status: Status = Status.PENDING
    opaque_id: str = ""
    template: bool = False


@dataclass
class Chat:
    wa_id: str
    messages: list[Message] = field(default_factory=list)
    last_inbound_at: datetime | None = None
    typing_until: datetime | None = None
    open_graph_calls: int = 0
    activity: int = 0
    _by_wamid: dict[str, int] = field(default_factory=dict)

    @property
    def user_id(self) -> str:
        """The business-scoped user id that webhooks carry since 2026: country and digits."""
        return "ID." + str(int(hashlib.sha256(self.wa_id.encode()).hexdigest()[:15], 16)).zfill(18)

    @property
    def unread(self) -> int:
        return sum(1 for m in self.messages if m.sender is Sender.BOT and m.status.rank < Status.READ.rank)

    @contextmanager
    def graph_call(self) -> Iterator[None]:
        """Marks that an answer to Graph is still owed."""
        self.open_graph_calls += 1
        self.activity += 1
        try:
            yield
        finally:
            self.open_graph_calls -= 1
            self.activity += 1

    def append(self, message: Message) -> Message:
        numbered = replace(message, number=len(self.messages) + 1)
        self.messages.append(numbered)
        self._by_wamid[numbered.wamid] = numbered.number
        self.activity += 1
        return numbered

    def find(self, wamid: str) -> Message | None:
        number = self._by_wamid.get(wamid)
        return self.messages[number - 1] if number else None

    def offer(self, option_id: str) -> tuple[Message, Option] | None:
        """The newest message that offered this option, pressed or not: old buttons stay on a real screen too."""
        for message in reversed(self.messages):
            for option in message.options:
                if option.id == option_id:
                    return message, option
        return None

    def window_open(self, now: datetime) -> bool:
        return self.last_inbound_at is not None and now - self.last_inbound_at < SERVICE_WINDOW

    def typing(self, now: datetime) -> bool:
        return self.typing_until is not None and now < self.typing_until


class Chats:
    def __init__(self, clock: Clock, events: EventBus) -> None:
        self._clock = clock
        self._events = events
        self._chats: dict[str, Chat] = {}
        self._chat_of_wamid: dict[str, Chat] = {}

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def get(self, wa_id: str) -> Chat:
        """The chat of this number; it begins when it is first asked for."""
        return self._chats.setdefault(wa_id, Chat(wa_id))

    def peek(self, wa_id: str) -> Chat:
        """The chat of this number, or an empty one that is not kept: looking leaves no trace."""
        return self._chats.get(wa_id) or Chat(wa_id)

    def of_wamid(self, wamid: str) -> Chat | None:
        return self._chat_of_wamid.get(wamid)

    def add(self, chat: Chat, message: Message) -> Message:
        """Puts the message on the screen, with a fresh id and the time of now."""
        now = self._clock.now()
        added = chat.append(replace(message, wamid=fresh_wamid(), at=now))
        self._chat_of_wamid[added.wamid] = chat
        if added.sender is Sender.CITIZEN:
            chat.last_inbound_at = now
        else:
            self.set_typing(chat, None)
        self._events.publish("message", wa_id=chat.wa_id, message=view(added))
        return added

    def advance(self, chat: Chat, wamid: str, status: Status) -> bool:
        """Moves a message's state forward; False when it was as far already."""
        message = chat.find(wamid)
        if message is None or message.status.rank >= status.rank:
            return False
        chat.messages[message.number - 1] = replace(message, status=status)
        self._events.publish("status", wa_id=chat.wa_id, number=message.number, status=status.value)
        return True

    def unread_by_citizen(self, chat: Chat) -> list[Message]:
        return [m for m in chat.messages if m.sender is Sender.BOT and m.status.rank < Status.READ.rank]

    def read_by_bot(self, chat: Chat, wamid: str) -> None:
        """A read mark covers the message and all of the citizen's before it."""
        last = chat.find(wamid)
        for message in chat.messages[: last.number if last else 0]:
            if message.sender is Sender.CITIZEN:
                self.advance(chat, message.wamid, Status.READ)

    def set_typing(self, chat: Chat, until: datetime | None) -> None:
        if until is None and chat.typing_until is None:
            return
        chat.typing_until = until
        self._events.publish("typing", wa_id=chat.wa_id, on=until is not None)


def fresh_wamid() -> str:
    return "wamid." + base64.b64encode(secrets.token_bytes(36)).decode()


def view(message: Message) -> dict[str, Any]:
    """All that the page draws of one message."""
    file = message.file
    return {
        "n": message.number,
        "wamid": message.wamid,
        "from": message.sender.value,
        "type": message.kind.value,
        "text": message.text,
        "at": message.at.isoformat() if message.at else "",
        "status": message.status.value,
        "header": message.header,
        "footer": message.footer,
        "list_button": message.list_button,
        "replied_to": message.replied_to,
        "options": [
            {"id": o.id, "title": o.title, "description": o.description, "section": o.section} for o in message.options
        ],
        "file": None
        if file is None
        else {"filename": file.filename, "mime_type": file.mime_type, "url": file.url, "size": file.size},
    }
