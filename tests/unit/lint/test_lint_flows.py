"""Mistakes in data/rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.actions import check_actions_of_flows
from tests.lint.flows import check_beginnings, check_forms_go_on, check_rule_names, check_steps
from tests.unit.lint.lint_kit import RULES, found, rules

THANKS = "  - rule: thanks\n    steps:\n      - intent: thank\n      - action: utter_thank\n"
IN_FORM = (
    "  - rule: thanks in the form\n    condition:\n      - active_loop: otp_form\n    steps:\n"
    "      - intent: thank\n      - action: utter_explain_otp_ref\n"
)
FORM_AGAIN = (
    "      - action: otp_form\n      - active_loop: otp_form\n      - slot_was_set:\n          - otp_ref: null\n"
)
FORM_ENDS = "      - action: action_cancel\n      - active_loop: null\n"
ANOTHER_FORM = "      - action: nik_form\n      - active_loop: nik_form\n"


def test_two_rules_of_one_name(tmp_path: Path) -> None:
    files = rules(THANKS + THANKS)

    findings = found(check_rule_names, tmp_path, files)

    assert findings == [f"{RULES}:6: rule 'thanks' stands in {RULES}:2 too; give one of them another name"]


@pytest.mark.parametrize("begins", ["- intent: thank", "- or: [{intent: greet}, {intent: thank}]"])
def test_two_rules_that_begin_alike(tmp_path: Path, begins: str) -> None:
    files = rules(f"{THANKS}  - rule: language\n    steps:\n      {begins}\n      - action: utter_language\n")

    findings = found(check_beginnings, tmp_path, files)

    assert findings == [
        f"{RULES}:6: rule 'language' begins with thank like rule 'thanks' ({RULES}:2) and goes on differently; "
        "correct the intent, give one of them a condition, or delete it"
    ]


def test_two_rules_that_begin_alike_in_one_form(tmp_path: Path) -> None:
    files = rules(IN_FORM + FORM_AGAIN + IN_FORM.replace("thanks in", "no thanks in") + FORM_ENDS)

    findings = found(check_beginnings, tmp_path, files)

    assert findings == [
        f"{RULES}:12: rule 'no thanks in the form' begins with thank like rule 'thanks in the form' ({RULES}:2) and "
        "goes on differently; correct the intent, give one of them a condition, or delete it"
    ]


def test_one_intent_in_several_situations(tmp_path: Path) -> None:
    when_known = IN_FORM.replace("active_loop: otp_form", "slot_was_set: [phone_ref]")
    with_entity = THANKS.replace("rule: thanks", "rule: thanks for a dose").replace(
        "intent: thank\n", "intent: thank\n        entities: [dose]\n"
    )
    otherwise = when_known.replace("[phone_ref]", "[phone_ref: null]")
    files = rules(THANKS + with_entity.replace("utter_thank", "utter_dose") + IN_FORM + when_known + otherwise)

    findings = found(check_beginnings, tmp_path, files)

    assert findings == []


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_a_rule_that_leaves_a_form_without_its_question(tmp_path: Path, lines: int) -> None:
    files = rules(IN_FORM + "".join(FORM_AGAIN.splitlines(keepends=True)[:lines]))

    findings = found(check_forms_go_on, tmp_path, files)

    assert findings == [
        f"{RULES}:2: rule 'thanks in the form' leaves otp_form without its question, so the form takes nothing any "
        "more; end it with action, active_loop and slot_was_set (docs/panduan-perancang.md)"
    ]


@pytest.mark.parametrize("end", [FORM_AGAIN, FORM_ENDS, ANOTHER_FORM])
def test_a_rule_that_asks_again_or_leaves_the_form_on_purpose(tmp_path: Path, end: str) -> None:
    files = rules(IN_FORM + end)

    findings = found(check_forms_go_on, tmp_path, files)

    assert findings == []


def test_a_step_without_a_colon(tmp_path: Path) -> None:
    files = rules("  - rule: thanks\n    steps:\n      - intent thank\n")

    findings = found(check_steps, tmp_path, files)

    assert findings == [f"{RULES}:2: 'thanks' has the step 'intent thank'; write `- intent: …` or `- action: …`"]


def test_a_rule_without_steps(tmp_path: Path) -> None:
    files = rules("  - rule: thanks\n    step:\n      - intent: thank\n")

    findings = found(check_steps, tmp_path, files)

    assert findings == [f"{RULES}:2: 'thanks' has no steps; write `steps:` and below it `- intent: …`"]


def test_an_action_that_does_not_exist(tmp_path: Path) -> None:
    files = rules("  - rule: thanks\n    steps:\n      - intent: thank\n      - action: action_bow\n")

    findings = found(check_actions_of_flows, tmp_path, files)

    assert findings == [
        f"{RULES}:2: 'thanks' runs action_bow, which is not listed under actions: in domain.yml; correct the name, "
        "or ask the developer for it"
    ]
