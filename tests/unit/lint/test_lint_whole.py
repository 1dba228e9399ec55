"""All checks together: a mistake is said once, a forgotten place always, and no shape stops them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.checks import lint
from tests.unit.lint.lint_kit import DOMAIN, NLU, RESPONSES, RULES, write

FILES = {
    DOMAIN: "intents:\n  - greet\n  - faq\n",
    NLU: "nlu:\n- intent: greet\n  examples: |\n    - halo\n",
    RESPONSES: "responses:\n  utter_greet:\n    - text: Halo\n",
    RULES: (
        "rules:\n  - rule: hello\n    steps: [{intent: greet}, {action: utter_greet}]\n"
        "  - rule: question\n    steps: [{intent: faq}, {action: utter_faq}]\n"
    ),
    "docs/panduan-intent.md": "| `greet` | menyapa | halo |\n",
}
CARD = (
    "- intent: faq/lost_card\n  examples: |\n    - kartu vaksin saya hilang\n    - kartu kertasnya ilang gimana min\n"
)
LANGUAGE = "- intent: ask_language\n  examples: |\n" + "".join(
    f"    - bahasa {letter * 3}\n" for letter in "abcdefghijklmno"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


@pytest.fixture
def known(project: Path) -> set[str]:
    """What is found without the mistake, such as that most actions are not listed."""
    return {finding.message for finding in lint(project)}


def append(project: Path, file: str, text: str) -> None:
    with (project / file).open("a", encoding="utf8") as target:
        target.write(text)


def found(project: Path, known: set[str]) -> list[str]:
    return [finding.message for finding in lint(project) if finding.message not in known]


def test_a_new_question_is_followed_to_every_place_it_needs(project: Path, known: set[str]) -> None:
    append(project, NLU, CARD)

    messages = found(project, known)

    assert [message.split("; ")[0] for message in messages] == [
        "faq/lost_card has messages but no answer",
        "faq/lost_card has no title for asking back",
        "faq/lost_card has no row in docs/panduan-intent.md",
        "faq/lost_card has no messages in tests/nlu/validation.yml",
        "intent faq/lost_card has 2 messages",
    ]


def test_an_intent_that_is_not_declared_is_one_finding(project: Path, known: set[str]) -> None:
    append(project, NLU, LANGUAGE)
    append(project, RULES, "  - rule: language\n    steps: [{intent: ask_language}, {action: utter_greet}]\n")

    messages = found(project, known)

    assert [message for message in messages if "nearly" not in message] == [
        "intent ask_language is not in domain.yml; add it under intents:"
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (RESPONSES, "  utter_faq/side_effects_2: halo\n  utter_b:\n    text: a\n  utter_c: [halo]\n"),
        (RESPONSES, "  utter_d:\n    - buttons: [a, {title: b}, {payload: 3}]\n      custom: [c]\n"),
        (RESPONSES, "  utter_e: 3\n  utter_f:\n    - {text: {name}}\n  7:\n    - 8\n"),
        (RULES, "  - halo\n  - rule:\n  - rule: x\n    steps: y\n    condition: z\n"),
        (
            RULES,
            "  - rule: q\n    condition: [a, {active_loop: b}]\n    steps: [c, {or: d}, {or: [e]}]\n",
        ),
        (NLU, "- intent:\n- intent: greet\n  examples:\n- halo\n- intent: greet\n  examples: {a: b}\n"),
        ("data/more.yml", "nlu: a\nrules: {b: c}\nresponses: [d]\nforms: [e]\nintents: f\n"),
        (DOMAIN, "e2e_actions: [a]\n"),
    ],
)
def test_no_shape_stops_the_lint(project: Path, known: set[str], file: str, text: str) -> None:
    append(project, file, text)

    messages = found(project, known)

    assert messages
