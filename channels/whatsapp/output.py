"""Where Rasa's answers of a turn are collected; and how many bubbles they become."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import OutputChannel

from channels.whatsapp.records import BotButton, BotMessage, DocumentReference

logger = logging.getLogger(__name__)

MAX_BUBBLES = 3  # Meta allows one message to a citizen every six seconds; bursts are borrowed from the future
MAX_TEXT = 4096
MAX_INTERACTIVE_TEXT = 1024


class AnswerChannel(OutputChannel):
    """Collects answers in memory and never raises: an exception here would end a turn whose actions are done."""

    def __init__(self, answers: list[BotMessage]) -> None:
        self._answers = answers

    @classmethod
    def name(cls) -> str:
        return "whatsapp"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        try:
            self._answers.extend(read_message(message))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            kind = type(error).__name__
            logger.error("answer %s does not read as a message: %s", message.get("utter_action"), kind)


def read_message(message: Mapping[str, Any]) -> list[BotMessage]:
    """The bubbles of one utterance: text with its options, a document, or the document after the text."""
    custom = message.get("custom") or {}
    text = (message.get("text") or "").strip()
    buttons = tuple(_button(button) for button in message.get("buttons") or message.get("quick_replies") or ())
    name = message.get("utter_action") or ""
    spoken = BotMessage(
        text=text,
        buttons=buttons,
        list_button=custom.get("list_button") or "",
        response_name=name,
        header=custom.get("header") or "",
        footer=custom.get("footer") or "",
    )
    if not custom.get("document"):
        return [spoken] if text else []
    document = DocumentReference(**{key: str(value) for key, value in custom["document"].items()})
    caption = (custom.get("caption") or "").strip()
    if not buttons and not caption:
        caption, text = text, ""
    sent = BotMessage(text=caption, document=document, response_name=name)
    return [spoken, sent] if text else [sent]


def _button(button: Mapping[str, Any]) -> BotButton:
    return BotButton(str(button["title"]), str(button["payload"]), str(button.get("description") or ""))


def join_bubbles(messages: Sequence[BotMessage]) -> list[BotMessage]:
    """More than three bubbles become fewer: neighbouring plain texts are joined, then texts with their options."""
    joined = list(messages)
    for may_join in (_plain_texts, _text_and_options):
        if len(joined) > MAX_BUBBLES:
            joined = _join_neighbours(joined, may_join)
    return joined


def _join_neighbours(messages: Sequence[BotMessage], may_join: Any) -> list[BotMessage]:
    joined: list[BotMessage] = []
    for message in messages:
        if joined and may_join(joined[-1], message):
            message = replace(message, text=f"{joined.pop().text}\n\n{message.text}")
        joined.append(message)
    return joined


def _plain_texts(first: BotMessage, second: BotMessage) -> bool:
    return _is_plain(first) and _is_plain(second) and len(first.text) + len(second.text) + 2 <= MAX_TEXT


def _text_and_options(first: BotMessage, second: BotMessage) -> bool:
    fits = len(first.text) + len(second.text) + 2 <= MAX_INTERACTIVE_TEXT
    return _is_plain(first) and bool(second.buttons) and second.document is None and fits


def _is_plain(message: BotMessage) -> bool:
    return not (message.buttons or message.document or message.header or message.footer)
