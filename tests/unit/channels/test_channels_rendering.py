from __future__ import annotations

import json
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from channels.whatsapp.fitting import cut, split, unique
from channels.whatsapp.records import BotButton, BotMessage, DocumentReference
from channels.whatsapp.rendering import Bubble, Labels, page_of, render

LABELS = Labels(list_button="Lihat pilihan", more_options="Pilihan lainnya…")
WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=90)
LONG = st.builds(lambda word, times: f"{word}. " * times, st.text(max_size=30), st.integers(0, 400))
BUTTONS = st.lists(st.builds(BotButton, WORDS, WORDS, WORDS), max_size=25).map(tuple)
DOCUMENTS = st.none() | st.builds(DocumentReference, WORDS, WORDS, st.just("application/pdf"))
MESSAGES = st.builds(
    BotMessage, LONG | WORDS, BUTTONS, DOCUMENTS, WORDS, st.just("utter_x"), header=WORDS, footer=WORDS
)


def rendered(message: BotMessage) -> list[Bubble]:
    numbers = count()
    return render(message, LABELS, lambda: f"token-{next(numbers)}")


def offered(*titles: str, text: str = "Pilih:") -> BotMessage:
    return BotMessage(text, tuple(BotButton(title, f"/{title}") for title in titles))


def check_limits(body: dict[str, Any]) -> None:
    """The limits of Meta's pages, written down a second time."""
    assert body["messaging_product"] == "whatsapp"
    content = body[body["type"]]
    if body["type"] == "text":
        assert 1 <= len(content["body"]) <= 4096
    elif body["type"] == "document":
        assert 1 <= len(content["filename"]) <= 240
        assert 1 <= len(content.get("caption", "x")) <= 1024
    else:
        check_interactive(content)


def check_interactive(content: dict[str, Any]) -> None:
    assert 1 <= len(content["body"]["text"]) <= 1024
    assert 1 <= len(content.get("header", {"text": "x"})["text"]) <= 60
    assert 1 <= len(content.get("footer", {"text": "x"})["text"]) <= 60
    action = content["action"]
    if content["type"] == "button":
        titles = [button["reply"]["title"] for button in action["buttons"]]
        ids = [button["reply"]["id"] for button in action["buttons"]]
        assert 1 <= len(titles) <= 3
        assert all(1 <= len(title) <= 20 for title in titles)
    else:
        rows = [row for section in action["sections"] for row in section["rows"]]
        titles, ids = [row["title"] for row in rows], [row["id"] for row in rows]
        assert 1 <= len(action["button"]) <= 20
        assert 1 <= len(rows) <= 10
        assert all(1 <= len(title) <= 24 for title in titles)
        assert all(1 <= len(row.get("description", "x")) <= 72 for row in rows)
    assert len(set(titles)) == len(titles)
    assert len(set(ids)) == len(ids)


@given(MESSAGES)
def test_whatever_is_said_fits_metas_limits(message: BotMessage) -> None:
    for bubble in rendered(message):
        check_limits(bubble.body)
        json.dumps(bubble.body)


@given(MESSAGES)
def test_every_option_can_be_reached_with_its_payload(message: BotMessage) -> None:
    reached: list[str] = []
    page: BotMessage | None = message
    while page is not None:
        options = [option for bubble in rendered(page) for option in bubble.options]
        pages = [found for option in options if (found := page_of(option.payload))]
        reached += [option.payload for option in options if page_of(option.payload) is None]
        page = pages[0] if pages else None
    assert reached == [button.payload for button in message.buttons]


@given(LONG, st.integers(20, 500))
def test_splitting_loses_no_word(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() == part and 0 < len(part) <= limit for part in parts)


@given(WORDS, st.integers(5, 80))
def test_a_cut_text_is_short_and_never_empty(text: str, limit: int) -> None:
    assert 1 <= len(cut(text, limit)) <= limit


def test_a_title_is_cut_where_a_word_ends() -> None:
    assert cut("Sertifikat Vaksinasi Dosis Kedua", 24) == "Sertifikat Vaksinasi…"
    assert cut("Sertifikat", 24) == "Sertifikat"


def test_equal_titles_get_a_number() -> None:
    assert unique(["Dosis", "Dosis", "Dosis"], 24) == ["Dosis", "Dosis (2)", "Dosis (3)"]


def test_three_short_options_are_reply_buttons() -> None:
    (bubble,) = rendered(offered("Ya", "Tidak", "Batal"))
    assert bubble.body["interactive"]["type"] == "button"
    assert [option.payload for option in bubble.options] == ["/Ya", "/Tidak", "/Batal"]


def test_more_or_longer_or_described_options_are_a_list() -> None:
    described = BotMessage("Pilih:", (BotButton("Ya", "/ya", "Lanjutkan"),))
    asked_for = BotMessage("Pilih:", (BotButton("Ya", "/ya"),), list_button="Buka")
    for message in (offered("1", "2", "3", "4"), offered("Bicara dengan petugas kami"), described, asked_for):
        (bubble,) = rendered(message)
        assert bubble.body["interactive"]["type"] == "list"
    assert bubble.body["interactive"]["action"]["button"] == "Buka"


def test_a_cut_row_shows_its_whole_title_below() -> None:
    (bubble,) = rendered(offered("Laporkan data vaksinasi yang salah"))
    (row,) = bubble.body["interactive"]["action"]["sections"][0]["rows"]
    assert row["title"] == "Laporkan data vaksinasi…"
    assert row["description"] == bubble.options[0].title == "Laporkan data vaksinasi yang salah"


def test_a_long_text_stands_above_its_options() -> None:
    bubbles = rendered(offered("Ya", text="Kalimat yang panjang sekali.\n" * 60))
    assert [bubble.body["type"] for bubble in bubbles] == ["text", "interactive"]


def test_a_document_carries_text_as_caption_and_no_bytes() -> None:
    reference = DocumentReference("cert-1", "Sertifikat.pdf", "application/pdf")
    (bubble,) = rendered(BotMessage("Ini sertifikat Anda.", document=reference))
    assert bubble.document_reference == "cert-1"
    assert bubble.body["document"] == {"filename": "Sertifikat.pdf", "caption": "Ini sertifikat Anda."}


def test_options_follow_a_document() -> None:
    reference = DocumentReference("cert-1", "Sertifikat.pdf", "application/pdf")
    bubbles = rendered(BotMessage("Ada lagi?", (BotButton("Ya", "/ya"),), reference))
    assert [bubble.body["type"] for bubble in bubbles] == ["document", "interactive"]


def test_nothing_to_say_is_no_bubble() -> None:
    assert rendered(BotMessage("  ")) == []
