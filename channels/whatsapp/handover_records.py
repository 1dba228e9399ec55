"""What an officer sees of a conversation that was handed over to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Author(str, Enum):
    CITIZEN = "citizen"
    OFFICER = "officer"


class Ending(str, Enum):
    CITIZEN = "citizen"
    OFFICER = "officer"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True)
class HandOver:
    """`until`: when the assistant resumes unless the officer writes; `ending` and `ended_at` once it has."""

    id: str
    case_number: str
    officer: str
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    ending: Ending | None


@dataclass(frozen=True)
class Line:
    """One message of a hand-over. `kind` as in MessageKind; a photo or file has a `media_id` of Meta's."""

    seq: int
    author: Author
    kind: str
    text: str = field(repr=False)
    media_id: str
    at: datetime


class HandOverError(Exception):
    """What the officer asked for cannot be done; nothing was changed.

    HandOverError
    ├── UnknownConversation  nobody has that conversation
    ├── TakenByAnother       another officer is talking with the citizen
    ├── NotTaken             no officer has the conversation: it ended, or timed out
    ├── WindowClosed         the citizen wrote over 24 h ago, so WhatsApp takes nothing free-form
    └── UnfitText            empty, or longer than 4096 characters
    """


class UnknownConversation(HandOverError):
    pass


class TakenByAnother(HandOverError):
    pass


class NotTaken(HandOverError):
    pass


class WindowClosed(HandOverError):
    pass


class UnfitText(HandOverError):
    pass
