"""Each response by itself: its shape, its text, its buttons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from actions.offers import IF_TOLD, IF_YES
from actions.task_names import TASK_OF_INTENT
from tests.lint.sources import Finding, Named, Sources, is_button, is_text

LONGEST_BUTTON = 24
LONGEST_TEXT = 600
NOT_WRITTEN = ("…", "...")
NO_TEXT = "has no text; write one under `- text:`"


def check_response_shapes(sources: Sources) -> Iterator[Finding]:
    for response, raw in sources.raw_responses():
        if not isinstance(raw, (list, type(None))):
            yield response.finding(f"response {response.name}: write its text as `- text: …`, with a dash before it")
        for variation in raw if isinstance(raw, list) else ():
            for wrong in _wrong_parts(variation):
                yield response.finding(f"response {response.name}: {wrong}")


def _wrong_parts(variation: Any) -> Iterator[str]:
    if not isinstance(variation, dict):
        yield f"write `- text: {_shown(variation)}`, with `text:` after the dash"
        return
    text, buttons, custom = variation.get("text"), variation.get("buttons"), variation.get("custom")
    if not is_text(text):
        yield "its text is no text for YAML; put it in quotes"
    if not isinstance(buttons, (list, type(None))):
        yield "write its buttons as a list, each with a dash before it"
    for button in buttons if isinstance(buttons, list) else ():
        if not is_button(button):
            yield f"button {_shown(button)} needs a title and a payload; write {{title: …, payload: /…}}"
    if not isinstance(custom, (dict, type(None))):
        yield "write custom as `custom: {name: value}`"


def _shown(value: Any) -> str:
    """As a designer might have written it, shortened."""
    text = ", ".join(f"{key}: {part}" for key, part in value.items()) if isinstance(value, dict) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def check_duplicate_responses(sources: Sources) -> Iterator[Finding]:
    first: dict[str, Named] = {}
    for response, _ in sources.raw_responses():
        if earlier := first.get(response.name):
            yield response.finding(
                f"response {response.name} stands in {earlier.file}:{earlier.line} too; keep one of them"
            )
        first.setdefault(response.name, response)


def check_response_texts(sources: Sources) -> Iterator[Finding]:
    for response, raw in sources.raw_responses():
        if raw in (None, []):
            yield response.finding(f"response {response.name} {NO_TEXT}")
    for response, variations in sources.responses():
        for wrong in (wrong for variation in variations for wrong in _wrong_text(variation["text"])):
            yield response.finding(f"response {response.name} {wrong}")


def _wrong_text(text: str) -> Iterator[str]:
    if not text.strip():
        yield NO_TEXT
    if any(line.strip() in NOT_WRITTEN for line in text.splitlines()):
        yield "still has a line of dots; write the sentence in its place"
    if len(text) > LONGEST_TEXT:
        yield f"has {len(text)} characters; {LONGEST_TEXT} is the most, so shorten it"


def check_button_titles(sources: Sources) -> Iterator[Finding]:
    for response, button in sources.buttons():
        if len(button["title"]) > LONGEST_BUTTON:
            yield response.finding(f"button {button['title']!r} is longer than {LONGEST_BUTTON} characters; shorten it")


def check_button_payloads(sources: Sources) -> Iterator[Finding]:
    intents = {intent.name for intent in sources.items("intents")}
    answers = {response.name for response, _ in sources.raw_responses()}
    for response, button in sources.buttons():
        if re.search(r"(?<!\{)\{(?!\{|\w+\})", button["payload"]):
            yield response.finding(f"button {button['title']!r} of {response.name}: write {{{{…}}}} in its payload")
        match = re.fullmatch(r"/([\w/]+)(\{.*\})?", button["payload"].replace("{{", "{").replace("}}", "}"))
        name = match[1] if match else ""
        known = f"utter_{name}" in answers if name.startswith("faq/") else name in intents
        if not known or not _is_json(match[2] if match else None):
            yield response.finding(
                f"button {button['title']!r} of {response.name} leads nowhere: {button['payload']}; "
                "write /, then the name of an intent or question"
            )


def _is_json(text: str | None) -> bool:
    try:
        json.loads(text or "{}")
    except ValueError:
        return False
    return True


def check_offers(sources: Sources) -> Iterator[Finding]:
    """A response says with `if_yes` what a yes to it starts, with `if_told` what telling more starts."""
    declared = {intent.name for intent in sources.items("intents")}
    tasks = TASK_OF_INTENT.keys() & declared
    for response, variations in sources.responses():
        for variation, offer in product(variations, (IF_YES, IF_TOLD)):
            offered = variation["custom"].get(offer)
            if offered is not None and offered not in tasks:
                yield response.finding(
                    f"{offer} of {response.name} names no task: {offered}; write one of {', '.join(sorted(tasks))}"
                )
