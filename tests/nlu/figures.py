"""Figures of understanding: what a test set says about a trained pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from settings import ROOT
from tests.nlu.pipeline import Labelled, NluPipeline, Understanding
from wording import Wording

# When the assistant asks back it offers the likeliest three intents that have a button text: see ActionAskBack.
OFFERED = 3
BUTTON_TEXT = "utter_task_"


@dataclass(frozen=True)
class Outcome:
    """One message of the test set and what the assistant made of it."""

    message: Labelled
    understood: Understanding

    @property
    def is_right(self) -> bool:
        return self.understood.intent == self.message.intent

    @property
    def is_confidently_wrong(self) -> bool:
        return not self.is_right and not self.understood.asks_back


@dataclass(frozen=True)
class Figures:
    """All shares are of 1. An asked-back message counts as not right in `accuracy` and F1.

    `offerable` are the intents that may be offered as buttons.
    """

    outcomes: tuple[Outcome, ...]
    offerable: frozenset[str]

    @property
    def accuracy(self) -> float:
        return _share(one.is_right for one in self.outcomes)

    @property
    def asked_back(self) -> float:
        return _share(one.understood.asks_back for one in self.outcomes)

    @property
    def confidently_wrong(self) -> float:
        return _share(one.is_confidently_wrong for one in self.outcomes)

    @property
    def right_when_asked_back(self) -> float:
        """Share of asked-back tasks and questions (not greetings and the like) that the buttons offer."""
        asked = [one for one in self.outcomes if one.understood.asks_back and one.message.intent in self.offerable]
        return _share(one.message.intent in self._buttons(one.understood) for one in asked)

    def _buttons(self, understood: Understanding) -> list[str]:
        return [intent for intent in understood.ranking if intent in self.offerable][:OFFERED]

    @property
    def f1(self) -> dict[str, float]:
        """F1 of each intent, worst first."""
        scores = {}
        for intent in {one.message.intent for one in self.outcomes}:
            right = sum(one.is_right for one in self.outcomes if one.message.intent == intent)
            counted = sum((one.message.intent == intent) + (one.understood.intent == intent) for one in self.outcomes)
            scores[intent] = 2 * right / counted
        return dict(sorted(scores.items(), key=lambda item: (item[1], item[0])))

    @property
    def macro_f1(self) -> float:
        scores = self.f1
        return sum(scores.values()) / len(scores)

    @property
    def confusions(self) -> list[tuple[str, str, int]]:
        """(right intent, chosen intent, how often), commonest first; questions back are no confusion."""
        wrong = Counter(
            (one.message.intent, one.understood.intent) for one in self.outcomes if one.is_confidently_wrong
        )
        return [(right, chosen, count) for (right, chosen), count in wrong.most_common()]


def measured(pipeline: NluPipeline, labelled: Iterable[Labelled]) -> Figures:
    """What the pipeline makes of each message, beside the label."""
    return figures_of(Outcome(message, pipeline.understand(message.text)) for message in labelled)


def figures_of(outcomes: Iterable[Outcome]) -> Figures:
    names = Wording.load(ROOT / "data" / "responses").names()
    offerable = frozenset(name.removeprefix(BUTTON_TEXT) for name in names if name.startswith(BUTTON_TEXT))
    return Figures(tuple(outcomes), offerable)


def _share(answers: Iterable[bool]) -> float:
    values = list(answers)
    return sum(values) / len(values) if values else 0.0
