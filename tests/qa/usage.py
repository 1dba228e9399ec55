"""Where each response is said: in a rule, by an action, as a form's question, behind a button, for a question."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lint.python_code import SPEAKING
from tests.lint.sources import Sources

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
TOO_SHORT = ("utter_", "utter_ask_")  # beginnings that say nothing about where a response is used


@dataclass(frozen=True)
class Use:
    """`kind` is rule, action, code, form, button or message; `name` says which, `place` is file:line."""

    kind: str
    name: str
    place: str = ""


@dataclass(frozen=True)
class Spoken:
    """A response name in Python, or with `begins` the beginning of several."""

    name: str
    begins: bool
    use: Use


def uses(sources: Sources) -> dict[str, list[Use]]:
    """Response name → its uses."""
    found: dict[str, list[Use]] = defaultdict(list)
    names = [response.name for response, _ in sources.responses()]
    rules = _rules_of_actions(sources)
    for name in names:
        found[name] += rules.get(name, [])
    for spoken in _spoken(sources.root):
        for name in names:
            if name == spoken.name or (spoken.begins and name.startswith(spoken.name)):
                found[name].append(spoken.use)
                found[name] += rules.get(spoken.use.name, [])
    for form, slot in sources.asked_slots():
        found[f"utter_ask_{form}_{slot}"].append(Use("form", f"{form}: {slot}"))
    for response, button in sources.buttons():
        target = f"utter_{button['payload'].lstrip('/')}"
        found[target].append(Use("button", f"{button['title']} · {response.name}", _at(response)))
    for intent in dict.fromkeys(i.name for _, i in sources.training_messages() if "/" in i.name):
        found[f"utter_{intent}"].append(Use("message", intent))
    for question, detail, _ in sources.details():
        found[f"utter_faq/{detail.name}"].append(Use("message", f"faq/{question.name}: {detail.name}", _at(detail)))
    return {name: list({(use.kind, use.name): use for use in reversed(found[name])}.values())[::-1] for name in names}


def first_texts(sources: Sources) -> dict[str, str]:
    """The first variation of every response, as written."""
    return {
        named.name: str((variations or [{}])[0].get("text") or "").strip() for named, variations in sources.responses()
    }


def said_by_actions(sources: Sources) -> dict[str, list[str]]:
    """Action name → the responses it may say."""
    said: dict[str, list[str]] = defaultdict(list)
    for response, found in uses(sources).items():
        for use in found:
            if use.kind == "action":
                said[use.name].append(response)
    return said


def _rules_of_actions(sources: Sources) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = defaultdict(list)
    for section, flow, place in sources.flows():
        for step in flow.get("steps") or ():
            if "action" in step:
                found[str(step["action"])].append(
                    Use("rule" if section == "rules" else "story", place.name, _at(place))
                )
    return found


def _at(place: Any) -> str:
    return f"{place.file}:{place.line}"


def _spoken(root: Path) -> Iterator[Spoken]:
    for place in SPEAKING:
        for path in [root / place] if (root / place).is_file() else sorted((root / place).rglob("*.py")):
            yield from spoken_in(path.read_text(encoding="utf8"), str(path.relative_to(root)))


def spoken_in(code: str, file: str) -> Iterator[Spoken]:
    """Every `utter_…` literal of a module; inside an action's class the use is the action."""
    tree = ast.parse(code)
    actions = {child: name for node in ast.walk(tree) if (name := _action_name(node)) for child in ast.walk(node)}
    functions = {child: node.name for node in ast.walk(tree) if isinstance(node, FUNCTIONS) for child in ast.walk(node)}
    pieces = {piece for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in ast.walk(tree):
        begins = isinstance(node, ast.JoinedStr)
        text = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value.startswith("utter_")):
            continue
        if node in pieces or text.value in TOO_SHORT:
            continue
        action = actions.get(node, "")
        line = f"{file}:{getattr(node, 'lineno', 1)}"
        code_place = f"{file}: {functions.get(node, '')}".rstrip(": ")
        yield Spoken(text.value, begins, Use("action" if action else "code", action or code_place, line))


def _action_name(node: ast.AST) -> str:
    """What a class returns from `name()`, as the action server calls it; empty for anything else."""
    if not isinstance(node, ast.ClassDef):
        return ""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "name":
            for inner in ast.walk(method):
                if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Constant):
                    return str(inner.value.value)
    return ""
