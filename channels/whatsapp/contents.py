"""What one message says, by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from channels.whatsapp.records import MessageKind
from channels.whatsapp.wild import as_mapping, as_text

Json = Mapping[str, Any]
Content = dict[str, Any]
"""Fields of InboundMessage."""


def read_content(message: Json) -> Content:
    """Kind and content of `message`; a type nobody here knows is UNSUPPORTED."""
    kind = as_text(message.get("type"))
    reader = READERS.get(kind)
    return reader(as_mapping(message.get(kind))) if reader else {"kind": MessageKind.UNSUPPORTED}


def _text(part: Json) -> Content:
    return {"kind": MessageKind.TEXT, "text": as_text(part.get("body"))}


def _interactive(part: Json) -> Content:
    reply = as_mapping(part.get(as_text(part.get("type"))))
    if part.get("type") not in ("button_reply", "list_reply"):
        return {"kind": MessageKind.UNSUPPORTED}
    return _reply(reply.get("id"), reply.get("title"))


def _template_button(part: Json) -> Content:
    return _reply(part.get("payload"), part.get("text"))


def _reply(token: Any, title: Any) -> Content:
    return {"kind": MessageKind.REPLY, "reply_token": as_text(token), "text": as_text(title)}


def _media(kind: MessageKind) -> Callable[[Json], Content]:
    def read(part: Json) -> Content:
        return {
            "kind": kind,
            "media_id": as_text(part.get("id")),
            "mime_type": as_text(part.get("mime_type")),
            "caption": as_text(part.get("caption")),
        }

    return read


def _location(part: Json) -> Content:
    place = ", ".join(filter(None, (as_text(part.get("name")), as_text(part.get("address")))))
    return {"kind": MessageKind.LOCATION, "text": place}


def _reaction(part: Json) -> Content:
    emoji, target = as_text(part.get("emoji")), as_text(part.get("message_id"))
    return {"kind": MessageKind.REACTION, "text": emoji, "replied_to": target}


def _contacts(_part: Json) -> Content:
    return {"kind": MessageKind.CONTACTS}


def _system(part: Json) -> Content:
    return {"kind": MessageKind.SYSTEM, "text": as_text(part.get("body"))}


READERS: dict[str, Callable[[Json], Content]] = {
    "text": _text,
    "interactive": _interactive,
    "button": _template_button,
    "image": _media(MessageKind.IMAGE),
    "document": _media(MessageKind.DOCUMENT),
    "audio": _media(MessageKind.AUDIO),
    "voice": _media(MessageKind.AUDIO),
    "video": _media(MessageKind.VIDEO),
    "sticker": _media(MessageKind.STICKER),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "system": _system,
    "revoke": _system,  # a message the citizen took back
}
