"""The turn that is running: what the worker, Rasa's tracker store and the action calls know of each other.

Rasa builds a tracker store by itself and calls it deep inside `agent.handle_message`. A context variable carries
one mutable `Turn` through all of that, `asyncio.wait_for` and the lock store included.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from channels.whatsapp.graph import GraphClient
from channels.whatsapp.handover import HandOvers
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.notices import Notices
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import BotMessage, Lease
from channels.whatsapp.unclear import UnclearMessages
from clock import Clock
from wording import Wording


class TurnAborted(BaseException):
    """A turn cannot go on; nothing of it may be kept.

    Not an Exception: Rasa catches those around the tracker store and around actions and goes on as if nothing had
    happened, with an empty conversation or an action that counts as done.
    """


class ActionFailed(TurnAborted):
    """The action server is down, refused us or broke: what the assistant would say next could be untrue."""


@dataclass
class Turn:
    """One turn of one citizen; `committed` is the only proof that it happened."""

    id: str
    lease: Lease
    row_ids: tuple[str, ...]
    answers: list[BotMessage] = field(default_factory=list)
    events_seen: int = 0
    committed: bool = False


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)


class TurnParts(Protocol):
    """What turns are made with; the composition root chooses them."""

    @property
    def inbox(self) -> Inbox: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def wording(self) -> Wording: ...

    @property
    def graph(self) -> GraphClient: ...

    @property
    def unclear(self) -> UnclearMessages: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def hand_overs(self) -> HandOvers: ...
