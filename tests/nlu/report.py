"""How well are citizens understood? `python -m tests.nlu.report [--mistakes] [--folds N | --curve | --sealed]`

Trains the pipeline of config.yml on data/nlu in this process (seconds, nothing is stored) and measures it with
tests/nlu/validation.yml, or with `--folds` by cross-validation on data/nlu itself. `--curve` shows what more training
messages bring. `--sealed` measures with tests/nlu/sealed.yml, whose messages nobody looks at, and adds the score to
docs/nlu-report.md: once for each release.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date

from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit

from settings import ROOT
from tests.nlu.entities import ALL, differs, entity_figures
from tests.nlu.figures import Figures, Outcome, figures_of, measured
from tests.nlu.pipeline import SEALED, VALIDATION, NluPipeline, messages, training_messages

CONFUSIONS = 10
CURVE = (0.25, 0.5, 1.0)
SCORES = ROOT / "docs" / "nlu-report.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mistakes", action="store_true", help="list every message not understood")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--folds", type=int, help="cross-validate data/nlu instead of measuring validation.yml")
    what.add_argument("--curve", action="store_true", help="measure with 25, 50 and 100 % of the training messages")
    what.add_argument("--sealed", action="store_true", help="measure with sealed.yml and log the score")
    arguments = parser.parse_args()
    if arguments.curve:
        print("\n".join(_curve()))
        return 0
    if arguments.sealed:
        print(_sealed())
        return 0
    figures = _cross_validated(arguments.folds) if arguments.folds else _validated()
    print("\n".join(_lines(figures)))
    if arguments.mistakes:
        print("\nNot understood:", *(_mistake(one) for one in figures.outcomes if not one.is_right), sep="\n")
        print("\nEntities:", *(_entity_mistake(one) for one in figures.outcomes if differs(one)), sep="\n")
    return 0


def _validated() -> Figures:
    return measured(NluPipeline.trained(training_messages()), messages(VALIDATION))


def _cross_validated(folds: int) -> Figures:
    examples = training_messages()
    labels = [example.intent for example in examples]
    outcomes: list[Outcome] = []
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=1).split(labels, labels):
        pipeline = NluPipeline.trained([examples[index] for index in train])
        outcomes += measured(pipeline, [examples[index] for index in test]).outcomes
    return figures_of(outcomes)


def _curve() -> list[str]:
    examples = training_messages()
    labels = [example.intent for example in examples]
    lines = ["| Share of data/nlu | Messages | Accuracy | Asked back | Confident and wrong |", "|---|---|---|---|---|"]
    for share in CURVE:
        chosen = examples
        if share < 1:
            split = StratifiedShuffleSplit(1, train_size=share, random_state=1)
            chosen = [examples[index] for index in next(split.split(labels, labels))[0]]
        figures = measured(NluPipeline.trained(chosen), messages(VALIDATION))
        shares = f"{figures.accuracy:.1%} | {figures.asked_back:.1%} | {figures.confidently_wrong:.1%}"
        lines.append(f"| {share:.0%} | {len(chosen)} | {shares} |")
    return lines


def _sealed() -> str:
    """One row for the table that ends docs/nlu-report.md; says nothing about single messages."""
    figures = measured(NluPipeline.trained(training_messages()), messages(SEALED))
    row = (
        f"| {date.today()} | {len(figures.outcomes)} | {_percent(figures.accuracy)} | {figures.macro_f1:.3f} "
        f"| {_percent(figures.asked_back)} | {_percent(figures.right_when_asked_back)} "
        f"| {_percent(figures.confidently_wrong)} "
        f"| {entity_figures(figures.outcomes)[ALL].f1:.3f} |"
    )
    with SCORES.open("a", encoding="utf8") as scores:
        scores.write(f"{row}\n")
    return row


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _lines(figures: Figures) -> list[str]:
    return [
        f"messages                         {len(figures.outcomes):6}",
        f"accuracy                         {figures.accuracy:6.1%}",
        f"macro F1                         {figures.macro_f1:6.3f}",
        f"asked back                       {figures.asked_back:6.1%}",
        f"  … right task on the buttons    {figures.right_when_asked_back:6.1%}",
        f"confident and wrong              {figures.confidently_wrong:6.1%}",
        "",
        "commonest confusions (right → chosen)",
        *(f"  {count:3}  {right} → {chosen}" for right, chosen, count in figures.confusions[:CONFUSIONS]),
        "",
        "F1 of each intent, worst first",
        *(f"  {score:.2f}  {intent}" for intent, score in figures.f1.items()),
        "",
        "entities                           F1  precision  recall",
        *(
            f"  {name:28} {one.f1:8.3f} {one.precision:10.3f} {one.recall:7.3f}"
            for name, one in entity_figures(figures.outcomes).items()
        ),
    ]


def _mistake(outcome: Outcome) -> str:
    message, understood = outcome.message, outcome.understood
    first = ", ".join(understood.ranking[:3])
    return f"  {message.intent} → {understood.intent} ({understood.confidence:.2f}; {first}): {message.text}"


def _entity_mistake(outcome: Outcome) -> str:
    return f"  {outcome.message.entities} → {outcome.understood.entities}: {outcome.message.text}"


if __name__ == "__main__":
    sys.exit(main())
