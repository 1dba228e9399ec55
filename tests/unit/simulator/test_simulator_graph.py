"""Meta's side: limits, errors, media, the 24-hour window."""

from __future__ import annotations

from typing import Any

import pytest
from simulator_kit import CITIZEN, Business, FakeIngest, HandClock, ReadChat, Say
from starlette.testclient import TestClient

from settings import Settings


def error_of(answer: Any) -> dict[str, Any]:
    error = answer.json()["error"]
    assert {"message", "type", "code", "fbtrace_id"} <= set(error)
    return error


def buttons(*titles: str, body: str = "Pilih", ids: list[str] | None = None, **more: Any) -> dict[str, Any]:
    ids = ids or [f"id{n}" for n in range(len(titles))]
    made = [{"type": "reply", "reply": {"id": i, "title": t}} for i, t in zip(ids, titles, strict=True)]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": made}, **more}


def listing(
    rows: list[Any],
    *,
    button: str = "Pilih",
    body: str = "Pilih",
    title: str | None = None,
    sections: list[Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    section = {"rows": rows, **({"title": title} if title is not None else {})}
    action = {"button": button, "sections": sections or [section]}
    return {"type": "list", "body": {"text": body}, "action": action, **more}


def row(n: int = 0, title: str = "Baris", **more: Any) -> dict[str, Any]:
    return {"id": f"r{n}", "title": title, **more}


def template(name: str, *values: str, language: str = "id", **more: Any) -> dict[str, Any]:
    body = {"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}
    return {"name": name, "language": {"code": language}, "components": [body, *more.get("beside", [])]}


def quick_reply(payload: str, index: str = "0") -> dict[str, Any]:
    press = {"type": "payload", "payload": payload}
    return {"type": "button", "sub_type": "quick_reply", "index": index, "parameters": [press]}


FITTING = {
    "text": {"type": "text", "text": {"body": "x" * 4096, "preview_url": False}},
    "buttons": {
        "type": "interactive",
        "interactive": buttons(
            "a" * 20,
            "b",
            "c",
            body="x" * 1024,
            footer={"text": "f" * 60},
            header={"type": "text", "text": "h" * 60},
        ),
    },
    "long button id": {"type": "interactive", "interactive": buttons("a", ids=["i" * 256])},
    "list": {
        "type": "interactive",
        "interactive": listing(
            [{"id": f"{n}" + "i" * 199, "title": "t" * 24, "description": "d" * 72} for n in range(10)],
            button="b" * 20,
            body="x" * 4096,
            title="s" * 24,
        ),
    },
    "template": {"type": "template", "template": template("case_update", "LP-211103-7K2D")},
    "document by link": {
        "type": "document",
        "document": {"link": "https://example.org/a.pdf", "filename": "a.pdf"},
    },
}
TOO_MUCH = {
    "text": {"type": "text", "text": {"body": "x" * 4097}},
    "empty text": {"type": "text", "text": {"body": ""}},
    "no text": {"type": "text"},
    "preview": {"type": "text", "text": {"body": "x", "preview_url": "yes"}},
    "unknown type": {"type": "dance", "dance": {}},
    "four buttons": {"type": "interactive", "interactive": buttons("a", "b", "c", "d")},
    "no buttons": {"type": "interactive", "interactive": buttons()},
    "long button title": {"type": "interactive", "interactive": buttons("a" * 21)},
    "same title twice": {"type": "interactive", "interactive": buttons("a", "a")},
    "same id twice": {"type": "interactive", "interactive": buttons("a", "b", ids=["i", "i"])},
    "long button id": {"type": "interactive", "interactive": buttons("a", ids=["i" * 257])},
    "long buttons body": {"type": "interactive", "interactive": buttons("a", body="x" * 1025)},
    "long footer": {"type": "interactive", "interactive": buttons("a", footer={"text": "f" * 61})},
    "long header": {"type": "interactive", "interactive": buttons("a", header={"type": "text", "text": "h" * 61})},
    "eleven rows": {"type": "interactive", "interactive": listing([row(n) for n in range(11)])},
    "eleven rows over sections": {
        "type": "interactive",
        "interactive": listing(
            [],
            sections=[
                {"title": "A", "rows": [row(n) for n in range(6)]},
                {"title": "B", "rows": [row(n) for n in range(6, 11)]},
            ],
        ),
    },
    "no rows": {"type": "interactive", "interactive": listing([])},
    "long row title": {"type": "interactive", "interactive": listing([row(title="t" * 25)])},
    "long description": {"type": "interactive", "interactive": listing([row(description="d" * 73)])},
    "long row id": {"type": "interactive", "interactive": listing([{"id": "i" * 201, "title": "t"}])},
    "same row id": {"type": "interactive", "interactive": listing([row(1), row(1)])},
    "long list button": {"type": "interactive", "interactive": listing([row()], button="b" * 21)},
    "long section title": {"type": "interactive", "interactive": listing([row()], title="s" * 25)},
    "sections without title": {
        "type": "interactive",
        "interactive": listing([], sections=[{"rows": [row(1)]}, {"rows": [row(2)]}]),
    },
    "long list body": {"type": "interactive", "interactive": listing([row()], body="x" * 4097)},
    "image header on list": {
        "type": "interactive",
        "interactive": listing([row()], header={"type": "image", "image": {"link": "https://example.org/a.png"}}),
    },
    "unknown media": {"type": "document", "document": {"id": "123", "filename": "a.pdf"}},
    "id and link": {"type": "document", "document": {"id": "1", "link": "https://example.org/a.pdf"}},
    "no extension": {
        "type": "document",
        "document": {"link": "https://example.org/a.pdf", "filename": "sertifikat"},
    },
    "long caption": {"type": "document", "document": {"link": "https://example.org/a.pdf", "caption": "x" * 1025}},
    "opaque id": {"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513},
}


@pytest.mark.parametrize("body", FITTING.values(), ids=FITTING)
def test_what_fits_is_accepted(say: Say, business: Business, body: Any) -> None:
    say()
    answer = business.send(**body)
    assert answer.status_code == 200, answer.text
    accepted = answer.json()
    assert accepted["contacts"] == [{"input": CITIZEN, "wa_id": CITIZEN}]
    assert accepted["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize("body", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_does_not_fit_is_refused_as_meta_does(say: Say, business: Business, chat: ReadChat, body: Any) -> None:
    say()
    answer = business.send(**body)
    assert answer.status_code == 400
    assert error_of(answer)["code"] in (100, 131009, 131051, 131053)
    assert len(chat()) == 1  # only the citizen's own


def test_a_wrong_token_is_190(client: TestClient, business: Business) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = client.post(f"{business.path}/messages", json={}, headers=headers)
        assert answer.status_code == 401
        assert error_of(answer)["code"] == 190


def test_requests_to_another_number_or_without_product_are_refused(client: TestClient, business: Business) -> None:
    other = client.post("/graph/v24.0/999/messages", json={}, headers=business.headers)
    assert error_of(other)["error_subcode"] == 33
    assert error_of(business.post({"to": CITIZEN}))["code"] == 100
    assert error_of(business.post({"messaging_product": "whatsapp"}))["code"] == 100
    assert error_of(business.post([]))["code"] == 100


def test_outside_the_24_hour_window_only_templates_go(say: Say, business: Business, clock: HandClock) -> None:
    assert error_of(business.send_text())["code"] == 131047
    say()
    assert business.send_text().status_code == 200
    clock.advance(24 * 3600)
    assert error_of(business.send_text())["code"] == 131047
    assert business.send(**FITTING["template"]).status_code == 200


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (template("no_such_template", "x"), 132001),
        (template("case_update", "x", language="en"), 132001),
        (template("case_update"), 132000),
        (template("case_update", "x", "y"), 132000),
        (template("case_update", "two\nlines"), 132018),
        (template("case_update", ""), 100),
        (template("case_update", "x", beside=[quick_reply("p", index="1")]), 132018),
        (template("case_update", "x", beside=[{"type": "header", "parameters": []}]), 131009),
        ({"language": {"code": "id"}}, 100),
        ({"name": "case_update"}, 100),
    ],
)
def test_a_template_must_be_as_it_was_approved(business: Business, refused: dict[str, Any], code: int) -> None:
    assert error_of(business.send(type="template", template=refused))["code"] == code


def test_a_template_shows_its_words_and_its_button_answers_with_our_payload(
    business: Business, chat: ReadChat, client: TestClient, ingest: FakeIngest
) -> None:
    message = template("case_update", "LP-211103-7K2D", beside=[quick_reply("our-token")])
    sent = business.send(type="template", template=message)
    assert sent.status_code == 200
    (shown,) = chat()
    assert shown["type"] == "buttons"
    assert "LP-211103-7K2D" in shown["text"]
    assert "{" not in shown["text"]
    assert shown["options"] == [{"id": "our-token", "title": "Baca kabar"}]

    client.post(f"/sim/chats/{CITIZEN}/messages", json={"type": "reply", "id": "our-token"})
    ingest.wait(lambda got: bool(got.messages()))
    (pressed,) = ingest.messages()
    assert (pressed["type"], pressed["button"]) == ("button", {"payload": "our-token", "text": "Baca kabar"})
    assert pressed["context"]["id"] == sent.json()["messages"][0]["id"]
    assert business.send_text().status_code == 200  # the window is open


def test_only_a_message_of_a_citizen_can_be_marked_read(say: Say, business: Business) -> None:
    say()
    ours = business.send_text().json()["messages"][0]["id"]
    for wamid in (ours, "wamid.unknown"):
        answer = business.post({"messaging_product": "whatsapp", "status": "read", "message_id": wamid})
        assert error_of(answer)["code"] == 100


def test_reading_turns_the_citizens_ticks_blue(say: Say, business: Business, client: TestClient) -> None:
    say("satu")
    last = say("dua")
    business.post({"messaging_product": "whatsapp", "status": "read", "message_id": last})
    shown = client.get(f"/sim/page/chats/{CITIZEN}").json()
    assert [message["status"] for message in shown] == ["read", "read"]


@pytest.mark.parametrize(
    ("size", "mime_type"),
    [(5 * 1024 * 1024 + 1, "image/png"), (500 * 1024 + 1, "image/webp"), (0, "application/pdf"), (9, "image/gif")],
)
def test_media_meta_does_not_take_is_refused(business: Business, size: int, mime_type: str) -> None:
    assert business.upload(b"x" * size, mime_type).status_code == 400


def test_a_pdf_cannot_be_sent_as_an_image(say: Say, business: Business) -> None:
    say()
    media_id = business.upload().json()["id"]
    assert error_of(business.send(type="image", image={"id": media_id}))["code"] == 131053


def test_a_media_url_needs_the_token_and_lives_five_minutes(
    business: Business, client: TestClient, clock: HandClock
) -> None:
    media_id = business.upload(b"%PDF-1.7 isi").json()["id"]
    described = client.get(f"/graph/v24.0/{media_id}", headers=business.headers).json()
    assert set(described) == {"url", "mime_type", "sha256", "file_size", "id", "messaging_product"}
    assert client.get(described["url"]).status_code == 401
    assert client.get(described["url"], headers=business.headers).content == b"%PDF-1.7 isi"
    assert client.get(described["url"][:-1] + "!", headers=business.headers).status_code == 404
    clock.advance(301)
    assert client.get(described["url"], headers=business.headers).status_code == 404


def test_media_is_gone_when_deleted_and_after_thirty_days(
    business: Business, client: TestClient, clock: HandClock
) -> None:
    first, second = (business.upload().json()["id"] for _ in range(2))
    assert client.delete(f"/graph/v24.0/{first}", headers=business.headers).json() == {"success": True}
    assert client.get(f"/graph/v24.0/{first}", headers=business.headers).status_code == 400
    clock.advance(31 * 24 * 3600)
    assert client.get(f"/graph/v24.0/{second}", headers=business.headers).status_code == 400


def test_the_log_shows_both_directions_without_the_token(
    say: Say, business: Business, client: TestClient, settings: Settings
) -> None:
    say()
    business.send_text("Selamat datang")
    log = client.get("/sim/log", params={"wa_id": CITIZEN}).json()
    assert {call["direction"] for call in log} == {"webhook", "graph"}
    assert settings.whatsapp.access_token not in str(log)
    graph = next(call for call in log if call["direction"] == "graph")
    assert (graph["status"], graph["request"]["text"]) == (200, {"body": "Selamat datang"})
    since = client.get("/sim/log", params={"after": log[0]["n"], "wa_id": CITIZEN}).json()
    assert since[: len(log) - 1] == log[1:]
