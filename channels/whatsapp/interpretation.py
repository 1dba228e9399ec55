"""What a group of messages is for the assistant: something to say to Rasa, or something we answer ourselves."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.whatsapp.choices import choose
from channels.whatsapp.commands import CommandError, information, parse_payload
from channels.whatsapp.notices import Notices
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import BotMessage, InboxRow, MessageKind, Option
from channels.whatsapp.sanitiser import clean, is_emoji_only
from channels.whatsapp.sentences import say
from channels.whatsapp.templates import notice_of
from wording import Wording

logger = logging.getLogger(__name__)

_SILENT = {MessageKind.REACTION, MessageKind.SYSTEM}
_FILES = {MessageKind.IMAGE, MessageKind.DOCUMENT}


@dataclass(frozen=True)
class ForRasa:
    """A message for Rasa; with `parse_data` its NLU is not asked. `media_ids`: files that came with it, not fetched."""

    text: str = field(repr=False)
    parse_data: dict[str, Any] | None = field(default=None, repr=False)
    media_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnAnswer:
    """An answer that needs no Rasa; none at all for what nobody expects an answer to."""

    messages: tuple[BotMessage, ...] = ()


class Interpreter:
    def __init__(self, outbox: Outbox, notices: Notices, wording: Wording) -> None:
        self._outbox = outbox
        self._notices = notices
        self._wording = wording

    def read(self, user_key: str, group: Sequence[InboxRow], options: Sequence[Option]) -> ForRasa | OwnAnswer:
        """The meaning of one group (see `grouping`), given the options of the assistant's last turn."""
        message = group[0].message
        if message.kind in _SILENT:
            return OwnAnswer()
        if message.kind is MessageKind.REPLY:
            return self._option(user_key, message.reply_token, group[0].received_at)
        if message.kind in _FILES:
            return self._files(group)
        if message.kind is not MessageKind.TEXT:
            return self._own(f"utter_channel_{message.kind.value}")
        return self._text(user_key, group, options)

    def _text(self, user_key: str, group: Sequence[InboxRow], options: Sequence[Option]) -> ForRasa | OwnAnswer:
        texts = [row.message.text for row in group]
        text = clean("\n".join(filter(None, map(clean, texts))))
        option = choose(text, options)
        if option is not None:
            return self._option(user_key, option.token, group[0].received_at)
        if not text or is_emoji_only(text):
            return self._own("utter_channel_emoji")
        return ForRasa(text)

    def _files(self, group: Sequence[InboxRow]) -> ForRasa | OwnAnswer:
        """Photos and documents, with what was written under them; whether anybody wants them the dialogue knows."""
        media_ids = tuple(row.message.media_id for row in group if row.message.media_id)
        if not media_ids:
            return self._own("utter_channel_unsupported")
        caption = clean("\n".join(filter(None, (clean(row.message.caption) for row in group))))
        without_words = None if caption and not is_emoji_only(caption) else information(caption)
        return ForRasa(caption, without_words, media_ids)

    def _option(self, user_key: str, token: str, chosen_at: datetime) -> ForRasa | OwnAnswer:
        """An option we offered this citizen; a stale or foreign one is never run."""
        chosen = self._outbox.payload_of(user_key, token) if token else None
        if chosen is None:
            return self._own("utter_channel_stale_option")
        if chosen.page is not None:
            return OwnAnswer((chosen.page,))
        if notice_id := notice_of(chosen.payload):
            return self._notice(notice_id, chosen_at)
        try:
            return ForRasa(chosen.title, parse_payload(chosen.payload, chosen.title))
        except CommandError as error:
            logger.error("an offered option cannot be run: %s", error)
            return self._own("utter_channel_stale_option")

    def _notice(self, notice_id: str, asked_at: datetime) -> OwnAnswer:
        """Being written to lets the text go, which is the answer; unless it went before."""
        shown_at = self._notices.shown_at(notice_id)
        return OwnAnswer() if shown_at is None or shown_at >= asked_at else self._own("utter_notice_shown_before")

    def _own(self, name: str) -> OwnAnswer:
        return OwnAnswer((say(self._wording, name),))
