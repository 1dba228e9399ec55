"""Which way of understanding is best? `make nlu-experiments` → results/nlu-experiments/table.md

Every contender is trained with data/nlu and measured with tests/nlu/validation.yml; the linear ones, which train in
seconds, also by 5-fold cross-validation. DIET is compared on one stratified subset, its best setting once with all.
Each result is kept in results/nlu-experiments until the messages change, so that a run can be interrupted; after a
change of the code delete that folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit

from settings import ROOT
from tests.nlu.contenders import BEST_DIET, FULL, SUBSET, Contender, Guess
from tests.nlu.pipeline import VALIDATION, Labelled, messages, training_messages

OUT = ROOT / "results" / "nlu-experiments"
SUBSET_SIZE = 2000
FOLDS = 5
ASKED_BACK = 0.05  # the least sure of the guesses, compared at the same share for all
BINS = 10


@dataclass(frozen=True)
class Result:
    """Shares of 1, seconds, milliseconds. `calibration_error`: mean distance of confidence from frequency."""

    name: str
    trained_with: int
    accuracy: float
    macro_f1: float
    wrong_unless_asked: float
    calibration_error: float
    training_s: float
    message_ms: float
    cross_validated: float | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-diet", action="store_true", help="only what trains in seconds")
    without_diet = parser.parse_args().without_diet
    OUT.mkdir(parents=True, exist_ok=True)
    examples, unseen = training_messages(), list(messages(VALIDATION))
    split = StratifiedShuffleSplit(1, train_size=SUBSET_SIZE, random_state=1)
    some = [examples[index] for index in next(split.split(examples, [one.intent for one in examples]))[0]]
    tables = [_table(f"All {len(examples):,} messages", [_kept(n, c, examples, unseen, True) for n, c in FULL.items()])]
    if not without_diet:
        tables += [
            _table(f"{SUBSET_SIZE:,} messages", [_kept(n, c, some, unseen, False) for n, c in SUBSET.items()]),
            _table("The best DIET", [_kept(n, c, examples, unseen, False) for n, c in BEST_DIET.items()]),
        ]
    (OUT / "table.md").write_text("\n".join(chain.from_iterable(tables)), encoding="utf8")
    print(f"\nOpen  {(OUT / 'table.md').relative_to(ROOT)}")


def _kept(
    name: str, contender: Contender, examples: Sequence[Labelled], unseen: Sequence[Labelled], cross_validate: bool
) -> Result:
    """The result of an earlier run with the same messages, else measured now."""
    said = json.dumps([name, [(one.text, one.intent) for one in (*examples, *unseen)]])
    file: Path = OUT / f"{hashlib.sha256(said.encode()).hexdigest()[:16]}.json"
    if not file.exists():
        print(f"▸ {name}, {len(examples)} messages", flush=True)
        result = _measured(name, contender, examples, unseen, cross_validate)
        file.write_text(json.dumps(asdict(result), indent=1), encoding="utf8")
    result = Result(**json.loads(file.read_text(encoding="utf8")))
    print(f"  {result.accuracy:.1%}  {name}", flush=True)
    return result


def _measured(
    name: str, contender: Contender, examples: Sequence[Labelled], unseen: Sequence[Labelled], cross_validate: bool
) -> Result:
    started = time.monotonic()
    guess = contender.trained(examples)
    training_s = time.monotonic() - started
    guesses, times = [], []
    for one in unseen:
        begun = time.perf_counter()
        guesses.append(guess(one.text))
        times.append(time.perf_counter() - begun)
    labels, chosen = [one.intent for one in unseen], [intent for intent, _ in guesses]
    return Result(
        name=name,
        trained_with=len(examples),
        accuracy=_share_right(guesses, labels),
        macro_f1=float(f1_score(labels, chosen, average="macro", labels=sorted(set(labels)), zero_division=0)),
        wrong_unless_asked=_wrong_unless_asked(guesses, labels),
        calibration_error=_calibration_error(guesses, labels),
        training_s=training_s,
        message_ms=statistics.median(times) * 1000,
        cross_validated=_cross_validated(contender, examples) if cross_validate else None,
    )


def _cross_validated(contender: Contender, examples: Sequence[Labelled]) -> float:
    labels = [one.intent for one in examples]
    shares = []
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(labels, labels):
        guess: Callable[[str], Guess] = contender.trained([examples[index] for index in train])
        shares.append(_share_right([guess(examples[index].text) for index in test], [labels[index] for index in test]))
    return statistics.mean(shares)


def _share_right(guesses: Sequence[Guess], labels: Sequence[str]) -> float:
    return sum(intent == label for (intent, _), label in zip(guesses, labels, strict=True)) / len(labels)


def _wrong_unless_asked(guesses: Sequence[Guess], labels: Sequence[str]) -> float:
    """Share of wrong guesses that remain when the least sure are asked back."""
    surest_first = sorted(zip(guesses, labels, strict=True), key=lambda pair: -pair[0][1])
    answered = surest_first[: round(len(labels) * (1 - ASKED_BACK))]
    return sum(intent != label for (intent, _), label in answered) / len(labels)


def _calibration_error(guesses: Sequence[Guess], labels: Sequence[str]) -> float:
    error = 0.0
    for number in range(BINS):
        inside = [
            (sure, intent == label)
            for (intent, sure), label in zip(guesses, labels, strict=True)
            if min(BINS - 1, int(sure * BINS)) == number
        ]
        error += abs(sum(sure for sure, _ in inside) - sum(right for _, right in inside))
    return error / len(labels)


def _table(title: str, results: Sequence[Result]) -> list[str]:
    return [
        f"### {title}",
        "",
        f"| Model | Right | Macro F1 | Cross-validated | Wrong when {ASKED_BACK:.0%} are asked back "
        "| Calibration error | Training s | Message ms |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {one.name} | {one.accuracy:.1%} | {one.macro_f1:.3f} "
            f"| {'' if one.cross_validated is None else f'{one.cross_validated:.1%}'} "
            f"| {one.wrong_unless_asked:.1%} | {one.calibration_error:.3f} | {one.training_s:.0f} "
            f"| {one.message_ms:.1f} |"
            for one in sorted(results, key=lambda one: -one.accuracy)
        ),
        "",
    ]


if __name__ == "__main__":
    main()
