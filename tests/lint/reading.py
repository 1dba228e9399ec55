"""Reads YAML; for a file that is none, says in which line to look and for what."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

INDENT = "begin the line with as many spaces as the lines beside it"
# What ruamel says of a mistake → what it mostly is, and what to do.
HINTS: tuple[tuple[str, str], ...] = (
    (r"character '\\t'", "there is a tab; use spaces"),
    (r"duplicate key \"([^\"]+)\"", r"\1 stands twice in this list of names; keep one of them"),
    (r"unexpected end of stream", "a quote is opened here and never closed; close it"),
    (
        r"block end>, but found '<scalar>'",
        "put the text in quotes; look for one not closed on this line or above",
    ),
    (r"block end>", f"the spaces are not right; {INDENT}"),
    (r"mapping values", "there is a second colon, or none on the line above; put text with a colon in quotes"),
    (r"sequence entries", "`- ` cannot stand here; begin a new line with it (messages: below `examples: |`)"),
    (r"could not find expected ':'", f"a colon is missing, or spaces are; {INDENT}"),
    (r"undefined alias '(\w*)", r"there is no &\1 in this file; put text that begins with * in quotes"),
    (r"cannot start any token", "the text begins with a sign of YAML; put it in quotes"),
    (r"expected ',' or", "look for a bracket not closed or a comma missing on this line or above"),
)
ELSE = "look for spaces, colons and quotes on this line or above"


class UnreadableError(Exception):
    """The file is no YAML: `line`, and a message that says what to do."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_yaml(path: Path) -> Any:
    """The sections of a file with their places."""
    try:
        content = YAML(typ="rt").load(path) or {}
    except MarkedYAMLError as error:
        raise UnreadableError(_line(error), f"not readable as YAML: {_hint(error)}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise UnreadableError(1, "not readable as text; save it as UTF-8") from error
    if not isinstance(content, dict):
        raise UnreadableError(1, "has no sections; begin with a name and a colon, as the other files do")
    return content


def _line(error: MarkedYAMLError) -> int:
    """Where a quote or a name began whose end was not found; else where reading stopped."""
    began = error.context in ("while scanning a quoted scalar", "while scanning a simple key")
    mark = error.context_mark if began else error.problem_mark
    return mark.line + 1 if mark else 1


def _hint(error: MarkedYAMLError) -> str:
    problem = str(error.problem)
    for pattern, hint in HINTS:
        if found := re.search(pattern, problem):
            return found.expand(hint)
    return f"{problem}; {ELSE}"
