"""What Rasa's own validation misses, or says without a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.lint import actions, flows, intents, messages, placeholders, questions, responses, sections, uses
from tests.lint.details import check_details
from tests.lint.likeness import check_contradictions, check_near_copies, check_openings
from tests.lint.sources import Finding, Sources

CHECKS: tuple[Callable[[Sources], Iterator[Finding]], ...] = (
    sections.check_sections,
    responses.check_response_shapes,
    responses.check_duplicate_responses,
    responses.check_response_texts,
    responses.check_button_titles,
    responses.check_button_payloads,
    responses.check_offers,
    placeholders.check_placeholders,
    uses.check_responses_exist,
    uses.check_responses_used,
    questions.check_questions_answered,
    questions.check_titles_exist,
    questions.check_titles,
    check_details,
    intents.check_intents_declared,
    intents.check_intents_trained,
    intents.check_intents_of_flows,
    intents.check_intents_answered,
    intents.check_empty_intents,
    intents.check_guide,
    intents.check_exam,
    flows.check_steps,
    flows.check_rule_names,
    flows.check_beginnings,
    flows.check_forms_go_on,
    actions.check_actions,
    actions.check_actions_of_flows,
    messages.check_entries,
    messages.check_examples,
    messages.check_message_lines,
    messages.check_commands,
    messages.check_annotations,
    messages.check_duplicates,
    messages.check_enough_messages,
    check_contradictions,
    check_near_copies,
    check_openings,
)


def lint(root: Path) -> list[Finding]:
    """Every mistake in the conversation data below `root`; when a file is unreadable, nothing but that."""
    sources = Sources(root)
    return sources.unreadable or [finding for check in CHECKS for finding in check(sources)]
