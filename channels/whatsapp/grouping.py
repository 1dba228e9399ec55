"""Which waiting messages of a citizen belong together as one turn.

People write "min" / "mau donlot" / "sertif" as three messages: adjacent texts become one turn. A tapped or typed
option stands for itself, and so does anything that is not text (an album of photos is one thing).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from channels.whatsapp.records import InboxRow, MessageKind

GATHER_WINDOW = timedelta(milliseconds=700)
FILES = (MessageKind.IMAGE, MessageKind.DOCUMENT)
MAX_TEXTS = 10
SHORT_WORDS = 2

IsOption = Callable[[str], bool]


def next_group(rows: Sequence[InboxRow], is_option: IsOption) -> list[InboxRow]:
    """The oldest of `rows` that make one turn: never empty unless `rows` is."""
    if not rows:
        return []
    first = rows[0]
    kind = first.message.kind
    if kind is MessageKind.REPLY or (kind is MessageKind.TEXT and is_option(_text(first))):
        return [first]
    group = [first]
    for row in rows[1:]:
        if row.message.kind is not kind or row.attempts != first.attempts:
            break
        if kind is MessageKind.TEXT and (len(group) == MAX_TEXTS or is_option(_text(row))):
            break
        group.append(row)
    return group


def gather_for(rows: Sequence[InboxRow], now: datetime, is_option: IsOption) -> timedelta:
    """How long to wait for the rest of a thought; zero when the newest message reads as complete.

    A short text without digits that is no option makes us wait ("min", "mau donlot"), and so does a file: the photos
    of an album arrive one by one.
    """
    if not rows or len(rows) >= MAX_TEXTS:
        return timedelta()
    newest = rows[-1]
    text = _text(newest)
    if newest.attempts or newest.message.kind not in (MessageKind.TEXT, *FILES):
        return timedelta()
    if newest.message.kind is MessageKind.TEXT and _is_whole(text, is_option):
        return timedelta()
    return min(max(newest.received_at + GATHER_WINDOW - now, timedelta()), GATHER_WINDOW)


def _is_whole(text: str, is_option: IsOption) -> bool:
    return len(text.split()) > SHORT_WORDS or any(c.isdigit() for c in text) or is_option(text)


def _text(row: InboxRow) -> str:
    return row.message.text or ""
