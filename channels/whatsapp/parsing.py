"""From a webhook's JSON to records. Pure; forgiving of everything but a message without id or sender.

Meta batches: a body may hold several entries, changes, messages and statuses. One broken item
never costs another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from channels.whatsapp.contents import read_content
from channels.whatsapp.records import DeliveryStatus, InboundMessage, StatusUpdate, Webhook
from channels.whatsapp.wild import as_code, as_list, as_mapping, as_moment, as_text

OBJECT = "whatsapp_business_account"
FIELD = "messages"

Json = Mapping[str, Any]


def parse_webhook(body: Json, received_at: datetime) -> Webhook:
    """All messages and statuses of `body`; what is unknown or broken is counted. Never raises.

    `received_at` stands in for a missing or impossible timestamp.
    """
    if body.get("object") != OBJECT:
        return Webhook(unknown=1)
    messages: list[InboundMessage] = []
    statuses: list[StatusUpdate] = []
    unknown = 0
    for change in _changes(body):
        if change.get("field") != FIELD:
            unknown += 1
            continue
        value = as_mapping(change.get("value"))
        read_messages = [_message(value, as_mapping(item), received_at) for item in as_list(value.get("messages"))]
        read_statuses = [_status(as_mapping(item), received_at) for item in as_list(value.get("statuses"))]
        messages += [message for message in read_messages if message is not None]
        statuses += [status for status in read_statuses if status is not None]
        unknown += read_messages.count(None) + read_statuses.count(None) + len(as_list(value.get("errors")))
    return Webhook(tuple(messages), tuple(statuses), unknown)


def _changes(body: Json) -> Iterator[Json]:
    for entry in as_list(body.get("entry")):
        for change in as_list(as_mapping(entry).get("changes")):
            yield as_mapping(change)


def _message(value: Json, item: Json, received_at: datetime) -> InboundMessage | None:
    """None without what tells the message apart: its id, its sender, and the number it was sent to."""
    contact = _contact_of(value, item)
    wamid = as_text(item.get("id"))
    phone_number_id = as_text(as_mapping(value.get("metadata")).get("phone_number_id"))
    wa_id = _first(item.get("from"), contact.get("wa_id"), item.get("from_user_id"), contact.get("user_id"))
    if not (wamid and wa_id and 0 < len(phone_number_id) <= 64):
        return None
    fields = {
        "replied_to": as_text(as_mapping(item.get("context")).get("id")),
        "sent_at": as_moment(item.get("timestamp"), received_at),
        "profile_name": as_text(as_mapping(contact.get("profile")).get("name")),
        **read_content(item),
    }
    return InboundMessage(wamid=wamid, phone_number_id=phone_number_id, wa_id=wa_id, **fields)


def _contact_of(value: Json, item: Json) -> Json:
    """The contact that sent the message; the only one there is when none says so."""
    contacts = [as_mapping(contact) for contact in as_list(value.get("contacts"))]
    for mine, theirs in (("from", "wa_id"), ("from_user_id", "user_id")):
        wanted = as_text(item.get(mine))
        for contact in contacts:
            if wanted and as_text(contact.get(theirs)) == wanted:
                return contact
    nameless = not as_text(item.get("from")) and not as_text(item.get("from_user_id"))
    return contacts[0] if len(contacts) == 1 and nameless else {}


def _status(item: Json, received_at: datetime) -> StatusUpdate | None:
    wamid = as_text(item.get("id"))
    try:
        status = DeliveryStatus(item.get("status"))
    except ValueError:
        return None
    if not wamid:
        return None
    errors = [as_mapping(error) for error in as_list(item.get("errors"))]
    return StatusUpdate(
        wamid=wamid,
        status=status,
        at=as_moment(item.get("timestamp"), received_at),
        error_code=as_code(errors[0].get("code")) if errors else None,
        opaque_id=as_text(item.get("biz_opaque_callback_data")),
    )


def _first(*values: Any) -> str:
    return next(filter(None, map(as_text, values)), "")
