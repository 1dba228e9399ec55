"""Mistakes in data/responses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.placeholders import check_placeholders
from tests.lint.responses import (
    check_button_payloads,
    check_button_titles,
    check_duplicate_responses,
    check_offers,
    check_response_shapes,
    check_response_texts,
)
from tests.lint.sections import check_sections
from tests.lint.uses import check_responses_exist, check_responses_used
from tests.unit.lint.lint_kit import DOMAIN, RESPONSES, RULES, Check, found, responses

CODE = """
def say(dispatcher, wording, kind, by):
    moment = {"time": "14.05"}
    dispatcher.utter_message(response="utter_wrong", tries_left=2)
    dispatcher.utter_message(response=f"utter_row_{kind}", date=1, buttons=[])
    dispatcher.utter_message(response="utter_by", **moment)
    wording.text("utter_title", dose=1)
"""


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("  utter_a:\n    text: halo\n", "write its text as `- text: …`, with a dash before it"),
        ("  utter_a: halo\n", "write its text as `- text: …`, with a dash before it"),
        ("  utter_a:\n    - halo\n", "write `- text: halo`, with `text:` after the dash"),
        ("  utter_a:\n    - text: {name}\n", "its text is no text for YAML; put it in quotes"),
        (
            "  utter_a:\n    - text: halo\n      buttons: {title: Menu, payload: /greet}\n",
            "write its buttons as a list, each with a dash before it",
        ),
        (
            "  utter_a:\n    - text: halo\n      buttons:\n        - {payload: /greet}\n",
            "button payload: /greet needs a title and a payload; write {title: …, payload: /…}",
        ),
        (
            "  utter_a:\n    - text: halo\n      buttons:\n        - title: Menu\n",
            "button title: Menu needs a title and a payload; write {title: …, payload: /…}",
        ),
        (
            "  utter_a:\n    - text: halo\n      buttons: [Menu]\n",
            "button Menu needs a title and a payload; write {title: …, payload: /…}",
        ),
        ("  utter_a:\n    - text: halo\n      custom: greet\n", "write custom as `custom: {name: value}`"),
    ],
)
def test_a_wrong_shape_is_found_once_and_stops_no_check(tmp_path: Path, written: str, wrong: str) -> None:
    files = responses(written)

    findings = [
        finding
        for check in (check_response_shapes, check_response_texts, check_button_titles, check_button_payloads)
        for finding in found(check, tmp_path, files)
    ]

    assert findings == [f"{RESPONSES}:2: response utter_a: {wrong}"]


@pytest.mark.parametrize(
    ("check", "written", "finding"),
    [
        (check_response_texts, "  utter_a:\n", "response utter_a has no text; write one under `- text:`"),
        (check_response_texts, "  utter_a:\n    - text:\n", "response utter_a has no text; write one under `- text:`"),
        (
            check_response_texts,
            "  utter_a:\n    - text: |-\n        …\n\n        Ketik *menu*.\n",
            "response utter_a still has a line of dots; write the sentence in its place",
        ),
        (
            check_response_texts,
            f"  utter_a:\n    - text: {'a' * 601}\n",
            "response utter_a has 601 characters; 600 is the most, so shorten it",
        ),
        (
            check_button_titles,
            f"  utter_a:\n    - text: a\n      buttons: [{{title: {'b' * 25}, payload: /greet}}]\n",
            f"button {'b' * 25!r} is longer than 24 characters; shorten it",
        ),
        (
            check_button_payloads,
            "  utter_a:\n    - text: a\n      buttons: [{title: Menu, payload: /gret}]\n",
            "button 'Menu' of utter_a leads nowhere: /gret; write /, then the name of an intent or question",
        ),
        (
            check_button_payloads,
            "  utter_a:\n    - text: a\n      buttons: [{title: Dosis, payload: '/greet{\"dose\": 1}'}]\n",
            "button 'Dosis' of utter_a: write {{…}} in its payload",
        ),
        (
            check_offers,
            "  utter_a:\n    - text: a\n      custom: {if_yes: downlod}\n",
            "if_yes of utter_a names no task: downlod; write one of download_certificate",
        ),
    ],
)
def test_a_mistake_in_one_response(tmp_path: Path, check: Check, written: str, finding: str) -> None:
    files = responses(written)

    findings = found(check, tmp_path, files)

    assert findings == [f"{RESPONSES}:2: {finding}"]


def test_a_response_in_two_files(tmp_path: Path) -> None:
    files = responses("  utter_a:\n    - text: a\n")
    files["data/responses/other.yml"] = "responses:\n\n  utter_a:\n    - text: b\n"

    findings = found(check_duplicate_responses, tmp_path, files)

    assert findings == [
        f"data/responses/other.yml:3: response utter_a stands in {RESPONSES}:2 too; keep one of them",
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Sisa {sisa} kali", "nothing fills {sisa}; write {tries_left}"),
        ("Sisa {dose} kali", "nothing fills {dose}; write {tries_left}"),
        ("Sisa {tries_left kali", "a brace has no partner; write {name} whole"),
    ],
)
def test_a_placeholder_that_no_code_fills(tmp_path: Path, text: str, wrong: str) -> None:
    files = responses(f"  utter_wrong:\n    - text: {text}\n    - text: Masih {{tries_left}} kali\n")
    files["actions/talk.py"] = CODE

    findings = found(check_placeholders, tmp_path, files)

    assert findings == [f"{RESPONSES}:2: response utter_wrong: {wrong}, or ask the developer"]


def test_a_placeholder_where_there_is_none(tmp_path: Path) -> None:
    files = responses("  utter_hello:\n    - text: Halo {name}\n")
    files["actions/talk.py"] = CODE

    findings = found(check_placeholders, tmp_path, files)

    assert findings == [f"{RESPONSES}:2: response utter_hello: nothing fills {{name}}; delete it, or ask the developer"]


def test_placeholders_that_code_fills(tmp_path: Path) -> None:
    texts = {"utter_wrong": "{tries_left}", "utter_row_first": "{date}", "utter_title": "{dose}", "utter_by": "{time}"}
    files = responses("".join(f'  {name}:\n    - text: "{text}"\n' for name, text in texts.items()))
    files["actions/talk.py"] = CODE

    findings = found(check_placeholders, tmp_path, files)

    assert findings == []


def test_a_response_that_is_said_but_not_written(tmp_path: Path) -> None:
    files = {
        DOMAIN: "intents: [greet]\n",
        RULES: "rules:\n  - rule: hello\n    steps:\n      - intent: greet\n      - action: utter_helo\n",
    }

    findings = found(check_responses_exist, tmp_path, files)

    assert findings == [f"{RULES}:2: there is no response utter_helo; add it to data/responses"]


def test_a_response_that_is_never_said(tmp_path: Path) -> None:
    files = responses("  utter_hello:\n    - text: Halo\n")

    findings = found(check_responses_used, tmp_path, files)

    assert findings == [f"{RESPONSES}:2: nothing says utter_hello; use it or delete it"]


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        ("responses:\n  - utter_a\n", "below responses: names have no dash; write `name:`"),
        ("nlu:\n  intent: greet\n", "below nlu: each line begins with a dash; write `- …`"),
        (
            "respones:\n  utter_a:\n    - text: a\n",
            "there is no section respones:; write one of actions, entities, forms, intents, nlu, responses, rules, "
            "session_config, slots, stories, version",
        ),
    ],
)
def test_a_section_that_is_none(tmp_path: Path, content: str, finding: str) -> None:
    files = {DOMAIN: "intents: [greet]\n", "data/a.yml": content}

    findings = found(check_sections, tmp_path, files)

    assert findings == [f"data/a.yml:1: {finding}"]
