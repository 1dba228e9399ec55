"""How well are citizens understood? `python -m tests.nlu.report [--mistakes] [--folds N]`

Trains the pipeline of config.yml on data/nlu in this process (seconds, nothing is stored) and measures it with
tests/nlu/validation.yml, or with `--folds` by cross-validation on data/nlu itself.
"""

from __future__ import annotations

import argparse
import sys

from sklearn.model_selection import StratifiedKFold

from tests.nlu.figures import Figures, Outcome, figures_of, measured
from tests.nlu.pipeline import VALIDATION, NluPipeline, messages, training_messages

CONFUSIONS = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mistakes", action="store_true", help="list every message not understood")
    parser.add_argument("--folds", type=int, help="cross-validate data/nlu instead of measuring validation.yml")
    arguments = parser.parse_args()
    figures = _cross_validated(arguments.folds) if arguments.folds else _validated()
    print("\n".join(_lines(figures)))
    if arguments.mistakes:
        print("\nNot understood:", *(_mistake(one) for one in figures.outcomes if not one.is_right), sep="\n")
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
    ]


def _mistake(outcome: Outcome) -> str:
    message, understood = outcome.message, outcome.understood
    first = ", ".join(understood.ranking[:3])
    return f"  {message.intent} → {understood.intent} ({understood.confidence:.2f}; {first}): {message.text}"


if __name__ == "__main__":
    sys.exit(main())
