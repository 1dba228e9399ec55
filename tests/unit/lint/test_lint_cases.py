"""Mistakes in conversation cases and test stories, said so that a designer can repair them."""

from __future__ import annotations

from pathlib import Path

import pytest

import tests.stories.__main__ as stories
from tests.conversations.cases import CaseError, load_cases
from tests.qa.records import Check, Problem


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("citizen: two_dose", "case 'a' has the unknown citizen 'two_dose'; known are three_doses, two_doses, "),
        ("steps: [{user: {phone}}]", "case 'a' has a value without quotes; write user: \"{phone}\""),
        ("steps: [{sms: {to: {phone}}}]", "case 'a' has a value without quotes; write to: \"{phone}\""),
        ("steps: [{burst: [halo, {name:lower}]}]", "case 'a' has a value without quotes; write - \"{name:lower}\""),
        ("other_citizen: two_dose", "case 'a' has the unknown citizen 'two_dose'; known are three_doses, "),
        ("steps: [{whatsapp: third}]", "case 'a' has the unknown phone 'third'; known are first, second"),
        ("steps: [{usr: halo}]", "case 'a' has the unknown step 'usr'; known are user, "),
    ],
)
def test_a_mistake_in_a_case_is_named(tmp_path: Path, written: str, message: str) -> None:
    file = tmp_path / "a.yml"
    file.write_text(f"test_cases:\n  - test_case: a\n    {written}\n", encoding="utf8")

    with pytest.raises(CaseError) as raised:
        load_cases(file)

    assert str(raised.value).startswith(f"a.yml: {message}")


def test_a_case_file_that_is_no_yaml_is_named_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("test_cases:\n  - test_case: a\n    steps:\n      - user: {phone} ya\n", encoding="utf8")

    with pytest.raises(CaseError) as raised:
        load_cases(file)

    assert str(raised.value) == (
        "a.yml:4: not readable as YAML: put the text in quotes; look for one not closed on this line or above"
    )


def test_failed_stories_are_listed_with_their_places(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = Problem("late code: expected action: utter_a, predicted action_b", "tests/stories/test_a.yml", 6)
    monkeypatch.setattr(stories, "stories_check", lambda out: Check("stories", 40, 1.0, (problem,)))

    code = stories.main()

    assert code == 1
    assert capsys.readouterr().out == f"{problem}\nstories: 40, 1 failed\n"
