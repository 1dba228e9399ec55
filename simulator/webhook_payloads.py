"""Webhooks as Meta builds and signs them: pure functions from what happened to JSON."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.chats import Kind, Message, Option
from simulator.graph_errors import webhook_error
from simulator.media import AUDIO_TYPES, IMAGE_TYPES, LARGEST_PHOTO, STICKER_TYPES, VIDEO_TYPES, MediaFile

BUSINESS_ACCOUNT_ID = "102290129340398"
DISPLAY_NUMBER = "6281110500567"
Json = dict[str, Any]
PRICING = {"billable": False, "pricing_model": "PMP", "category": "service", "type": "free_customer_service"}


@dataclass(frozen=True)
class Sending:
    """Who writes to whom."""

    wa_id: str
    user_id: str
    profile_name: str
    phone_number_id: str


def message_webhook(sending: Sending, wamid: str, at: datetime, content: Json, replied_to: str = "") -> Json:
    message: Json = {
        "from": sending.wa_id,
        "from_user_id": sending.user_id,
        "id": wamid,
        "timestamp": _epoch(at),
        **content,
    }
    if replied_to:
        message["context"] = {"from": DISPLAY_NUMBER, "id": replied_to}
    contact = {
        "profile": {"name": sending.profile_name},
        "wa_id": sending.wa_id,
        "user_id": sending.user_id,
    }
    return _envelope(sending.phone_number_id, {"contacts": [contact], "messages": [message]})


def text_content(text: str) -> Json:
    return {"type": "text", "text": {"body": text}}


def reply_content(offered_in: Message, option: Option) -> Json:
    if offered_in.template:
        return {"type": "button", "button": {"payload": option.id, "text": option.title}}
    if offered_in.kind is Kind.LIST:
        row = {"id": option.id, "title": option.title}
        if option.description:
            row["description"] = option.description
        return {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": row}}
    button = {"id": option.id, "title": option.title}
    return {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": button}}


def file_content(media: MediaFile, caption: str) -> Json:
    kind = media_kind(media)
    part: Json = {"mime_type": media.mime_type, "sha256": media.sha256, "id": media.id}
    if kind == "document":
        part["filename"] = media.filename
    if kind == "audio":
        part["voice"] = media.mime_type == "audio/ogg"
    if kind == "sticker":
        part["animated"] = False
    if caption and kind in ("image", "video", "document"):
        part["caption"] = caption
    return {"type": kind, kind: part}


def media_kind(media: MediaFile) -> str:
    if media.mime_type in IMAGE_TYPES and media.size > LARGEST_PHOTO:  # phones make photos smaller, not documents
        return "document"
    kinds = (("image", IMAGE_TYPES), ("audio", AUDIO_TYPES), ("video", VIDEO_TYPES), ("sticker", STICKER_TYPES))
    return next((kind for kind, types in kinds if media.mime_type in types), "document")


def status_webhook(
    phone_number_id: str,
    wa_id: str,
    messages: Sequence[Message],
    status: str,
    at: datetime,
    error_code: int | None = None,
) -> Json:
    """One webhook for the same state of one or several messages, as when a citizen opens the chat."""
    statuses = []
    for message in messages:
        entry: Json = {"id": message.wamid, "status": status, "timestamp": _epoch(at), "recipient_id": wa_id}
        if message.opaque_id:
            entry["biz_opaque_callback_data"] = message.opaque_id
        if error_code is not None:
            entry["errors"] = [webhook_error(error_code)]
        else:
            entry["pricing"] = dict(PRICING)
        statuses.append(entry)
    return _envelope(phone_number_id, {"statuses": statuses})


def raw_body(payload: Json) -> bytes:
    """The bytes that are signed and sent; Meta escapes non-ASCII characters and slashes."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def signature(body: bytes, app_secret: str) -> str:
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def _envelope(phone_number_id: str, value: Json) -> Json:
    metadata = {"display_phone_number": DISPLAY_NUMBER, "phone_number_id": phone_number_id}
    change = {"value": {"messaging_product": "whatsapp", "metadata": metadata, **value}, "field": "messages"}
    return {"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ACCOUNT_ID, "changes": [change]}]}


def _epoch(at: datetime) -> str:
    return str(int(at.timestamp()))
