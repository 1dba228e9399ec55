"""The responses of `data/responses` as messages of the channel; nothing here needs Rasa."""

from __future__ import annotations

from channels.whatsapp.records import BotButton, BotMessage
from wording import Wording


def say(wording: Wording, name: str, /, **values: object) -> BotMessage:
    """The response `name` as a message; raises WordingError when there is none or a value is missing."""
    sentence = wording.sentence(name, **values)
    buttons = tuple(BotButton(button.title, button.payload) for button in sentence.buttons)
    list_button = str(sentence.custom.get("list_button") or "")
    return BotMessage(text=sentence.text, buttons=buttons, list_button=list_button, response_name=name)
