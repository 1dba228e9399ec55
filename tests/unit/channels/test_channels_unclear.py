"""Messages that were not understood are kept for designers: without identifiers, with what the citizen chose next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from channels.whatsapp.tables import wa_unclear
from channels.whatsapp.unclear import UnclearMessage, UnclearMessages, without_identifiers
from storage.engine import open_engine
from tests.unit.channels.channels_fakes import FakeClock, fake_vault


class Kept:
    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.clock = FakeClock()
        self.unclear = UnclearMessages(self.engine, fake_vault(), self.clock)
        self.turns = 0

    def hears(self, parse_data: Mapping[str, Any], user_key: str = "siti") -> None:
        self.turns += 1
        with self.engine.begin() as connection:
            self.unclear.note(connection, user_key, f"turn-{self.turns}", parse_data)

    def messages(self) -> list[UnclearMessage]:
        return list(self.unclear.all())


@pytest.fixture
def kept(database_url: str) -> Iterator[Kept]:
    kept = Kept(database_url)
    yield kept
    kept.engine.dispose()


def fallback(text: str, *guesses: str, entities: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": 0.4} for name in ("nlu_fallback", *guesses)]
    intent = {"name": "nlu_fallback", "confidence": 0.5}
    return {"text": text, "intent": intent, "intent_ranking": ranking, "entities": list(entities)}


def understood(intent: str, confidence: float = 0.95) -> dict[str, Any]:
    ranking = [{"name": intent, "confidence": confidence}]
    return {"text": "x", "intent": {"name": intent, "confidence": confidence}, "intent_ranking": ranking}


def tapped(intent: str) -> dict[str, Any]:
    return {"text": "x", "intent": {"name": intent, "confidence": 1.0}, "intent_ranking": []}


def test_a_message_that_was_not_understood_is_kept_with_the_likeliest_intents(kept: Kept) -> None:
    kept.hears(fallback("yg itu lho min", "download_certificate", "ask_menu", "faq/contact", "greet"))
    (message,) = kept.messages()
    assert message.text == "yg itu lho min"
    assert message.guesses == ("download_certificate", "ask_menu", "faq/contact")
    assert message.chosen is None


def test_what_the_citizen_chose_next_is_told(kept: Kept) -> None:
    kept.hears(fallback("yg itu lho min"))
    kept.hears(tapped("download_certificate"))
    kept.hears(understood("thank"))
    assert [message.chosen for message in kept.messages()] == ["download_certificate"]


def test_the_question_that_was_chosen_is_told_by_its_full_name(kept: Kept) -> None:
    kept.hears(fallback("anu, itu"))
    answer = {"response": {"intent_response_key": "faq/children"}}
    kept.hears({**tapped("faq"), "response_selector": {"faq": answer}})
    assert [message.chosen for message in kept.messages()] == ["faq/children"]


def test_what_another_citizen_chose_is_not_told(kept: Kept) -> None:
    kept.hears(fallback("yg itu lho min"), "siti")
    kept.hears(tapped("logout"), "budi")
    assert [message.chosen for message in kept.messages()] == [None]


def test_what_comes_much_later_is_no_choice(kept: Kept) -> None:
    kept.hears(fallback("yg itu lho min"))
    kept.clock.advance(3600)
    kept.hears(tapped("logout"))
    assert [message.chosen for message in kept.messages()] == [None]


def test_a_message_understood_with_certainty_is_not_kept(kept: Kept) -> None:
    kept.hears(understood("download_certificate"))
    kept.hears(tapped("download_certificate"))
    assert not kept.messages()


def test_a_message_understood_narrowly_is_kept_too(kept: Kept) -> None:
    kept.hears(understood("download_certificate", confidence=0.6))
    assert [message.guesses for message in kept.messages()] == [("download_certificate",)]


def test_the_text_is_sealed(kept: Kept) -> None:
    kept.hears(fallback("yg itu lho min"))
    with kept.engine.begin() as connection:
        (stored,) = connection.execute(select(wa_unclear.c.text)).scalars()
    assert b"itu lho" not in bytes(stored)


def entity(name: str, text: str, value: str) -> dict[str, Any]:
    start = text.index(value)
    return {"entity": name, "start": start, "end": start + len(value), "value": value}


def test_identifiers_give_way_to_invented_ones() -> None:
    text = "nik 3273110590120007 an Joko Purwanto hp 081377778888 ttl 12-05-1990 dosis 2"
    found = [
        entity("nik", text, "3273110590120007"),
        entity("person_name", text, "Joko Purwanto"),
        entity("phone_number", text, "081377778888"),
        entity("dose", text, "dosis 2"),
    ]
    without = without_identifiers(text, found)
    assert without == "nik 3273014507900001 an Siti Aminah hp 0812 3456 7890 ttl 00-00-0000 dosis 2"


def test_a_number_that_nobody_recognised_becomes_zeros_and_a_short_one_stays() -> None:
    assert without_identifiers("kode 12 34 567, 119 ext 9", ()) == "kode 00 00 000, 119 ext 9"
