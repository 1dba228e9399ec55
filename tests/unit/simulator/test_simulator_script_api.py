"""The binding interface for scripts: its calls and fields, exactly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from simulator_kit import CITIZEN, Business, FakeIngest, HandClock, ReadChat, Say
from starlette.testclient import TestClient

from settings import Settings
from simulator.media import LARGEST_PHOTO

FIELDS = {"n", "from", "type", "text", "options", "document", "at"}
BUTTONS = {
    "type": "button",
    "body": {"text": "Dosis berapa?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": f"t{n}", "title": f"Dosis {n}"}} for n in (1, 2)]},
}
LIST = {
    "type": "list",
    "body": {"text": "Pilih layanan"},
    "action": {
        "button": "Pilih",
        "sections": [{"rows": [{"id": "r1", "title": "Status Vaksinasi", "description": "Dosis dan tanggal"}]}],
    },
}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_citizens_are_empty_without_the_file_and_passed_on_with_it(client: TestClient, settings: Settings) -> None:
    assert client.get("/sim/citizens").json() == []
    citizens = [
        {"wa_id": CITIZEN, "phone": "+" + CITIZEN, "nik": "3273", "full_name": "Siti", "note": "", "profile": "S"}
    ]
    settings.demo_citizens_file.write_text(json.dumps(citizens), encoding="utf-8")
    assert client.get("/sim/citizens").json() == citizens


def test_a_sent_text_is_accepted_with_its_wamid_and_reaches_ingest(
    client: TestClient, ingest: FakeIngest, settings: Settings
) -> None:
    settings.demo_citizens_file.write_text(json.dumps([{"wa_id": CITIZEN, "full_name": "Siti Ayu"}]), encoding="utf-8")
    answer = client.post(f"/sim/chats/{CITIZEN}/messages", json={"type": "text", "text": "Halo"})
    assert answer.status_code == 202
    assert set(answer.json()) == {"wamid"}
    assert answer.json()["wamid"].startswith("wamid.")
    ingest.wait(lambda i: len(i.messages()) == 1)
    message = ingest.messages()[0]
    assert (message["from"], message["id"], message["type"]) == (CITIZEN, answer.json()["wamid"], "text")
    assert message["text"] == {"body": "Halo"}
    assert ingest.values()[0]["contacts"][0]["profile"] == {"name": "Siti Ayu"}


def test_messages_of_both_sides_have_exactly_the_fields_in_order(say: Say, business: Business, chat: ReadChat) -> None:
    say("halo")
    business.send_text("Selamat datang")
    first, second = chat()
    assert set(first) == set(second) == FIELDS
    assert (first["n"], first["from"], first["type"], first["text"]) == (1, "citizen", "text", "halo")
    assert (second["n"], second["from"], second["type"], second["text"]) == (2, "bot", "text", "Selamat datang")
    assert first["options"] == []
    assert first["document"] is None
    assert first["at"] == "2026-11-23T03:00:00+00:00"
    assert chat(after=1) == [second]


@pytest.mark.parametrize(
    ("interactive", "kind", "reply"), [(BUTTONS, "buttons", "button_reply"), (LIST, "list", "list_reply")]
)
def test_an_offered_option_can_be_chosen(
    say: Say,
    business: Business,
    chat: ReadChat,
    client: TestClient,
    ingest: FakeIngest,
    interactive: dict[str, Any],
    kind: str,
    reply: str,
) -> None:
    say()
    offered = business.send(type="interactive", interactive=interactive).json()["messages"][0]["id"]
    message = chat()[-1]
    assert message["type"] == kind
    option = message["options"][-1]
    assert set(option) == {"id", "title"}
    answer = client.post(f"/sim/chats/{CITIZEN}/messages", json={"type": "reply", "id": option["id"]})
    assert answer.status_code == 202
    ingest.wait(lambda i: len(i.messages()) == 2)
    sent = ingest.messages()[1]
    assert sent["interactive"]["type"] == reply
    assert sent["interactive"][reply]["id"] == option["id"]
    assert sent["interactive"][reply]["title"] == option["title"]
    assert sent["context"]["id"] == offered
    assert chat()[-1]["text"] == option["title"]


def test_an_option_that_was_never_offered_is_refused(say: Say, client: TestClient) -> None:
    say()
    answer = client.post(f"/sim/chats/{CITIZEN}/messages", json={"type": "reply", "id": "invented"})
    assert answer.status_code == 404
    assert "option" in answer.json()["error"]


def test_a_photo_goes_up_as_multipart_and_can_be_fetched_through_graph(
    client: TestClient, chat: ReadChat, ingest: FakeIngest, business: Business
) -> None:
    answer = client.post(
        f"/sim/chats/{CITIZEN}/messages",
        files={"file": ("kartu.png", PNG, "image/png")},
        data={"caption": "kartu saya"},
    )
    assert answer.status_code == 202
    shown = chat()[0]
    assert (shown["type"], shown["text"]) == ("image", "kartu saya")
    ingest.wait(lambda i: len(i.messages()) == 1)
    image = ingest.messages()[0]["image"]
    assert image["caption"] == "kartu saya"
    described = client.get(f"/graph/v24.0/{image['id']}", headers=business.headers).json()
    assert described["mime_type"] == "image/png"
    assert client.get(described["url"], headers=business.headers).content == PNG


def test_a_picture_too_large_for_a_photo_goes_up_as_a_document(client: TestClient, ingest: FakeIngest) -> None:
    large = PNG + bytes(LARGEST_PHOTO)
    answer = client.post(f"/sim/chats/{CITIZEN}/messages", files={"file": ("kartu.png", large, "image/png")})
    assert answer.status_code == 202
    ingest.wait(lambda i: len(i.messages()) == 1)
    assert ingest.messages()[0]["document"]["mime_type"] == "image/png"


def test_a_file_whatsapp_does_not_take_is_refused(client: TestClient) -> None:
    files = {"file": ("a.exe", b"MZ", "application/x-msdownload")}
    assert client.post(f"/sim/chats/{CITIZEN}/messages", files=files).status_code == 415


def test_a_document_is_served_at_its_url(say: Say, business: Business, chat: ReadChat, client: TestClient) -> None:
    say()
    media_id = business.upload(b"%PDF-1.7 isi").json()["id"]
    business.send(type="document", document={"id": media_id, "filename": "Sertifikat.pdf", "caption": "Ini dia"})
    message = chat()[-1]
    assert (message["type"], message["text"]) == ("document", "Ini dia")
    assert set(message["document"]) == {"filename", "mime_type", "url"}
    assert message["document"]["filename"] == "Sertifikat.pdf"
    served = client.get(message["document"]["url"])
    assert (served.headers["content-type"], served.content) == ("application/pdf", b"%PDF-1.7 isi")


def test_state_tells_typing_until_the_answer(say: Say, business: Business, client: TestClient) -> None:
    wamid = say()
    state = client.get(f"/sim/chats/{CITIZEN}/state").json()
    assert set(state) == {"typing", "unread", "idle"}
    assert state["typing"] is False
    read = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": wamid,
        "typing_indicator": {"type": "text"},
    }
    assert business.post(read).json() == {"success": True}
    assert client.get(f"/sim/chats/{CITIZEN}/state").json()["typing"] is True
    business.send_text()
    state = client.get(f"/sim/chats/{CITIZEN}/state").json()
    assert (state["typing"], state["unread"]) == (False, 1)


def test_typing_fades_after_25_seconds(say: Say, business: Business, client: TestClient, clock: HandClock) -> None:
    read = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": say(),
        "typing_indicator": {"type": "text"},
    }
    business.post(read)
    clock.advance(26)
    assert client.get(f"/sim/chats/{CITIZEN}/state").json()["typing"] is False


@pytest.mark.parametrize(
    ("pending", "idle"), [([0, 0], True), ([0, 2], False), ([1, 0], False), ([None, 0], False), ([0, None], False)]
)
def test_idle_needs_two_reads_of_nothing_pending(
    client: TestClient, ingest: FakeIngest, pending: list[int | None], idle: bool
) -> None:
    ingest.pending_answers = pending
    assert client.get(f"/sim/chats/{CITIZEN}/state").json()["idle"] is idle


def test_an_undelivered_webhook_is_not_idle(client: TestClient, ingest: FakeIngest, say: Say) -> None:
    client.post("/sim/faults", json={"delay_webhooks_s": 30})
    say()
    assert client.get(f"/sim/chats/{CITIZEN}/state").json()["idle"] is False


def test_sms_reach_the_number_they_were_sent_to(client: TestClient) -> None:
    sent = client.post("/sim/gateway/sms", json={"to": CITIZEN, "text": "Kode Anda 123456"})
    assert sent.status_code == 200
    assert client.get(f"/sim/sms/{CITIZEN}").json() == [{"at": "2026-11-23T03:00:00+00:00", "text": "Kode Anda 123456"}]
    assert client.get("/sim/sms/6281111111111").json() == []


def test_the_clock_goes_forward_and_never_back(client: TestClient, clock: HandClock) -> None:
    before = clock.now()
    assert client.post("/sim/clock", json={"advance_s": 300}).status_code == 200
    assert (clock.now() - before).total_seconds() == 300
    assert set(client.get("/sim/clock").json()) == {"now", "offset_s"}
    for nonsense in (-1, "5", None, True, 1e300):
        assert client.post("/sim/clock", json={"advance_s": nonsense}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [{}, {"type": "text"}, {"type": "text", "text": "  "}, {"type": "dance"}, {"type": "text", "text": 5}, []],
)
def test_nonsense_is_answered_400(client: TestClient, body: Any) -> None:
    assert client.post(f"/sim/chats/{CITIZEN}/messages", json=body).status_code == 400


@pytest.mark.parametrize("path", ["/sim/chats/abc/messages", "/sim/chats/1/state", "/sim/sms/x", "/sim/log?after=x"])
def test_paths_that_name_no_number_are_answered_400(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_looking_at_a_chat_does_not_create_one(client: TestClient) -> None:
    client.get(f"/sim/chats/{CITIZEN}/messages")
    client.get(f"/sim/chats/{CITIZEN}/state")
    assert client.get("/sim/page/chats").json() == []
