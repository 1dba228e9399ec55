"""What the product's code says: names of responses, and the placeholders that it fills in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.lint.sources import Named

SPEAKING = ("actions", "channels", "identity", "portal", "case_notices.py", "number_changes.py", "wording.py")
SAYING = frozenset({"utter_message", "sentence", "text"})
SAID_LATER = "Notice"  # the channel fills it with the values that it was made with
FILLS_NOTHING = frozenset({"response", "text", "buttons", "json_message"})


@dataclass(frozen=True)
class Fill:
    """One call that says a response: the names it may have, as patterns, and the placeholders it fills."""

    responses: tuple[str, ...]
    placeholders: frozenset[str]


def names_in_python(root: Path, pattern: str) -> list[Named]:
    """Every match of `pattern` (its first group) in the code that speaks to citizens."""
    found = []
    for path in _files(root):
        for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
            found += [Named(m[1], str(path.relative_to(root)), number) for m in re.finditer(pattern, line)]
    return found


def fills(root: Path) -> Iterator[Fill]:
    """A call that names its response by a variable may mean any of its file; `**values` are any keys of its file."""
    for path in _files(root):
        module = ast.parse(path.read_text(encoding="utf8"))
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in SAYING:
                names = _responses(_name_of_response(node)) or _responses(module)
                given = {keyword.arg for keyword in node.keywords if keyword.arg}
                if any(keyword.arg is None for keyword in node.keywords):
                    given |= _keys(module)
                yield Fill(tuple(names), frozenset(given - FILLS_NOTHING))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == SAID_LATER:
                yield Fill(tuple(_responses(module)), frozenset(_keys(node)))


def _files(root: Path) -> Iterator[Path]:
    for place in SPEAKING:
        path = root / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else filter(Path.is_file, [path])


def _name_of_response(call: ast.Call) -> ast.AST:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "response"]
    return (named or call.args or [call.func])[0]


def _responses(tree: ast.AST) -> list[str]:
    """Patterns of the `utter_…` literals in it, with anything in place of what an f-string puts in."""
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    pieces = {piece for node in whole for piece in node.values}
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in pieces]
    patterns = ["".join(_piece(piece) for piece in node.values) for node in whole]
    patterns += [re.escape(node.value) for node in plain if isinstance(node.value, str)]
    return [pattern for pattern in patterns if pattern.startswith("utter_")]


def _piece(piece: ast.expr) -> str:
    return re.escape(str(piece.value)) if isinstance(piece, ast.Constant) else ".*"


def _keys(tree: ast.AST) -> set[str]:
    keys = (key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys)
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
