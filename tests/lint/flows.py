"""Rules that cannot be told apart, and rules that leave a form without its question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import dropwhile, takewhile
from typing import Any

from tests.lint.sources import Finding, Named, Sources

RECIPES = "docs/panduan-perancang.md"
Flow = dict[str, Any]


def check_steps(sources: Sources) -> Iterator[Finding]:
    for _, flow, place in sources.raw_flows():
        steps = flow.get("steps") if isinstance(flow, dict) else None
        if not isinstance(steps, list):
            yield place.finding(f"{place.name!r} has no steps; write `steps:` and below it `- intent: …`")
        for step in steps if isinstance(steps, list) else ():
            if not isinstance(step, dict):
                yield place.finding(f"{place.name!r} has the step {step!r}; write `- intent: …` or `- action: …`")


def check_rule_names(sources: Sources) -> Iterator[Finding]:
    first: dict[str, Named] = {}
    for _, rule in _rules(sources):
        earlier = first.setdefault(rule.name, rule)
        if earlier is not rule:
            yield rule.finding(
                f"rule {rule.name!r} stands in {earlier.file}:{earlier.line} too; give one of them another name"
            )


def check_beginnings(sources: Sources) -> Iterator[Finding]:
    """Two rules for one intent in one situation: Rasa refuses to train, or follows one of them only."""
    first: dict[tuple[str, frozenset[str]], tuple[str, Named]] = {}
    for flow, rule in _rules(sources):
        states = list(takewhile(lambda step: "action" not in step, flow["steps"]))
        entities = [{"entities": step["entities"]} for step in states[:1] if "entities" in step]
        situation = frozenset(_facts([*flow["condition"], *entities, *states[1:]]))
        rest = _written(flow["steps"][len(states) :])
        for intent in intents_of(states[0]) if states else ():
            earlier_rest, earlier = first.setdefault((intent, situation), (rest, rule))
            if earlier_rest != rest:
                yield rule.finding(
                    f"rule {rule.name!r} begins with {intent} like rule {earlier.name!r} "
                    f"({earlier.file}:{earlier.line}) and goes on differently; correct the intent, give one of them a "
                    "condition, or delete it"
                )


def check_forms_go_on(sources: Sources) -> Iterator[Finding]:
    """In a form, a rule ends with the form's question, unless it leaves the form and says so with `active_loop`."""
    for flow, rule in _rules(sources):
        forms = [condition["active_loop"] for condition in flow["condition"] if condition.get("active_loop")]
        loops = [step["active_loop"] for step in flow["steps"] if "active_loop" in step]
        for form in forms:
            if all(loop == form for loop in loops) and not _asks_again(form, flow["steps"]):
                yield rule.finding(
                    f"rule {rule.name!r} leaves {form} without its question, so the form takes nothing any more; "
                    f"end it with action, active_loop and slot_was_set ({RECIPES})"
                )


def _asks_again(form: str, steps: list[Any]) -> bool:
    """Whether the form is run, and what it leaves behind is said after it, without which Rasa does not train."""
    after = list(dropwhile(lambda step: step.get("action") != form, steps))
    return any("active_loop" in step for step in after) and any("slot_was_set" in step for step in after)


def intents_of(step: Flow) -> list[str]:
    """The intents that a step waits for; several below `or:`."""
    steps = step["or"] if isinstance(step.get("or"), list) else [step]
    return [str(one["intent"]) for one in steps if isinstance(one, dict) and one.get("intent")]


def _rules(sources: Sources) -> Iterator[tuple[Flow, Named]]:
    for section, flow, place in sources.flows():
        if section == "rules":
            yield flow, place


def _facts(states: list[Any]) -> Iterator[str]:
    for state in states:
        for name, value in state.items():
            yield from (f"{name}: {_written(one)}" for one in (value if isinstance(value, list) else [value]))


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
