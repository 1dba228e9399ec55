"""From messages that were not understood to training messages: what a designer sees, and what the lint lets in."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from channels.whatsapp.unclear import UnclearMessage
from settings import ROOT
from tests.nlu.inbox import Learned, learn, listed

NOON = datetime(2022, 1, 31, 12, tzinfo=timezone.utc)


def unclear(text: str, chosen: str | None = None, minutes: int = 0) -> UnclearMessage:
    return UnclearMessage(text, ("ask_menu", "cancel"), chosen, NOON + timedelta(minutes=minutes))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project with conversation data that may be changed, few enough to be read in no time."""
    for entry in ROOT.iterdir():
        if entry.name != "data":
            (tmp_path / entry.name).symlink_to(entry)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for messages in (tmp_path / "data" / "nlu").glob("*.yml"):
        if messages.name != "help.yml":
            messages.unlink()
    return tmp_path


def help_file(project: Path) -> str:
    return (project / "data" / "nlu" / "help.yml").read_text(encoding="utf8")


def test_messages_that_say_the_same_are_counted_together_and_the_commonest_comes_first() -> None:
    entries = listed([unclear("tikar nya mana"), unclear("Yg itu dong"), unclear("yang itu dong!", minutes=1)])
    assert [(entry["text"], entry["times"]) for entry in entries] == [("yang itu dong!", 2), ("tikar nya mana", 1)]


def test_an_intent_that_all_chose_is_suggested() -> None:
    (entry,) = listed([unclear("yg itu dong", "cancel"), unclear("yang itu dong", "cancel")])
    assert entry["intent"] == "cancel"
    assert entry["chosen"] == {"cancel": 2}


def test_nothing_is_suggested_when_some_chose_nothing_or_something_else() -> None:
    (entry,) = listed([unclear("yg itu dong", "cancel"), unclear("yang itu dong", "logout"), unclear("yg itu dong")])
    assert entry["intent"] is None


def test_a_message_stands_below_its_intent_afterwards(project: Path) -> None:
    before = help_file(project)
    assert learn([Learned("panggilkan juru kunci kantornya", "talk_to_human")], project) == []
    after = help_file(project)
    assert "- intent: talk_to_human" in after
    block = after.split("- intent: talk_to_human")[1].split("- intent:")[0]
    assert block.rstrip().endswith("- panggilkan juru kunci kantornya")
    assert len(after.splitlines()) == len(before.splitlines()) + 1


def test_what_the_lint_objects_to_changes_nothing(project: Path) -> None:
    before = help_file(project)
    known = before.split("- intent: talk_to_human")[1].split("    - ")[1].strip()
    findings = learn([Learned("panggilkan juru kunci", "talk_to_human"), Learned(known, "cancel")], project)
    assert findings
    assert all(known in finding for finding in findings)
    assert help_file(project) == before


def test_an_unknown_intent_is_named(project: Path) -> None:
    (finding,) = learn([Learned("panggilkan juru kunci", "talk_to_robot")], project)
    assert "talk_to_robot" in finding
