"""The sentences of `data/responses` for the parts that speak without Rasa: SMS, apologies, notices.

Every word a citizen reads stands in those files, in Rasa's `responses:` format, so that designers can change it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Any

from ruamel.yaml import YAML

from clock import WIB

ELLIPSIS = "…"


class WordingError(Exception):
    """A sentence is missing, named twice, or lacks a value for one of its placeholders."""


@dataclass(frozen=True)
class Button:
    """One choice; `payload` is Rasa's `/intent{"entity": "value"}`."""

    title: str
    payload: str


@dataclass(frozen=True)
class Sentence:
    text: str
    buttons: tuple[Button, ...] = ()
    custom: dict[str, Any] = field(default_factory=dict)


class Wording:
    def __init__(self, sentences: dict[str, Sentence]) -> None:
        self._sentences = sentences

    @classmethod
    def load(cls, folder: Path) -> Wording:
        """All responses below `folder` (the first variation of each); raises WordingError on a name seen twice."""
        sentences: dict[str, Sentence] = {}
        for path in sorted(folder.rglob("*.yml")):
            content = YAML(typ="safe").load(path) or {}
            for name, variations in (content.get("responses") or {}).items():
                if name in sentences:
                    raise WordingError(f"{path.name}: response {name} stands in two files")
                sentences[name] = _sentence(variations[0])
        return cls(sentences)

    def __contains__(self, name: str) -> bool:
        return name in self._sentences

    def names(self) -> tuple[str, ...]:
        return tuple(self._sentences)

    def sentence(self, name: str, /, **values: object) -> Sentence:
        """The response `name` with its `{placeholders}` filled."""
        try:
            template = self._sentences[name]
        except KeyError as error:
            raise WordingError(f"no response {name} in data/responses") from error
        try:
            return Sentence(template.text.format(**values), template.buttons, template.custom)
        except KeyError as error:
            raise WordingError(f"response {name} needs a value for {error}") from error

    def custom(self, name: str) -> dict[str, Any]:
        """What a response says beside its words, such as `if_yes`; empty for an unknown one."""
        sentence = self._sentences.get(name)
        return sentence.custom if sentence else {}

    def text(self, name: str, /, **values: object) -> str:
        return self.sentence(name, **values).text

    def outline(self, name: str) -> str:
        """The response's text with an ellipsis for whatever is filled in; empty for an unknown one."""
        sentence = self._sentences.get(name)
        parts = Formatter().parse(sentence.text if sentence else "")
        return "".join(words + ("" if field is None else ELLIPSIS) for words, field, _, _ in parts)

    def date(self, at: datetime | date) -> str:
        """A day in words, "27 Januari 2022"; moments are taken in WIB."""
        day = at.astimezone(WIB).date() if isinstance(at, datetime) else at
        months = self.text("utter_month_names").split(", ")
        return f"{day.day} {months[day.month - 1]} {day.year}"

    def time(self, at: datetime) -> str:
        """The time of day in WIB, "14.05" as Indonesians write it."""
        return at.astimezone(WIB).strftime("%H.%M")


def _sentence(variation: dict[str, Any]) -> Sentence:
    buttons = tuple(Button(b["title"], b["payload"]) for b in variation.get("buttons") or ())
    return Sentence((variation.get("text") or "").strip(), buttons, variation.get("custom") or {})
