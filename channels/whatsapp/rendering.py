"""From a message of the assistant to the JSON of Meta's Graph API, fitted to its limits. Pure functions.

Limits: Cloud API pages "Interactive reply buttons messages" and "Document messages" (2026-05-21) and "Interactive
list messages" (2025-11-03). Lists keep to the 1024-character body of the older pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from channels.whatsapp.fitting import cut, split, unique
from channels.whatsapp.records import BotButton, BotMessage, Option
from wording import Wording

TEXT_LIMIT = 4096
BODY_LIMIT = 1024
CAPTION_LIMIT = 1024
HEADER_LIMIT = FOOTER_LIMIT = 60
BUTTONS_LIMIT = 3
BUTTON_TITLE_LIMIT = LIST_BUTTON_LIMIT = 20
ROWS_LIMIT = 10
ROW_TITLE_LIMIT = 24
ROW_DESCRIPTION_LIMIT = 72
FILENAME_LIMIT = 240
PAGE_PREFIX = "page:"

Json = dict[str, Any]


@dataclass(frozen=True)
class Labels:
    """The channel's own words. Without the response files only signs that need no language are left."""

    list_button: str = "☰"
    more_options: str = "… ›"
    document_unavailable: str = ""

    @classmethod
    def from_wording(cls, wording: Wording) -> Labels:
        return cls(
            list_button=wording.text("utter_channel_list_button"),
            more_options=wording.text("utter_channel_more_options"),
            document_unavailable=wording.text("utter_channel_document_unavailable"),
        )


@dataclass(frozen=True)
class Bubble:
    """One message on the citizen's screen: Graph JSON without `to`, and the options it offers."""

    body: Json
    options: tuple[Option, ...] = ()
    document_reference: str | None = None


def render(message: BotMessage, labels: Labels, new_token: Callable[[], str]) -> list[Bubble]:
    """The bubbles that say `message`, in order; none when it says nothing."""
    if message.document is not None:
        return _render_document(message, labels, new_token)
    if not message.buttons:
        return [Bubble(text_body(part)) for part in split(message.text, TEXT_LIMIT)]
    *head, tail = split_for(message.text, BODY_LIMIT) or [labels.list_button]
    return [*(Bubble(text_body(part)) for part in head), _interactive(message, tail, labels, new_token)]


def text_body(text: str) -> Json:
    return _envelope("text", {"body": text, "preview_url": False})


def page_of(payload: str) -> BotMessage | None:
    """The message behind a "more options" row; None for an ordinary payload."""
    if not payload.startswith(PAGE_PREFIX):
        return None
    fields = json.loads(payload.removeprefix(PAGE_PREFIX))
    buttons = tuple(BotButton(**button) for button in fields.pop("buttons"))
    return BotMessage(**fields, buttons=buttons)


def split_for(text: str, tail_limit: int) -> list[str]:
    """Parts of `text` of which the last fits `tail_limit` and the others fit a text message."""
    parts = split(text, TEXT_LIMIT)
    if parts and len(parts[-1]) > tail_limit:
        *before, last = split(parts[-1], tail_limit)
        parts[-1:] = [*split("\n\n".join(before), TEXT_LIMIT), last]
    return parts


def _render_document(message: BotMessage, labels: Labels, new_token: Callable[[], str]) -> list[Bubble]:
    document = message.document
    if document is None:
        raise ValueError("the message has no document")
    content: Json = {"filename": cut(document.filename, FILENAME_LIMIT)}
    if message.buttons:  # the text then stands above the options
        rest = render(replace(message, document=None), labels, new_token)
        return [Bubble(_envelope("document", content), (), document.reference), *rest]
    *head, tail = split_for(message.text, CAPTION_LIMIT) or [""]
    if tail:
        content["caption"] = tail
    texts = [Bubble(text_body(part)) for part in head]
    return [*texts, Bubble(_envelope("document", content), (), document.reference)]


def _interactive(message: BotMessage, body: str, labels: Labels, new_token: Callable[[], str]) -> Bubble:
    if fits_reply_buttons(message):
        return _reply_buttons(message, body, new_token)
    return _list(message, body, labels, new_token)


def fits_reply_buttons(message: BotMessage) -> bool:
    """Whether reply buttons show every title wholly: three at most, short, without descriptions."""
    titles = [button.title.strip() for button in message.buttons]
    return (
        len(titles) <= BUTTONS_LIMIT
        and not message.list_button
        and not any(button.description for button in message.buttons)
        and all(0 < len(title) <= BUTTON_TITLE_LIMIT for title in titles)
        and len(set(titles)) == len(titles)
    )


def _reply_buttons(message: BotMessage, body: str, new_token: Callable[[], str]) -> Bubble:
    options = tuple(Option(new_token(), button.title.strip(), button.payload) for button in message.buttons)
    buttons = [{"type": "reply", "reply": {"id": option.token, "title": option.title}} for option in options]
    return Bubble(_interactive_body("button", message, body, {"buttons": buttons}), options)


def _list(message: BotMessage, body: str, labels: Labels, new_token: Callable[[], str]) -> Bubble:
    choices = _first_page(message, body, labels)
    titles = unique([cut(choice.title, ROW_TITLE_LIMIT) for choice in choices], ROW_TITLE_LIMIT)
    options = tuple(Option(new_token(), choice.title.strip(), choice.payload) for choice in choices)
    rows = [_row(option.token, title, choice) for option, title, choice in zip(options, titles, choices, strict=True)]
    action = {
        "button": cut(message.list_button or labels.list_button, LIST_BUTTON_LIMIT),
        "sections": [{"rows": rows}],
    }
    return Bubble(_interactive_body("list", message, body, action), options)


def _first_page(message: BotMessage, body: str, labels: Labels) -> Sequence[BotButton]:
    """All choices when they fit one list, else the first nine and a row that leads to the rest."""
    if len(message.buttons) <= ROWS_LIMIT:
        return message.buttons
    shown, rest = message.buttons[: ROWS_LIMIT - 1], message.buttons[ROWS_LIMIT - 1 :]
    page = asdict(replace(message, text=body, buttons=rest, list_button=message.list_button or labels.list_button))
    return [*shown, BotButton(labels.more_options, PAGE_PREFIX + json.dumps(page))]


def _row(token: str, title: str, choice: BotButton) -> Json:
    full = choice.title.strip()
    description = choice.description or (full if len(full) > ROW_TITLE_LIMIT else "")
    row = {"id": token, "title": title}
    if description:
        row["description"] = cut(description, ROW_DESCRIPTION_LIMIT)
    return row


def _interactive_body(kind: str, message: BotMessage, body: str, action: Json) -> Json:
    interactive: Json = {"type": kind, "body": {"text": body}, "action": action}
    if message.header:
        interactive["header"] = {"type": "text", "text": cut(message.header, HEADER_LIMIT)}
    if message.footer:
        interactive["footer"] = {"text": cut(message.footer, FOOTER_LIMIT)}
    return _envelope("interactive", interactive)


def _envelope(kind: str, content: Json) -> Json:
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "type": kind, kind: content}
