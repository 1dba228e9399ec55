from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.whatsapp.parsing import OBJECT, parse_webhook
from channels.whatsapp.records import DeliveryStatus, InboundMessage, MessageKind, Webhook
from tests.unit.channels.channels_fakes import CITIZEN, NEIGHBOUR, NOON, NUMBER_ID, webhook_body, wire_text

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=12,
)


def parse_one(message: dict[str, Any]) -> InboundMessage:
    webhook = parse_webhook(webhook_body({"id": "w1", "from": CITIZEN, "timestamp": "1", **message}), NOON)
    assert webhook.unknown == 0
    (parsed,) = webhook.messages
    return parsed


def test_a_text_message_is_read_whole() -> None:
    body = webhook_body({**wire_text("w1", "halo"), "context": {"id": "w0"}})
    (message,) = parse_webhook(body, NOON).messages
    assert message == InboundMessage(
        "w1",
        NUMBER_ID,
        CITIZEN,
        MessageKind.TEXT,
        text="halo",
        replied_to="w0",
        sent_at=datetime.fromtimestamp(1793595600, timezone.utc),
        profile_name="Budi",
    )


def test_every_level_may_hold_several_items() -> None:
    body = webhook_body(wire_text("w1"), wire_text("w2"))
    body["entry"][0]["changes"] += webhook_body(wire_text("w3"))["entry"][0]["changes"]
    body["entry"] += webhook_body(statuses=({"id": "o1", "status": "sent", "timestamp": "5"},))["entry"]
    webhook = parse_webhook(body, NOON)
    assert [message.wamid for message in webhook.messages] == ["w1", "w2", "w3"]
    assert [status.wamid for status in webhook.statuses] == ["o1"]


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (
            {
                "type": "interactive",
                "interactive": {"type": "button_reply", "button_reply": {"id": "tok", "title": "Status"}},
            },
            {"kind": MessageKind.REPLY, "reply_token": "tok", "text": "Status"},
        ),
        (
            {
                "type": "interactive",
                "interactive": {"type": "list_reply", "list_reply": {"id": "tok", "title": "Dosis 2"}},
            },
            {"kind": MessageKind.REPLY, "reply_token": "tok", "text": "Dosis 2"},
        ),
        (
            {"type": "button", "button": {"payload": "tok", "text": "Ya"}},
            {"kind": MessageKind.REPLY, "reply_token": "tok"},
        ),
        (
            {"type": "image", "image": {"id": "9", "mime_type": "image/jpeg", "caption": "kartu"}},
            {"kind": MessageKind.IMAGE, "media_id": "9", "mime_type": "image/jpeg", "caption": "kartu"},
        ),
        (
            {"type": "document", "document": {"id": "9", "filename": "a.pdf"}},
            {"kind": MessageKind.DOCUMENT, "media_id": "9"},
        ),
        ({"type": "audio", "audio": {"id": "9", "voice": True}}, {"kind": MessageKind.AUDIO, "media_id": "9"}),
        ({"type": "video", "video": {"id": "9"}}, {"kind": MessageKind.VIDEO}),
        ({"type": "sticker", "sticker": {"id": "9"}}, {"kind": MessageKind.STICKER}),
        ({"type": "location", "location": {"name": "RSUD"}}, {"kind": MessageKind.LOCATION, "text": "RSUD"}),
        ({"type": "contacts", "contacts": [{}]}, {"kind": MessageKind.CONTACTS}),
        (
            {"type": "reaction", "reaction": {"message_id": "w0", "emoji": "👍"}},
            {"kind": MessageKind.REACTION, "text": "👍", "replied_to": "w0"},
        ),
        ({"type": "reaction", "reaction": {"message_id": "w0"}}, {"kind": MessageKind.REACTION, "text": ""}),
        ({"type": "system", "system": {"body": "changed"}}, {"kind": MessageKind.SYSTEM}),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, {"kind": MessageKind.UNSUPPORTED}),
        ({"type": "interactive", "interactive": {"type": "nfm_reply"}}, {"kind": MessageKind.UNSUPPORTED}),
        ({"type": "hologram", "hologram": {}}, {"kind": MessageKind.UNSUPPORTED}),
        ({}, {"kind": MessageKind.UNSUPPORTED}),
    ],
)
def test_each_type_is_understood(wire: dict[str, Any], expected: dict[str, Any]) -> None:
    message = parse_one(wire)
    assert {name: getattr(message, name) for name in expected} == expected


def test_a_citizen_without_a_number_is_known_by_the_business_scoped_id() -> None:
    body = webhook_body({"id": "w1", "type": "text", "text": {"body": "halo"}})
    body["entry"][0]["changes"][0]["value"]["contacts"] = [{"user_id": "ID.123", "profile": {"name": "Budi"}}]
    (message,) = parse_webhook(body, NOON).messages
    assert (message.wa_id, message.profile_name) == ("ID.123", "Budi")


def test_two_citizens_without_contact_of_their_own_are_not_mixed_up() -> None:
    nameless = {"id": "w1", "from_user_id": "ID.1", "type": "text", "text": {"body": "x"}}
    body = webhook_body(nameless, wire_text("w2", wa_id=NEIGHBOUR))
    assert [message.wa_id for message in parse_webhook(body, NOON).messages] == ["ID.1", NEIGHBOUR]


@pytest.mark.parametrize("broken", [None, 5, "x", [], {}, {"id": "w"}, {"from": "1"}, {"id": [], "from": {}}])
def test_a_broken_message_costs_no_other(broken: Any) -> None:
    body = webhook_body(wire_text("w1"), wire_text("w2"))
    body["entry"][0]["changes"][0]["value"]["messages"].insert(1, broken)
    webhook = parse_webhook(body, NOON)
    assert [message.wamid for message in webhook.messages] == ["w1", "w2"]
    assert webhook.unknown == 1


@pytest.mark.parametrize("timestamp", [None, "", "soon", "-5", "99999999999999", "9" * 5000, [], "１２"])
def test_an_impossible_time_is_the_time_of_arrival(timestamp: Any) -> None:
    assert parse_one({**wire_text("w1"), "timestamp": timestamp}).sent_at == NOON


def test_half_a_surrogate_pair_does_not_reach_the_store() -> None:
    assert parse_one(wire_text("w1", "a\ud83d")).text == "a?"


def test_a_status_carries_code_and_our_own_id() -> None:
    wire = {
        "id": "o1",
        "status": "failed",
        "timestamp": "1793595600",
        "biz_opaque_callback_data": "row",
        "errors": [{"code": 131047, "title": "…"}],
    }
    (status,) = parse_webhook(webhook_body(statuses=(wire,)), NOON).statuses
    assert (status.status, status.error_code, status.opaque_id) == (DeliveryStatus.FAILED, 131047, "row")


def test_foreign_objects_fields_and_statuses_are_counted() -> None:
    assert parse_webhook({"object": "page", "entry": []}, NOON).unknown == 1
    body = webhook_body(statuses=({"id": "o1", "status": "played"},))
    body["entry"][0]["changes"].append({"field": "account_update", "value": {}})
    webhook = parse_webhook(body, NOON)
    assert (webhook.unknown, webhook.statuses) == (2, ())


@given(JSON_VALUES, JSON_VALUES, JSON_VALUES)
def test_nothing_in_a_webhook_can_break_the_reading(first: Any, second: Any, third: Any) -> None:
    good = wire_text("good")
    body = webhook_body(good)
    value = body["entry"][0]["changes"][0]["value"]
    value["messages"] += [first, {**wire_text("odd"), "text": second, "context": third, "timestamp": first}]
    value["statuses"] = [second, {"id": "s", "status": first, "errors": [third]}]
    value["contacts"] = [third, first]
    body["entry"] += [first, {"changes": second}, {"changes": [third, {"field": "messages", "value": first}]}]

    webhook = parse_webhook(body, NOON)

    assert {"good", "odd"} <= {message.wamid for message in webhook.messages}
    json.dumps([message.text for message in webhook.messages]).encode()


@given(st.sampled_from([OBJECT, "page", None]) | JSON_VALUES, JSON_VALUES)
def test_nothing_is_read_out_of_nonsense_and_a_foreign_object_counts_as_unknown(kind: Any, entry: Any) -> None:
    webhook = parse_webhook({"object": kind, "entry": entry, "x": entry}, NOON)
    assert webhook == Webhook(unknown=0 if kind == OBJECT else 1)
