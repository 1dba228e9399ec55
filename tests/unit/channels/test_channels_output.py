from __future__ import annotations

from channels.whatsapp.output import AnswerChannel, join_bubbles, read_message
from channels.whatsapp.records import BotButton, BotMessage, DocumentReference
from channels.whatsapp.sentences import say
from wording import Button, Sentence, Wording

BUTTON = {"title": "Ya", "payload": "/affirm", "description": "lanjut"}
DOCUMENT = {"reference": "r1", "filename": "Sertifikat-Vaksin-Dosis-2.pdf", "mime_type": "application/pdf"}


def test_text_with_options() -> None:
    message = {
        "text": "Lanjut?",
        "buttons": [BUTTON],
        "custom": {"list_button": "Pilih"},
        "utter_action": "utter_x",
        "image": None,
    }
    assert read_message(message) == [
        BotMessage("Lanjut?", (BotButton("Ya", "/affirm", "lanjut"),), list_button="Pilih", response_name="utter_x")
    ]


def test_a_document_takes_its_caption_or_the_text() -> None:
    reference = DocumentReference(**DOCUMENT)
    captioned = {"custom": {"document": DOCUMENT, "caption": "Ini sertifikatnya"}}
    assert read_message(captioned) == [BotMessage("Ini sertifikatnya", document=reference)]
    assert read_message({"text": "Ini", "custom": {"document": DOCUMENT}}) == [BotMessage("Ini", document=reference)]


def test_text_with_options_goes_before_its_document() -> None:
    first, second = read_message({"text": "Lagi?", "buttons": [BUTTON], "custom": {"document": DOCUMENT}})
    assert first.buttons
    assert second.document is not None


def test_an_empty_utterance_is_no_message() -> None:
    assert read_message({"text": None, "custom": None}) == []


async def test_a_broken_utterance_does_not_end_the_turn() -> None:
    answers: list[BotMessage] = []
    channel = AnswerChannel(answers)
    await channel.send_response("x", {"text": "Halo", "buttons": [{"title": "tanpa payload"}]})
    await channel.send_response("x", {"text": "Masih di sini"})
    assert [answer.text for answer in answers] == ["Masih di sini"]


def test_three_bubbles_stay() -> None:
    three = [BotMessage("a"), BotMessage("b"), BotMessage("c")]
    assert join_bubbles(three) == three


def test_more_than_three_are_joined() -> None:
    options = (BotButton("Ya", "/affirm"),)
    document = DocumentReference(**DOCUMENT)
    four = [BotMessage("a"), BotMessage("b"), BotMessage("c", document=document), BotMessage("d", options)]
    assert [m.text for m in join_bubbles(four)] == ["a\n\nb", "c", "d"]
    five = [
        BotMessage("a", options),
        BotMessage("b"),
        BotMessage("c", options),
        BotMessage("d"),
        BotMessage("e", options),
    ]
    joined = join_bubbles(five)
    assert [m.text for m in joined] == ["a", "b\n\nc", "d\n\ne"]
    assert all(m.buttons for m in joined)


def test_the_channels_own_words() -> None:
    wording = Wording({"utter_x": Sentence("Halo", (Button("Menu", "/ask_menu"),))})
    assert say(wording, "utter_x") == BotMessage("Halo", (BotButton("Menu", "/ask_menu"),), response_name="utter_x")
