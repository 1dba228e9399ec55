from __future__ import annotations

import pytest

from channels.whatsapp.records import MessageKind
from settings import ROOT
from tests.unit.channels.turn_world import OWN_WORDS
from wording import Wording

HANDLED_OTHERWISE = {
    MessageKind.TEXT,
    MessageKind.REPLY,
    MessageKind.REACTION,
    MessageKind.SYSTEM,
    MessageKind.IMAGE,  # the dialogue knows whether a file is wanted
    MessageKind.DOCUMENT,
}


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording.load(ROOT / "data" / "responses")


@pytest.mark.parametrize("name", OWN_WORDS)
def test_the_channel_has_its_words(wording: Wording, name: str) -> None:
    text = wording.text(f"utter_channel_{name}")
    assert 0 < len(text) <= 600


def test_every_kind_of_message_has_an_answer(wording: Wording) -> None:
    for kind in set(MessageKind) - HANDLED_OTHERWISE:
        assert f"utter_channel_{kind.value}" in wording
