"""What Meta approves stands in two places: where operators copy it from, and where the sender takes it from."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from settings import ROOT

RESPONSES = ROOT / "data" / "responses" / "templates.yml"
PAGE = ROOT / "docs" / "whatsapp-templates.md"
LONGEST_BODY, LONGEST_BUTTON = 1024, 25
TEMPLATES = {
    name: variations[0] for name, variations in YAML(typ="safe").load(RESPONSES.read_text("utf8"))["responses"].items()
}


def test_the_page_for_approval_says_what_is_sent() -> None:
    expected = {
        (
            f"`{template['custom']['template']}`",
            template["custom"]["category"],
            template["custom"]["language"],
            template["text"].replace("{number}", "{{1}}"),
            template["custom"]["button"],
        )
        for template in TEMPLATES.values()
    }
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf8").splitlines() if line.startswith("| `")]
    assert {tuple(row) for row in rows} == expected
    assert len(rows) == len(expected)


@pytest.mark.parametrize("name", TEMPLATES)
def test_meta_would_take_it(name: str) -> None:
    text, custom = TEMPLATES[name]["text"], TEMPLATES[name]["custom"]
    assert re.fullmatch(r"[a-z0-9_]{1,512}", custom["template"])
    assert custom["category"] == "utility"
    assert len(text) <= LONGEST_BODY
    assert re.findall(r"\{\w*\}", text) == ["{number}"], "nothing but the case number"
    assert not re.match(r"\s*\{|.*\}\s*$", text), "Meta refuses a value at the beginning or the end"
    assert 0 < len(custom["button"]) <= LONGEST_BUTTON


def test_no_two_templates_have_one_name() -> None:
    names = [template["custom"]["template"] for template in TEMPLATES.values()]
    assert len(set(names)) == len(names)
