"""Intents: each is declared, trained, answered, described and measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from actions.forms import CARRIES_NOTHING
from tests.lint.flows import intents_of
from tests.lint.sources import EXAM, Finding, Named, Sources

BUILT_IN_INTENTS = frozenset({"nlu_fallback"})
GUIDE = "docs/panduan-intent.md"
FEWEST_EXAM_MESSAGES = 12


def check_intents_declared(sources: Sources) -> Iterator[Finding]:
    declared = _declared(sources)
    for name, intent in sources.trained().items():
        if _kind(name) not in declared:
            yield intent.finding(f"intent {name} is not in domain.yml; add it under intents:")


def check_intents_trained(sources: Sources) -> Iterator[Finding]:
    trained = {_kind(name) for name in sources.trained()}
    for name, intent in _declared(sources).items():
        if name not in trained:
            yield intent.finding(f"intent {name} has no messages in data/nlu; write some")


def check_intents_of_flows(sources: Sources) -> Iterator[Finding]:
    trained = {_kind(name) for name in sources.trained()}  # such a one is found by check_intents_declared
    known = _declared(sources).keys() | BUILT_IN_INTENTS | trained
    for _, flow, place in sources.flows():
        for intent in (name for step in flow["steps"] for name in intents_of(step)):
            if _kind(intent) not in known:
                yield place.finding(f"{place.name!r} uses intent {intent}, which is not in domain.yml; correct it")


def check_intents_answered(sources: Sources) -> Iterator[Finding]:
    anywhere = [flow for section, flow, _ in sources.flows() if section == "rules" and not flow["condition"]]
    answered = {intent for flow in anywhere for step in flow["steps"][:1] for intent in intents_of(step)}
    for name, intent in _declared(sources).items():
        if name not in answered:
            yield intent.finding(
                f"intent {name} has no rule that begins with it and has no condition, so outside or inside a form "
                "it may stay without an answer; add one to data/rules"
            )


def check_empty_intents(sources: Sources) -> Iterator[Finding]:
    for name in sorted(CARRIES_NOTHING - _declared(sources).keys()):
        yield Finding("actions/forms.py", 1, f"CARRIES_NOTHING names the unknown intent {name}; ask the developer")


def check_guide(sources: Sources) -> Iterator[Finding]:
    path = sources.root / GUIDE
    rows = [line for line in path.read_text(encoding="utf8").splitlines() if line.startswith("| `")]
    described = {name for row in rows for name in re.findall(r"`([\w/]+)`", row.split("|")[1])}
    for name, intent in _labels(sources).items():
        if name not in described:
            yield intent.finding(f"{name} has no row in {GUIDE}; add one that says when a message is labelled so")


def check_exam(sources: Sources) -> Iterator[Finding]:
    counts = Counter(sources.exam_messages())
    for name, intent in _labels(sources).items():
        if (count := counts[name]) < FEWEST_EXAM_MESSAGES:
            yield intent.finding(
                f"{name} has {count or 'no'} messages in {EXAM}; write at least {FEWEST_EXAM_MESSAGES}, other ones "
                "than in data/nlu"
            )


def _declared(sources: Sources) -> dict[str, Named]:
    return {intent.name: intent for intent in sources.items("intents")}


def _labels(sources: Sources) -> dict[str, Named]:
    """What a message may be labelled with: every declared intent, and in place of `faq` its questions."""
    declared, trained = _declared(sources), sources.trained()
    questions = {name: intent for name, intent in trained.items() if "/" in name and _kind(name) in declared}
    asked = {_kind(name) for name in questions}
    return {name: intent for name, intent in declared.items() if name not in asked} | questions


def _kind(intent: str) -> str:
    """The intent that domain.yml knows: `faq` of `faq/children`."""
    return intent.split("/")[0]
