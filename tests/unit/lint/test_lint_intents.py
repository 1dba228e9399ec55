"""Places that a new intent or question needs, one forgotten in each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.intents import (
    check_exam,
    check_guide,
    check_intents_answered,
    check_intents_declared,
    check_intents_of_flows,
    check_intents_trained,
)
from tests.lint.questions import check_questions_answered, check_titles, check_titles_exist
from tests.unit.lint.lint_kit import DOMAIN, NLU, RESPONSES, RULES, found

GREET = "- intent: greet\n  examples: |\n    - halo\n    - hai\n"
CARD = "- intent: faq/card\n  examples: |\n    - kartu hilang\n    - kartu rusak\n"
BYE = "  - rule: bye\n    steps:\n      - intent: goodbye\n      - action: utter_goodbye\n"
GUIDE = "| Intent | Warga … | Contoh |\n|---|---|---|\n| `greet` | menyapa; bukan `goodbye` | `faq/card` |\n"


def test_an_intent_that_is_not_declared_is_found_once(tmp_path: Path) -> None:
    files = {DOMAIN: "intents:\n  - thank\n", NLU: f"nlu:\n{GREET}", "data/nlu/more.yml": f"nlu:\n{GREET}"}

    findings = found(check_intents_declared, tmp_path, files)

    assert findings == [f"{NLU}:2: intent greet is not in domain.yml; add it under intents:"]


def test_an_intent_without_messages(tmp_path: Path) -> None:
    files = {DOMAIN: "intents:\n  - greet\n  - goodbye\n", NLU: f"nlu:\n{GREET}"}

    findings = found(check_intents_trained, tmp_path, files)

    assert findings == ["domain.yml:3: intent goodbye has no messages in data/nlu; write some"]


def test_a_rule_with_an_unknown_intent(tmp_path: Path) -> None:
    files = {DOMAIN: "intents: [greet]\n", RULES: f"rules:\n{BYE}"}

    findings = found(check_intents_of_flows, tmp_path, files)

    assert findings == [f"{RULES}:2: 'bye' uses intent goodbye, which is not in domain.yml; correct it"]


def test_an_intent_without_a_rule(tmp_path: Path) -> None:
    files = {DOMAIN: "intents:\n  - goodbye\n  - greet\n", RULES: f"rules:\n{BYE}"}

    findings = found(check_intents_answered, tmp_path, files)

    assert findings == [
        "domain.yml:3: intent greet has no rule that begins with it and has no condition, so outside or inside a form "
        "it may stay without an answer; add one to data/rules"
    ]


def test_intents_and_questions_that_the_guide_does_not_describe(tmp_path: Path) -> None:
    files = {
        DOMAIN: "intents:\n  - greet\n  - goodbye\n  - faq\n",
        NLU: f"nlu:\n{CARD}",
        "docs/panduan-intent.md": GUIDE,
    }

    findings = found(check_guide, tmp_path, files)

    row = "has no row in docs/panduan-intent.md; add one that says when a message is labelled so"
    assert findings == [f"domain.yml:3: goodbye {row}", f"{NLU}:2: faq/card {row}"]


def test_intents_and_questions_that_are_not_measured(tmp_path: Path) -> None:
    exam = "".join(f"    - halo {number}\n" for number in range(12))
    files = {
        DOMAIN: "intents: [greet, goodbye, faq]\n",
        NLU: f"nlu:\n{CARD}",
        "tests/nlu/validation.yml": f"nlu:\n- intent: greet\n  examples: |\n{exam}{CARD}",
    }

    findings = found(check_exam, tmp_path, files)

    least = "messages in tests/nlu/validation.yml; write at least 12, other ones than in data/nlu"
    assert findings == [f"domain.yml:1: goodbye has no {least}", f"{NLU}:2: faq/card has 2 {least}"]


def test_a_question_without_an_answer(tmp_path: Path) -> None:
    files = {DOMAIN: "intents: [faq]\n", NLU: f"nlu:\n{CARD}", RESPONSES: "responses:\n  utter_card:\n    - text: a\n"}

    findings = found(check_questions_answered, tmp_path, files)

    assert findings == [f"{NLU}:4: faq/card has messages but no answer; add utter_faq/card to data/responses"]


def test_a_question_and_a_task_without_a_title_for_asking_back(tmp_path: Path) -> None:
    files = {DOMAIN: "intents:\n  - greet\n  - correct_name\n  - faq\n", NLU: f"nlu:\n{CARD}{GREET}"}

    findings = found(check_titles_exist, tmp_path, files)

    assert findings == [
        "domain.yml:3: correct_name has no title for asking back; add utter_task_correct_name to data/responses, "
        "20 letters at most",
        f"{NLU}:4: faq/card has no title for asking back; add utter_task_faq/card to data/responses, "
        "20 letters at most",
    ]


@pytest.mark.parametrize(
    ("written", "finding"),
    [
        ("utter_task_faq/crad", "utter_task_faq/crad names no intent or question; correct its name or delete it"),
        ("utter_task_faq/card", "utter_task_faq/card has 24 letters; 20 is the most for a button"),
    ],
)
def test_a_wrong_title(tmp_path: Path, written: str, finding: str) -> None:
    text = "Kartu" if "crad" in written else "Kartu Vaksin Anda Hilang"
    files = {
        DOMAIN: "intents: [faq]\n",
        NLU: f"nlu:\n{CARD}",
        RESPONSES: f"responses:\n  {written}:\n    - text: {text}\n",
    }

    findings = found(check_titles, tmp_path, files)

    assert findings == [f"{RESPONSES}:2: {finding}"]
