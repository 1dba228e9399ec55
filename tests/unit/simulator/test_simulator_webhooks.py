"""Webhooks: signed bytes, order, repetition, and what goes wrong on purpose."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from simulator_kit import CITIZEN, Business, FakeIngest, ReadChat, Say
from starlette.testclient import TestClient

from settings import Settings
from simulator.faults import FaultError, parse_faults
from simulator.ingest_client import count
from simulator.webhook_payloads import raw_body

OTHER = "6281234567802"


def texts(ingest: FakeIngest) -> list[str]:
    return [message["text"]["body"] for message in ingest.messages()]


def test_the_signature_covers_the_raw_bytes_with_non_ascii_escaped(
    say: Say, ingest: FakeIngest, settings: Settings
) -> None:
    say("né 🙏 a/b")
    ingest.wait(lambda i: len(i.bodies) == 1)
    body = ingest.bodies[0]
    expected = hmac.new(settings.whatsapp.app_secret.encode(), body, hashlib.sha256).hexdigest()
    assert ingest.signatures == [f"sha256={expected}"]
    assert b"n\\u00e9 \\ud83d\\ude4f a\\/b" in body
    assert texts(ingest) == ["né 🙏 a/b"]


def test_raw_body_is_the_same_json() -> None:
    payload = {"a/b": ["é", "\\/", 1]}
    assert json.loads(raw_body(payload)) == payload


def test_a_refused_webhook_is_repeated_until_200_and_keeps_the_order(say: Say, ingest: FakeIngest) -> None:
    ingest.answers = [500, 0, 403]
    say("satu")
    say("dua")
    ingest.wait(lambda i: len(i.messages()) == 5)
    assert texts(ingest) == ["satu", "satu", "satu", "satu", "dua"]


def test_statuses_follow_a_message_and_echo_the_opaque_id(
    say: Say, business: Business, ingest: FakeIngest, client: TestClient
) -> None:
    say()
    wamid = business.send_text(biz_opaque_callback_data="outbox-7").json()["messages"][0]["id"]
    ingest.wait(lambda i: len(i.statuses()) == 2)
    client.post(f"/sim/page/chats/{CITIZEN}/read", json={})
    ingest.wait(lambda i: len(i.statuses()) == 3)
    statuses = ingest.statuses()
    assert [status["status"] for status in statuses] == ["sent", "delivered", "read"]
    assert {status["id"] for status in statuses} == {wamid}
    assert {status["biz_opaque_callback_data"] for status in statuses} == {"outbox-7"}
    assert {status["recipient_id"] for status in statuses} == {CITIZEN}


def test_one_citizens_delayed_webhook_does_not_hold_the_others(
    say: Say, ingest: FakeIngest, client: TestClient
) -> None:
    client.post("/sim/faults", json={"delay_webhooks_s": 60})
    say("lambat", CITIZEN)
    client.post("/sim/faults", json={})
    say("cepat", OTHER)
    ingest.wait(lambda i: bool(i.messages()))
    assert texts(ingest) == ["cepat"]
    assert not client.get(f"/sim/chats/{CITIZEN}/state").json()["idle"]  # its webhook still waits


def test_duplicated_webhooks_come_twice_for_the_next_n_messages(
    say: Say, ingest: FakeIngest, client: TestClient
) -> None:
    client.post("/sim/faults", json={"duplicate_webhooks": 1})
    say("satu")
    say("dua")
    ingest.wait(lambda i: len(i.messages()) == 3)
    assert texts(ingest) == ["satu", "satu", "dua"]
    assert client.get("/sim/faults").json() == {}


def test_reordered_webhooks_overtake_each_other(say: Say, ingest: FakeIngest, client: TestClient) -> None:
    client.post("/sim/faults", json={"reorder_webhooks": True})
    say("satu")
    say("dua")
    ingest.wait(lambda i: len(i.messages()) == 2)
    assert texts(ingest) == ["dua", "satu"]


@pytest.mark.parametrize(("code", "status"), [(131056, 429), (131000, 500), (190, 401), (131026, 400)])
def test_graph_fails_as_often_as_asked(
    say: Say, business: Business, client: TestClient, chat: ReadChat, code: int, status: int
) -> None:
    say()
    client.post("/sim/faults", json={"graph_error": {"code": code, "times": 2}})
    for _ in range(2):
        answer = business.send_text()
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert business.send_text().status_code == 200
    assert len(chat()) == 2


def test_graph_can_answer_no_json_at_all(say: Say, business: Business, client: TestClient) -> None:
    say()
    client.post("/sim/faults", json={"graph_error": {"http_status": 502}})
    answer = business.send_text()
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")


def test_a_late_failure_is_accepted_and_comes_as_a_status(
    say: Say, business: Business, client: TestClient, ingest: FakeIngest, chat: ReadChat
) -> None:
    say()
    client.post("/sim/faults", json={"graph_error": {"code": 131026, "late": True}})
    wamid = business.send_text().json()["messages"][0]["id"]
    ingest.wait(lambda i: len(i.statuses()) == 1)
    status = ingest.statuses()[0]
    assert (status["id"], status["status"], status["errors"][0]["code"]) == (wamid, "failed", 131026)
    assert len(chat()) == 1


def test_a_lost_answer_was_delivered_all_the_same(
    say: Say, business: Business, client: TestClient, chat: ReadChat, ingest: FakeIngest
) -> None:
    say()
    client.post("/sim/faults", json={"lose_graph_answers": 1})
    assert business.send_text("sampai").status_code == 500  # a real server breaks the connection
    assert chat()[-1]["text"] == "sampai"
    ingest.wait(lambda i: len(i.statuses()) == 2)
    assert business.send_text().status_code == 200


def test_the_sms_gateway_can_be_down(client: TestClient) -> None:
    client.post("/sim/faults", json={"sms_down": True})
    assert client.post("/sim/gateway/sms", json={"to": CITIZEN, "text": "x"}).status_code == 503
    client.post("/sim/faults", json={})
    assert client.post("/sim/gateway/sms", json={"to": CITIZEN, "text": "x"}).status_code == 200


def test_faults_are_shown_and_replaced_as_a_whole(client: TestClient) -> None:
    faults = {"graph_error": {"code": 131056, "times": 2, "on": "messages"}, "graph_delay_s": 0.5}
    assert client.post("/sim/faults", json=faults).status_code == 200
    assert client.get("/sim/faults").json() == faults
    client.post("/sim/faults", json={"sms_down": True})
    assert client.get("/sim/faults").json() == {"sms_down": True}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"unknown": 1},
        {"graph_delay_s": -1},
        {"graph_delay_s": float("nan")},
        {"duplicate_webhooks": True},
        {"graph_error": {}},
        {"graph_error": {"code": 1, "on": "moon"}},
        {"graph_error": 5},
        [],
    ],
)
def test_unknown_faults_are_refused(nonsense: Any) -> None:
    with pytest.raises(FaultError):
        parse_faults(nonsense)


def test_pending_counts_are_summed() -> None:
    assert count({"inbox": 1, "outbox": {"waiting": 2}, "turns": 0}) == 3
    assert count(0) == 0
    with pytest.raises(ValueError, match="count"):
        count(["x"])


def test_the_page_allows_no_foreign_script(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "KemenkesRI" in page.text
    assert client.get("/static/js/main.js").status_code == 200
    assert client.get("/health").json() == {"status": "ok"}
