"""Messages that were not understood, for the designers: without identifiers, sealed, for 30 days, with what was chosen.

What is kept is the wording alone. Numbers and names that the pipeline found are replaced by invented ones, every other
number by zeros, so that a message can become a training message as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from channels.whatsapp.tables import wa_unclear
from clock import Clock
from storage.engine import reading
from storage.vault import Vault

NOT_UNDERSTOOD = "nlu_fallback"
UNSURE = 0.65  # understood, but so narrowly that a designer should look
CHOSEN_WITHIN = timedelta(minutes=30)
GUESSES = 3
STAND_INS = {
    "phone_number": "0812 3456 7890",
    "nik": "3273014507900001",
    "otp_code": "482913",
    "ticket_number": "LP-211103-7K2D",
    "person_name": "Siti Aminah",
    "possible_name": "Siti Aminah",
}
_NUMBER = re.compile(r"\d(?:[\d .\-]*\d)?")
_SHORT_NUMBER = 3


@dataclass(frozen=True)
class UnclearMessage:
    """`guesses`: likeliest intents, best first; `chosen`: the intent of the citizen's next message, if one came."""

    text: str
    guesses: tuple[str, ...]
    chosen: str | None
    at: datetime


class UnclearMessages:
    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock

    def note(self, connection: Connection, user_key: str, turn_id: str, parse_data: Mapping[str, Any]) -> None:
        """Within the transaction of a turn: keeps its message if it was unclear, else says what was chosen."""
        intent, now = _full_name(parse_data), self._clock.now()
        if intent != NOT_UNDERSTOOD:
            open_ones = (
                wa_unclear.c.user_key == user_key,
                wa_unclear.c.chosen.is_(None),
                wa_unclear.c.at > now - CHOSEN_WITHIN,
            )
            connection.execute(update(wa_unclear).where(*open_ones).values(chosen=intent))
        if intent == NOT_UNDERSTOOD or _is_unsure(parse_data):
            ranking = parse_data.get("intent_ranking") or ()
            guesses = [str(guess["name"]) for guess in ranking if guess["name"] != NOT_UNDERSTOOD]
            text = without_identifiers(str(parse_data.get("text") or ""), parse_data.get("entities") or ())
            row = {
                "id": turn_id,
                "user_key": user_key,
                "text": self._vault.seal(text, place=_place(turn_id)),
                "guesses": " ".join(guesses[:GUESSES]),
                "at": now,
            }
            connection.execute(insert(wa_unclear).values(row))

    def all(self) -> Iterator[UnclearMessage]:
        """Oldest first."""
        with reading(self._engine).begin() as connection:
            rows = connection.execute(select(wa_unclear).order_by(wa_unclear.c.at)).all()
        for row in rows:
            text = self._vault.open(row.text, place=_place(row.id))
            yield UnclearMessage(text, tuple(row.guesses.split()), row.chosen, row.at)


def without_identifiers(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """Invented values in place of those that were found, however unsure; zeros for any other number of four digits."""
    found = [one for one in entities if one.get("entity") in STAND_INS and "start" in one]
    parts, position = [], 0
    for one in sorted(found, key=lambda one: int(one["start"])):
        if one["start"] >= position:
            parts += [_zeroed(text[position : one["start"]]), STAND_INS[one["entity"]]]
            position = one["end"]
    return "".join([*parts, _zeroed(text[position:])])


def _zeroed(text: str) -> str:
    def zeros(match: re.Match[str]) -> str:
        short = sum(character.isdigit() for character in match[0]) <= _SHORT_NUMBER
        return match[0] if short else re.sub(r"\d", "0", match[0])

    return _NUMBER.sub(zeros, text)


def _is_unsure(parse_data: Mapping[str, Any]) -> bool:
    """Only what the pipeline read has a ranking; a tapped option has none."""
    confidence = float((parse_data.get("intent") or {}).get("confidence") or 0.0)
    return bool(parse_data.get("intent_ranking")) and confidence < UNSURE


def _full_name(parse_data: Mapping[str, Any]) -> str:
    """`faq/next_dose` rather than `faq`."""
    intent = parse_data.get("intent") or {}
    name = str(intent.get("name") or NOT_UNDERSTOOD)
    selected = (parse_data.get("response_selector") or {}).get(name) or {}
    return str((selected.get("response") or {}).get("intent_response_key") or name)


def _place(row_id: str) -> str:
    return f"wa_unclear/{row_id}/text"
