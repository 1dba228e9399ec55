"""Questions and tasks: each has its answer, and a title to be offered with when the assistant asks back."""

from __future__ import annotations

from collections.abc import Iterator

from actions.task_names import TASK_OF_INTENT
from tests.lint.sources import Finding, Named, Sources
from tests.lint.uses import uttered

TITLE = "utter_task_"
LONGEST_TITLE = 20


def check_questions_answered(sources: Sources) -> Iterator[Finding]:
    answers = {response.name for response, _ in sources.raw_responses()}
    for question in _questions(sources).values():
        if f"utter_{question.name}" not in answers:
            yield question.finding(
                f"{question.name} has messages but no answer; add utter_{question.name} to data/responses"
            )


def check_titles_exist(sources: Sources) -> Iterator[Finding]:
    existing = {response.name for response, _ in sources.raw_responses()}
    tasks = [intent for intent in sources.items("intents") if intent.name in TASK_OF_INTENT]
    for offered in (*tasks, *_questions(sources).values()):
        if f"{TITLE}{offered.name}" not in existing:
            yield offered.finding(
                f"{offered.name} has no title for asking back; add {TITLE}{offered.name} to data/responses, "
                f"{LONGEST_TITLE} letters at most"
            )


def check_titles(sources: Sources) -> Iterator[Finding]:
    known = {intent.name for intent in sources.items("intents")} | sources.trained().keys()
    said = {used.name for used in uttered(sources)}  # such as utter_task_continues, which is no title
    for response, variations in sources.responses():
        if not response.name.startswith(TITLE) or response.name in said:
            continue
        if response.name.removeprefix(TITLE) not in known:
            yield response.finding(f"{response.name} names no intent or question; correct its name or delete it")
        for text in (variation["text"].strip() for variation in variations):
            if len(text) > LONGEST_TITLE:
                yield response.finding(
                    f"{response.name} has {len(text)} letters; {LONGEST_TITLE} is the most for a button"
                )


def _questions(sources: Sources) -> dict[str, Named]:
    """Every question of data/nlu at its first message."""
    first: dict[str, Named] = {}
    for _, intent in sources.training_messages():
        if "/" in intent.name:
            first.setdefault(intent.name, intent)
    return first
