"""What Rasa says when it refuses, made short and given a place."""

from __future__ import annotations

import re
from pathlib import Path

from tests.qa.records import Problem

COLOURS = re.compile(r"\x1b\[[\d;]*m")
ERROR = re.compile(r"^(?:[\w.]*\.)?(?:InvalidRule|InvalidDomain|\w+Exception|\w+Error)\b:?\s*", re.MULTILINE)
AFTER_AN_ERROR = re.compile(r"^(?:\S+\.py:\d+: \w*Warning: |\d{4}-\d\d-\d\d [\d:]+ [A-Z]+ )", re.MULTILINE)
PLACE = re.compile(r"(?:\"|\bin )([^\"\s]+\.yml)(?:\", line |:)(\d+)")
QUOTED = re.compile(r"['\"`]([\w/. -]{3,})['\"`]")
LAST_LINES = 25


def complaint(output: str, root: Path) -> Problem:
    """The last error in what Rasa printed, or else its last lines."""
    text = COLOURS.sub("", output).strip()
    said = last_error(text) or "\n".join(text.splitlines()[-LAST_LINES:])
    if place := PLACE.search(said):
        return Problem(said, place[1].removeprefix(f"{root}/"), int(place[2]))
    return located(said, root)


def last_error(text: str) -> str:
    """What the last exception says, without what is logged after it; empty when there is none."""
    errors = list(ERROR.finditer(text))
    said = text[errors[-1].end() :] if errors else ""
    return AFTER_AN_ERROR.split(said)[0].strip()


def located(said: str, root: Path) -> Problem:
    """Rasa names intents, actions and rules but no place: look for the first name it quotes."""
    for name in QUOTED.findall(said):
        wanted = re.compile(rf"(?<![\w/]){re.escape(name)}(?![\w/])")
        for file in conversation_files(root):
            for number, line in enumerate(file.read_text(encoding="utf8").splitlines(), 1):
                if wanted.search(line):
                    return Problem(said, str(file.relative_to(root)), number)
    return Problem(said)


def conversation_files(root: Path) -> list[Path]:
    """Where conversation designers work; flows first, since rules and stories are what Rasa complains about most."""
    data = root / "data"
    folders = ("rules", "stories", "responses", "nlu")
    return [*(file for name in folders for file in sorted((data / name).rglob("*.yml"))), root / "domain.yml"]
