"""Responses that are said but not written, or written but never said."""

from __future__ import annotations

from collections.abc import Iterator

from tests.lint.python_code import names_in_python
from tests.lint.sources import Finding, Named, Sources

RASA_METADATA_KEYS = frozenset({"utter_action"})
ANSWERS_EVERY_QUESTION = "utter_faq"


def uttered(sources: Sources) -> list[Named]:
    """Every response that a flow or the code names in full."""
    in_flows = [
        Named(str(step["action"]), place.file, place.line)
        for _, flow, place in sources.flows()
        for step in flow["steps"]
        if str(step.get("action", "")).startswith("utter_")
    ]
    in_code = names_in_python(sources.root, r'"(utter_\w+)(?=")')
    return in_flows + [used for used in in_code if used.name not in RASA_METADATA_KEYS]


def check_responses_exist(sources: Sources) -> Iterator[Finding]:
    existing = {response.name for response, _ in sources.raw_responses()} | {ANSWERS_EVERY_QUESTION}
    for used in uttered(sources):
        if used.name not in existing:
            yield used.finding(f"there is no response {used.name}; add it to data/responses")


def check_responses_used(sources: Sources) -> Iterator[Finding]:
    used = {named.name for named in uttered(sources)}
    used |= {f"utter_ask_{form}_{slot}" for form, slot in sources.asked_slots()}
    used |= {f"utter_{button['payload'].lstrip('/')}" for _, button in sources.buttons()}
    used |= {f"utter_{intent}" for intent in sources.trained() if "/" in intent}
    used |= {f"utter_faq/{detail.name}" for _, detail, _ in sources.details()}
    beginnings = tuple({named.name for named in names_in_python(sources.root, r'f"(utter_\w+?)\{')})
    for response, _ in sources.raw_responses():
        if response.name not in used and not response.name.startswith(beginnings):
            yield response.finding(f"nothing says {response.name}; use it or delete it")
