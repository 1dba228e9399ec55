"""The conversation data as designers wrote it: every name with the file and line where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

DETAILS = "language/faq_details.yml"


@dataclass(frozen=True)
class Finding:
    """One mistake: where it is, what is wrong and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Named:
    name: str
    file: str
    line: int

    def finding(self, message: str) -> Finding:
        return Finding(self.file, self.line, message)


class Sources:
    """Reads domain.yml, data/** and the details of questions; files that are no YAML become findings of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unreadable: list[Finding] = []
        files = [root / "domain.yml", *sorted((root / "data").rglob("*.yml")), *root.glob(DETAILS)]
        self._files = {path: self._load(path) for path in files}

    def _load(self, path: Path) -> Any:
        try:
            return YAML(typ="rt").load(path) or {}
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.unreadable.append(Finding(self._name(path), line, f"not readable as YAML: {error.problem}"))
            return {}

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.root))

    def items(self, section: str) -> list[Named]:
        """Names listed under a section: of a list its entries, of a mapping its keys."""
        found = []
        for path, content in self._files.items():
            entries = content.get(section) or []
            for position, entry in enumerate(entries):
                name = next(iter(entry)) if isinstance(entry, dict) else str(entry)
                lines = entries.lc.key(entry) if isinstance(entries, dict) else entries.lc.item(position)
                found.append(Named(name, self._name(path), lines[0] + 1))
        return found

    def training_messages(self) -> list[tuple[str, Named]]:
        """(message, intent with place) for every example in data/nlu."""
        found = []
        for path, content in self._files.items():
            for entry in content.get("nlu") or ():
                if "intent" not in entry:
                    continue
                first = entry.lc.value("examples")[0] + 2
                for offset, line in enumerate(str(entry.get("examples", "")).splitlines()):
                    message = line.strip().removeprefix("-").strip()
                    if message:
                        found.append((message, Named(entry["intent"], self._name(path), first + offset)))
        return found

    def flows(self) -> Iterator[tuple[str, Any, Named]]:
        """("rules" or "stories", the flow, its title with place)."""
        for path, content in self._files.items():
            for section, title in (("rules", "rule"), ("stories", "story")):
                for flow in content.get(section) or ():
                    yield section, flow, Named(str(flow.get(title)), self._name(path), flow.lc.line + 1)

    def responses(self) -> list[tuple[Named, list[Any]]]:
        by_name = []
        for path, content in self._files.items():
            section = content.get("responses") or {}
            for name in section:
                by_name.append((Named(name, self._name(path), section.lc.key(name)[0] + 1), section[name]))
        return by_name

    def details(self) -> Iterator[tuple[Named, Named, list[Named]]]:
        """(question, one detail of it, the detail's words), in the order of the file."""
        content = self._files.get(self.root / DETAILS) or {}
        for question, details in content.items():
            for detail, words in details.items():
                yield (
                    Named(question, DETAILS, content.lc.key(question)[0] + 1),
                    Named(detail, DETAILS, details.lc.key(detail)[0] + 1),
                    [Named(str(word), DETAILS, words.lc.item(at)[0] + 1) for at, word in enumerate(words or ())],
                )


def names_in_python(root: Path, places: tuple[str, ...], pattern: str) -> list[Named]:
    """Every match of `pattern` (its first group) in Python files and folders of them."""
    found = []
    for place in places:
        for path in [root / place] if place.endswith(".py") else sorted((root / place).rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
                found += [Named(m[1], str(path.relative_to(root)), number) for m in re.finditer(pattern, line)]
    return found
