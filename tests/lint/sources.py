"""The conversation data as designers wrote it: every name with the file and line where it stands.

What has not the shape it should have is left out, so that no check must expect it; `raw_…` give it to the checks that
tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import LiteralScalarString

from tests.lint.reading import UnreadableError, read_yaml

DOMAIN = "domain.yml"
DETAILS = "language/faq_details.yml"
EXAM = "tests/nlu/validation.yml"
TITLES = (("rules", "rule"), ("stories", "story"))


@dataclass(frozen=True)
class Finding:
    """One mistake: where it is, what is wrong and what to do; `unreadable` when nothing else can be checked."""

    file: str
    line: int
    message: str
    unreadable: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Named:
    name: str
    file: str
    line: int

    def finding(self, message: str) -> Finding:
        return Finding(self.file, self.line, message)


@dataclass(frozen=True)
class Entry:
    """One `- intent:` of data/nlu: its examples as read, and the line of the first one."""

    intent: Named
    examples: Any
    line: int

    def lines(self) -> Iterator[tuple[str, Named]]:
        """Every line below `examples: |` that is not empty, with its place."""
        if isinstance(self.examples, LiteralScalarString):
            for number, line in enumerate(self.examples.splitlines(), self.line):
                if line.strip():
                    yield line, Named(self.intent.name, self.intent.file, number)


class Sources:
    """Reads domain.yml, data/**, the details of questions and the messages that understanding is measured with."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unreadable: list[Finding] = []
        files = [root / DOMAIN, *sorted((root / "data").rglob("*.yml"))]
        self._files = {path: self._load(path) for path in files}
        self._details = self._load(root / DETAILS)
        self._exam = self._load(root / EXAM)

    def _load(self, path: Path) -> Any:
        try:
            return read_yaml(path) if path.exists() else {}
        except UnreadableError as error:
            self.unreadable.append(Finding(self._name(path), error.line, str(error), unreadable=True))
            return {}

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.root))

    def sections(self) -> Iterator[tuple[Named, Any]]:
        for path, content in self._files.items():
            for section in content:
                yield Named(str(section), self._name(path), _line(content, section)), content[section]

    def items(self, section: str) -> list[Named]:
        """Names listed under a section: of a list its entries, of a mapping its keys."""
        found = []
        for path, content in self._files.items():
            entries = content.get(section)
            for position, entry in enumerate(entries if isinstance(entries, (list, dict)) else ()):
                name = str(next(iter(entry))) if isinstance(entry, dict) else str(entry)
                at = entry if isinstance(entries, dict) else position
                found.append(Named(name, self._name(path), _line(entries, at)))
        return found

    def asked_slots(self) -> Iterator[tuple[str, str]]:
        """(form, one of the slots it asks for)."""
        for form, settings in _mapping(self._files[self.root / DOMAIN].get("forms")).items():
            for slot in _list(_mapping(settings).get("required_slots")):
                yield str(form), str(slot)

    def raw_entries(self) -> Iterator[tuple[Named, Any]]:
        """Whatever is listed under `nlu:`, each with its place."""
        for path, content in self._files.items():
            entries = _list(content.get("nlu"))
            for position, entry in enumerate(entries):
                yield Named("nlu", self._name(path), _line(entries, position)), entry

    def entries(self) -> Iterator[Entry]:
        for place, entry in self.raw_entries():
            if isinstance(entry, dict) and "intent" in entry:
                intent = Named(str(entry["intent"]), place.file, _line(entry, "intent"))
                below = _line(entry, "examples") + 1 if "examples" in entry else intent.line
                yield Entry(intent, entry.get("examples"), below)

    def trained(self) -> dict[str, Named]:
        """Every intent of data/nlu with the place where it first stands."""
        first: dict[str, Named] = {}
        for entry in self.entries():
            first.setdefault(entry.intent.name, entry.intent)
        return first

    def training_messages(self) -> list[tuple[str, Named]]:
        """(message, intent with place) for every example in data/nlu."""
        return self._messages

    @cached_property
    def _messages(self) -> list[tuple[str, Named]]:
        lines = (line for entry in self.entries() for line in entry.lines())
        found = ((line[1:].strip(), place) for line, place in lines if line.startswith("-"))
        return [(message, place) for message, place in found if message]

    def exam_messages(self) -> Iterator[str]:
        """The intent of every message in tests/nlu/validation.yml."""
        for entry in _list(self._exam.get("nlu")):
            if isinstance(entry, dict) and "intent" in entry:
                lines = str(entry.get("examples") or "").splitlines()
                yield from (str(entry["intent"]) for line in lines if line.strip())

    def raw_flows(self) -> Iterator[tuple[str, Any, Named]]:
        for path, content in self._files.items():
            for section, title in TITLES:
                flows = _list(content.get(section))
                for position, flow in enumerate(flows):
                    name = str(_mapping(flow).get(title))
                    yield section, flow, Named(name, self._name(path), _line(flows, position))

    def flows(self) -> Iterator[tuple[str, dict[str, Any], Named]]:
        """("rules" or "stories", the flow, its title with place)."""
        for section, flow, place in self.raw_flows():
            if isinstance(flow, dict):
                parts = {part: _mappings(flow.get(part)) for part in ("condition", "steps")}
                yield section, {**flow, **parts}, place

    def raw_responses(self) -> Iterator[tuple[Named, Any]]:
        for path, content in self._files.items():
            section = _mapping(content.get("responses"))
            for name in section:
                yield Named(str(name), self._name(path), _line(section, name)), section[name]

    def responses(self) -> list[tuple[Named, list[Any]]]:
        """Every response with its variations; each of them has `text`, `buttons` and `custom`."""
        return [
            (name, [_variation(one) for one in _mappings(raw) if is_text(one.get("text"))])
            for name, raw in self.raw_responses()
        ]

    def buttons(self) -> Iterator[tuple[Named, dict[str, Any]]]:
        for response, variations in self.responses():
            for variation in variations:
                for button in variation["buttons"]:
                    yield response, button

    def details(self) -> Iterator[tuple[Named, Named, list[Named]]]:
        """(question, one detail of it, the detail's words), in the order of the file."""
        content = self._details
        for question, details in content.items():
            for detail, words in _mapping(details).items():
                yield (
                    Named(str(question), DETAILS, _line(content, question)),
                    Named(str(detail), DETAILS, _line(details, detail)),
                    [Named(str(word), DETAILS, _line(words, at)) for at, word in enumerate(_list(words))],
                )


def _line(node: Any, at: Any) -> int:
    """Of a name in a mapping, or of a position in a list."""
    return int((node.lc.key(at) if isinstance(node, CommentedMap) else node.lc.item(at))[0]) + 1


def is_button(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(part), str) for part in ("title", "payload"))


def is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _variation(raw: dict[str, Any]) -> dict[str, Any]:
    buttons = [button for button in _list(raw.get("buttons")) if is_button(button)]
    return {**raw, "text": raw.get("text") or "", "buttons": buttons, "custom": _mapping(raw.get("custom"))}


def _mapping(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Any:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[Any]:
    return [entry for entry in _list(value) if isinstance(entry, dict)]
