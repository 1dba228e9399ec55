"""The limits of Meta's messages: Graph JSON in, a bubble out, or the error Meta would answer.

Sources: Meta's pages on text, interactive reply buttons (2026-05-21), interactive lists (2025-11-03, whose body
of 4096 characters holds here), documents (2026-05-21) and typing indicators (2025-10-21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from simulator.chats import File, Kind, Message, Option, Sender
from simulator.graph_errors import GraphError, bad_parameter, missing, too_long
from simulator.media import DOCUMENT_TYPES, IMAGE_TYPES, MediaFile
from simulator.templates import ApprovedTemplates

Json = Mapping[str, Any]
FindMedia = Callable[[str], MediaFile | None]

TEXT_BODY = 4096
BUTTONS_BODY = 1024
LIST_BODY = 4096
CAPTION = 1024
HEADER = 60
FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_BUTTON = 20
LIST_SECTIONS = 10
LIST_ROWS = 10  # in total, over all sections
SECTION_TITLE = 24
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200
OPAQUE_ID = 512


def check_message(body: Json, find_media: FindMedia, templates: ApprovedTemplates) -> Message:
    """The bubble that this request makes; raises GraphError when Meta would refuse it."""
    if not body.get("to"):
        raise missing("to")
    opaque_id = _text(body, "biz_opaque_callback_data", OPAQUE_ID, required=False)
    kind = body.get("type", "text")
    part = body.get(kind) if isinstance(kind, str) else None
    if kind == "text":
        message = _check_text(_object(part, "text"))
    elif kind == "interactive":
        message = _check_interactive(_object(part, "interactive"), find_media)
    elif kind == "document":
        message = _check_file(_object(part, "document"), Kind.DOCUMENT, DOCUMENT_TYPES, find_media)
    elif kind == "image":
        message = _check_file(_object(part, "image"), Kind.IMAGE, IMAGE_TYPES, find_media)
    elif kind == "template":
        text, options = templates.read(_object(part, "template"))
        message = Message(Sender.BOT, Kind.BUTTONS if options else Kind.TEXT, text, options=options, template=True)
    else:
        raise GraphError(131051, f"Message type {kind!r} is unknown or not simulated")
    context = body.get("context") or {}
    replied_to = str(context.get("message_id", "")) if isinstance(context, Mapping) else ""
    return replace(message, replied_to=replied_to, opaque_id=opaque_id)


def _check_text(part: Json) -> Message:
    if "preview_url" in part and not isinstance(part["preview_url"], bool):
        raise GraphError(100, message="(#100) Param text['preview_url'] must be a boolean.")
    return Message(Sender.BOT, Kind.TEXT, _text(part, "text['body']", TEXT_BODY))


def _check_interactive(part: Json, find_media: FindMedia) -> Message:
    kind = part.get("type")
    if kind not in ("button", "list"):
        raise GraphError(131051, f"Interactive type {kind!r} is unknown or not simulated")
    text = _text(
        _object(part.get("body"), "interactive['body']"),
        "interactive['body']['text']",
        BUTTONS_BODY if kind == "button" else LIST_BODY,
    )
    footer = ""
    if "footer" in part:
        footer = _text(_object(part["footer"], "interactive['footer']"), "interactive['footer']['text']", FOOTER)
    header, file = _check_header(part.get("header"), kind, find_media)
    action = _object(part.get("action"), "interactive['action']")
    if kind == "button":
        return Message(
            Sender.BOT, Kind.BUTTONS, text, options=_check_buttons(action), header=header, footer=footer, file=file
        )
    return Message(
        Sender.BOT,
        Kind.LIST,
        text,
        options=_check_sections(action),
        header=header,
        footer=footer,
        list_button=_text(action, "interactive['action']['button']", LIST_BUTTON),
    )


def _check_header(header: Any, kind: str, find_media: FindMedia) -> tuple[str, File | None]:
    if header is None:
        return "", None
    part = _object(header, "interactive['header']")
    header_kind = part.get("type")
    if header_kind == "text":
        return _text(part, "interactive['header']['text']", HEADER), None
    if kind == "list" or header_kind not in ("image", "video", "document"):
        raise bad_parameter(f"Header type {header_kind!r} is not supported here")
    return "", _file(_object(part.get(header_kind), f"interactive['header']['{header_kind}']"), find_media)


def _check_buttons(action: Json) -> tuple[Option, ...]:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS:
        raise bad_parameter(f"Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {BUTTONS}")
    options = []
    for button in buttons:
        if _object(button, "interactive['action']['buttons']").get("type") != "reply":
            raise bad_parameter("Button type must be 'reply'")
        reply = _object(button.get("reply"), "interactive['action']['buttons']['reply']")
        options.append(
            Option(
                _bounded(reply, "id", "Button id", BUTTON_ID),
                _bounded(reply, "title", "Button title", BUTTON_TITLE),
            )
        )
    _unique([o.id for o in options], "Button id")
    _unique([o.title for o in options], "Button title")
    return tuple(options)


def _check_sections(action: Json) -> tuple[Option, ...]:
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= LIST_SECTIONS:
        raise bad_parameter(f"Invalid sections count. Min allowed: 1, Max allowed: {LIST_SECTIONS}")
    options: list[Option] = []
    for section in sections:
        part = _object(section, "interactive['action']['sections']")
        title = ""
        if len(sections) > 1 or part.get("title"):
            title = _bounded(part, "title", "Section title", SECTION_TITLE)
        rows = part.get("rows")
        if not isinstance(rows, list) or not rows:
            raise bad_parameter("A section needs at least one row")
        options += [_check_row(_object(row, "interactive['action']['sections']['rows']"), title) for row in rows]
    if len(options) > LIST_ROWS:
        raise bad_parameter(f"Total row count exceed max allowed count: {LIST_ROWS}")
    _unique([o.id for o in options], "Row id")
    return tuple(options)


def _check_row(row: Json, section: str) -> Option:
    description = ""
    if row.get("description"):
        description = _bounded(row, "description", "Row description", ROW_DESCRIPTION)
    return Option(
        _bounded(row, "id", "Row id", ROW_ID),
        _bounded(row, "title", "Row title", ROW_TITLE),
        description,
        section,
    )


def _check_file(part: Json, kind: Kind, types: frozenset[str], find_media: FindMedia) -> Message:
    caption = _text(part, f"{kind.value}['caption']", CAPTION, required=False)
    file = _file(part, find_media)
    if not part.get("link") and file.mime_type not in types:
        raise GraphError(131053, f"Media of type {file.mime_type} cannot be sent as {kind.value}")
    return Message(Sender.BOT, kind, caption, file=file)


def _file(part: Json, find_media: FindMedia) -> File:
    media_id, link = part.get("id"), part.get("link")
    if bool(media_id) == bool(link):
        raise GraphError(100, "Exactly one of 'id' and 'link' is needed")
    filename = part.get("filename", "")
    if not isinstance(filename, str) or (filename and "." not in filename):
        raise bad_parameter("filename needs an extension")
    if link:
        if not str(link).startswith(("http://", "https://")):
            raise bad_parameter("link must be a URL")
        return File(filename or str(link).rsplit("/", 1)[-1], "", str(link))
    media = find_media(str(media_id))
    if media is None:
        raise GraphError(131053, f"Media id {media_id} is unknown or has expired")
    return File(filename or media.filename, media.mime_type, media.path(filename or media.filename), media.size)


def _object(value: Any, parameter: str) -> Json:
    if value is None:
        raise missing(parameter)
    if not isinstance(value, Mapping):
        raise GraphError(100, message=f"(#100) Param {parameter} must be a JSON object.")
    return value


def _text(part: Json, parameter: str, limit: int, *, required: bool = True) -> str:
    """The last key that `parameter` names, as Meta writes it: interactive['body']['text']."""
    key = parameter.rsplit("['", 1)[-1].rstrip("']")
    value = part.get(key)
    if value is None or value == "":
        if required:
            raise missing(parameter)
        return ""
    if not isinstance(value, str):
        raise GraphError(100, message=f"(#100) Param {parameter} must be a string.")
    if required and not value.strip():
        raise missing(parameter)
    if len(value) > limit:
        raise too_long(parameter, limit)
    return value


def _bounded(part: Json, key: str, what: str, limit: int) -> str:
    value = part.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > limit:
        raise bad_parameter(f"{what} length invalid. Min length: 1, Max length: {limit}")
    return value


def _unique(values: list[str], what: str) -> None:
    if len(set(values)) != len(values):
        raise bad_parameter(f"Duplicated {what.lower()}")
