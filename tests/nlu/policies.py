"""Does a learning policy carry conversations further than rules? → results/policy-experiments/table.md

There are no stories that TED could be trained with, so every second test story is made one: each contender learns
these beside the rules, or instead of them, and is tested with the other half. `make policy-experiments`.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from settings import ROOT

OUT = ROOT / "results" / "policy-experiments"
STORIES = ROOT / "tests" / "stories"
WITHOUT_RULES = ("nlu", "responses")
ALL_DATA = (*WITHOUT_RULES, "rules")
TURNS = 200
OPENING = ("download_certificate", "faq", "nlu_fallback", "check_vaccination_status")
MEMOIZATION = {"name": "MemoizationPolicy", "max_history": 5}
SMALL_TED = {
    "name": "TEDPolicy",
    "max_history": 5,
    "epochs": 20,
    "number_of_transformer_layers": {"text": 0, "action_text": 0, "label_action_text": 0, "dialogue": 1},
    "transformer_size": {"text": 64, "action_text": 64, "label_action_text": 64, "dialogue": 64},
    "random_seed": 1,
}


@dataclass(frozen=True)
class Result:
    """Shares of 1, seconds, milliseconds; both shares of the stories that were not learned."""

    name: str
    stories_right: float
    actions_right: float
    training_s: float
    loading_s: float
    action_ms: float


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    learned, unseen = OUT / "learned", OUT / "unseen"
    _halve(learned, unseen)
    shipped: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / "config.yml")["policies"]
    # Half of the stories begin in the middle of what rules say, which Rasa takes for a contradiction.
    unchecked = {"check_for_contradictions": False}
    rules = [policy | unchecked for policy in shipped if policy["name"] == "RulePolicy"]
    # Without its rules the RulePolicy only keeps forms going, which Rasa leaves to no other policy.
    contenders = {
        "rules + memoization (shipped)": ([MEMOIZATION, *rules], ALL_DATA),
        "rules + memoization + TED": ([MEMOIZATION, *rules, SMALL_TED], ALL_DATA),
        "memoization + TED, no rules": ([MEMOIZATION, *rules, SMALL_TED], WITHOUT_RULES),
    }
    results = [_measured(name, *contender, learned, unseen) for name, contender in contenders.items()]
    table = "\n".join([*_head(), *map(_row, results)])
    (OUT / "table.md").write_text(table + "\n", encoding="utf8")
    print(table)


def _halve(learned: Path, unseen: Path) -> None:
    yaml = YAML(typ="safe")
    for folder in (learned, unseen):
        folder.mkdir(parents=True)
    for file in sorted(STORIES.glob("test_*.yml")):
        stories = yaml.load(file)["stories"]
        for folder, half in ((learned, stories[::2]), (unseen, stories[1::2])):
            prefix = "" if folder is learned else "test_"
            name = prefix + file.name.removeprefix("test_")
            yaml.dump({"version": "3.1", "stories": half}, folder / name)


def _measured(name: str, policies: list[dict[str, Any]], parts: Sequence[str], learned: Path, unseen: Path) -> Result:
    folder = OUT / name.replace(" ", "-")
    folder.mkdir()
    config = YAML(typ="safe").load(ROOT / "config.yml") | {"policies": policies}
    YAML().dump(config, folder / "config.yml")
    data = folder / "data"
    shutil.copytree(learned, data / "stories")
    for part in parts:
        shutil.copytree(ROOT / "data" / part, data / part)
    started = time.monotonic()
    train = ["train", "--config", str(folder / "config.yml"), "--domain", str(ROOT / "domain.yml")]
    _rasa(folder, *train, "--data", str(data), "--out", str(folder), "--fixed-model-name", "model")
    training_s = time.monotonic() - started
    model = folder / "model.tar.gz"
    test = ["test", "core", "--model", str(model), "--stories", str(unseen)]
    _rasa(folder, *test, "--out", str(folder), "--no-plot")
    report = json.loads((folder / "story_report.json").read_text(encoding="utf8"))
    started = time.monotonic()
    agent = Agent.load(model)
    loading_s = time.monotonic() - started
    right = report["conversation_accuracy"]
    return Result(name, right["accuracy"], report["accuracy"], training_s, loading_s, _median_action_ms(agent))


def _rasa(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rasa", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    (folder / f"{arguments[0]}.log").write_text(done.stdout + done.stderr, encoding="utf8")
    if done.returncode:
        sys.exit(f"rasa {arguments[0]} failed, see {folder}")


def _median_action_ms(agent: Agent) -> float:
    """Time to predict the action after a first message."""
    assert agent.processor is not None
    assert agent.domain is not None
    taken = []
    for number in range(TURNS):
        tracker = DialogueStateTracker.from_events(
            f"c{number}",
            [
                ActionExecuted("action_listen"),
                UserUttered("", {"name": OPENING[number % len(OPENING)], "confidence": 1.0}),
            ],
            agent.domain.slots,
        )
        started = time.perf_counter()
        agent.processor.predict_next_with_tracker(tracker)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def _head() -> list[str]:
    titles = "Policies", "Unseen stories right", "Actions right", "Training s", "Loading s", "Action ms"
    return [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]


def _row(result: Result) -> str:
    cells = [result.name, f"{result.stories_right:.0%}", f"{result.actions_right:.0%}"]
    cells += [f"{result.training_s:.0f}", f"{result.loading_s:.1f}", f"{result.action_ms:.1f}"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
