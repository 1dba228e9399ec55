"""What Meta posts, from the outside: statuses, repeats, and every kind of message."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from channels.whatsapp.ingest import LARGEST_BODY_BYTES
from tests.integration.product.product_kit import Meta, World
from tests.product import Product

pytestmark = pytest.mark.product

CHANNEL = "utter_channel_"
MEDIA = {"id": "1", "mime_type": "x/y", "sha256": "0"}


def test_meta_s_check_of_the_address_is_answered_for_our_token_only(product: Product) -> None:
    address = Meta(product.settings).url
    right = {
        "hub.mode": "subscribe",
        "hub.verify_token": product.settings.whatsapp.verify_token,
        "hub.challenge": "1158201444",
    }
    answer = requests.get(address, params=right, timeout=5)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    for wrong in ({"hub.verify_token": "salah"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": ""}):
        assert requests.get(address, params={**right, **wrong}, timeout=5).status_code == 403


def test_what_meta_did_not_sign_is_refused_and_nothing_is_stored(world: World) -> None:
    before = world.store.size()
    body = world.meta.body(world.meta.text("628770000000", "halo"))
    raw = requests.Request("POST", world.meta.url, json=body).prepare().body
    assert isinstance(raw, bytes)
    for signature in (None, "", "sha256=" + "0" * 64, "sha1=abc"):
        headers = {} if signature is None else {"X-Hub-Signature-256": signature}
        assert world.meta.post_bytes(raw, headers) == 401
    assert world.store.size() == before


def test_what_is_no_webhook_is_refused_and_nothing_is_stored(world: World) -> None:
    before = world.store.size()
    for raw, status in ((b"bukan json", 400), (b"[]", 400), (b"", 400), (b" " * (LARGEST_BODY_BYTES + 1), 413)):
        assert world.meta.post_bytes(raw, world.meta.signed(raw)) == status
    assert world.store.size() == before


def test_what_nobody_here_understands_is_taken_so_that_meta_does_not_repeat_it(world: World) -> None:
    before = world.store.size()
    of_another_field = world.meta.body(world.meta.text("628770000000", "halo"))
    of_another_field["entry"][0]["changes"][0]["field"] = "message_template_status_update"
    nameless = world.meta.body({"from": "628770000000", "type": "text"})
    for body in ({"object": "page", "entry": []}, of_another_field, nameless, {"object": "whatsapp_business_account"}):
        assert world.meta.post(body) == 200
    assert world.store.size() == before


def test_one_message_posted_again_and_again_is_answered_once(world: World) -> None:
    citizen = world.citizen()
    message = world.meta.text(citizen.wa_id, "bisa bantu apa saja")
    other = world.meta.text(citizen.wa_id, "isi lain dengan nomor yang sama", message["id"])
    bodies = [world.meta.body(message)] * 3 + [world.meta.body(other), world.meta.body(message, other)]

    with ThreadPoolExecutor(len(bodies)) as posters:
        assert set(posters.map(world.meta.post, bodies)) == {200}
    first = citizen.hears()
    for body in bodies:
        assert world.meta.post(body) == 200

    assert len(first) == 1
    assert citizen.hears() == []
    assert len(world.store.inbox_states(citizen.wa_id)) == 2  # the opening file and this message


def test_all_messages_of_one_webhook_are_answered(world: World) -> None:
    first, second = world.citizen(), world.citizen()
    audio = {"type": "audio", "audio": {**MEDIA, "voice": True}}
    world.meta.sends(*(world.meta.message(citizen.wa_id, audio) for citizen in (first, second)))
    assert [world.says(f"{CHANNEL}audio", words) for c in (first, second) for words in c.hears()] == [True, True]


KINDS: list[tuple[str, dict[str, Any], str]] = [
    ("audio", {"audio": {**MEDIA, "voice": True}}, "audio"),
    ("sticker", {"sticker": {**MEDIA, "animated": False}}, "sticker"),
    ("video", {"video": MEDIA}, "video"),
    ("image", {"image": {**MEDIA, "caption": "nih kak"}}, "utter_photo_not_needed"),
    ("document", {"document": {**MEDIA, "filename": "ktp.pdf"}}, "utter_photo_not_needed"),
    ("location", {"location": {"latitude": -6.2, "longitude": 106.8}}, "location"),
    ("contacts", {"contacts": [{"name": {"formatted_name": "X"}, "phones": []}]}, "contacts"),
    ("reaction", {"reaction": {"message_id": "wamid.x", "emoji": "👍"}}, ""),
    ("reaction", {"reaction": {"message_id": "wamid.x"}}, ""),
    ("unsupported", {"errors": [{"code": 131051}], "unsupported": {"type": "poll"}}, "unsupported"),
    ("order", {"order": {"catalog_id": "1", "product_items": []}}, "unsupported"),
    ("system", {"system": {"body": "changed", "wa_id": "1", "type": "user_changed_number"}}, ""),
    ("button", {"button": {"payload": "/restart", "text": "Ya"}}, "stale_option"),
    (
        "interactive",
        {"interactive": {"type": "button_reply", "button_reply": {"id": "forged", "title": "Ya"}}},
        "stale_option",
    ),
    ("interactive", {"interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}}, "unsupported"),
    (
        "edit",
        {"edit": {"original_message_id": "wamid.x", "message": {"type": "text", "text": {"body": "y"}}}},
        "unsupported",
    ),
    ("revoke", {"revoke": {"original_message_id": "wamid.x"}}, ""),
    ("jenis_baru_2031", {"jenis_baru_2031": {}}, "unsupported"),
    ("text", {"text": {"body": "👍👍"}}, "emoji"),
    ("text", {"text": {}}, "emoji"),
]


def test_every_kind_of_message_gets_the_fitting_answer_or_silence(world: World) -> None:
    citizens = world.citizens(len(KINDS))
    messages = [
        world.meta.message(citizen.wa_id, {"type": kind, **content})
        for citizen, (kind, content, _) in zip(citizens, KINDS, strict=True)
    ]
    world.meta.sends(*messages)
    for citizen, (kind, content, wanted) in zip(citizens, KINDS, strict=True):
        heard = citizen.hears()
        assert len(heard) == (1 if wanted else 0), (kind, content, heard)
        name = wanted if wanted.startswith("utter_") else f"{CHANNEL}{wanted}"
        assert not wanted or world.says(name, heard[0]), (kind, heard)
    assert all(set(world.store.inbox_states(citizen.wa_id)) == {"done"} for citizen in citizens)
