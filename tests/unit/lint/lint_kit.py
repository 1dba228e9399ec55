"""A tiny project with one mistake in it, and what the lint says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tests.lint.sources import Finding, Sources

Check = Callable[[Sources], Iterable[Finding]]
DOMAIN = "domain.yml"
NLU = "data/nlu/help.yml"
RESPONSES = "data/responses/help.yml"
RULES = "data/rules/help.yml"


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf8")


def found(check: Check, root: Path, files: dict[str, str]) -> list[str]:
    write(root, files)
    return [str(finding) for finding in check(Sources(root))]


def responses(text: str) -> dict[str, str]:
    return {DOMAIN: "intents: [greet, download_certificate]\n", RESPONSES: f"responses:\n{text}"}


def rules(text: str) -> dict[str, str]:
    return {DOMAIN: "intents: [greet, thank]\n", RULES: f"rules:\n{text}"}


def messages(text: str) -> dict[str, str]:
    return {DOMAIN: "intents: [greet]\n", NLU: f"nlu:\n{text}"}
