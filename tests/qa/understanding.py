"""The NLU report as tables and drawings: F1 of each intent, who is taken for whom, how sure it was."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

from settings import ROOT
from tests.nlu.figures import Figures, Outcome, measured
from tests.nlu.pipeline import FALLBACK, VALIDATION, NluPipeline, messages, training_messages
from tests.nlu.test_nlu_everyday import LOWEST_ACCURACY, MOST_CONFIDENTLY_WRONG
from tests.qa.records import Check, Problem

BINS = 20
KINDS = ("right", "wrong")


@dataclass(frozen=True)
class IntentRow:
    name: str
    messages: int
    precision: float
    recall: float
    f1: float
    asked_back: int


@dataclass(frozen=True)
class Cell:
    """How many messages of one intent were taken for another; `share` is of the row."""

    count: int
    share: float
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Rows are right intents, columns what was chosen; the last column is asking back."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Bin:
    """Messages whose confidence lies between `low` and `high`, by kind."""

    low: float
    high: float
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Understanding:
    figures: Figures
    rows: tuple[IntentRow, ...]
    matrix: Matrix
    bins: tuple[Bin, ...]
    mistakes: tuple[Outcome, ...]


def understanding_check() -> tuple[Check, Understanding]:
    """Trains the pipeline in this process and measures it with the validation set."""
    started = time.monotonic()
    figures = measured(NluPipeline.trained(training_messages()), messages(VALIDATION))
    place = str(VALIDATION.relative_to(ROOT))
    problems = []
    if figures.accuracy < LOWEST_ACCURACY:
        said = (
            f"only {figures.accuracy:.1%} of the validation messages are understood; {LOWEST_ACCURACY:.0%} is the least"
        )
        problems.append(Problem(said, place, 1))
    if figures.confidently_wrong > MOST_CONFIDENTLY_WRONG:
        said = f"{figures.confidently_wrong:.1%} are taken for another intent; {MOST_CONFIDENTLY_WRONG:.0%} is the most"
        problems.append(Problem(said, place, 1))
    check = Check("nlu", len(figures.outcomes), time.monotonic() - started, tuple(problems))
    return check, understanding_of(figures)


def understanding_of(figures: Figures) -> Understanding:
    outcomes = figures.outcomes
    mistakes = sorted((one for one in outcomes if not one.is_right), key=lambda one: one.message.intent)
    return Understanding(figures, _rows(figures), matrix_of(outcomes), bins_of(outcomes), tuple(mistakes))


def _rows(figures: Figures) -> tuple[IntentRow, ...]:
    rows = []
    for intent, f1 in figures.f1.items():
        of_intent = [one for one in figures.outcomes if one.message.intent == intent]
        chosen = sum(one.understood.intent == intent for one in figures.outcomes)
        right = sum(one.is_right for one in of_intent)
        asked = sum(one.understood.asks_back for one in of_intent)
        rows.append(IntentRow(intent, len(of_intent), right / (chosen or 1), right / len(of_intent), f1, asked))
    return tuple(rows)


def matrix_of(outcomes: tuple[Outcome, ...]) -> Matrix:
    names = {one.message.intent for one in outcomes} | {one.understood.intent for one in outcomes}
    labels = tuple(sorted(names - {FALLBACK}, key=lambda name: (name.startswith("faq/"), name)))
    counts = Counter((one.message.intent, one.understood.intent) for one in outcomes)
    columns = (*labels, FALLBACK)
    rows = []
    for right in labels:
        total = sum(counts[right, chosen] for chosen in columns)
        cells = (_cell(outcomes, right, chosen, counts[right, chosen], total) for chosen in columns)
        rows.append((right, tuple(cells)))
    return Matrix(columns, tuple(rows))


def _cell(outcomes: tuple[Outcome, ...], right: str, chosen: str, count: int, total: int) -> Cell:
    if not count or right == chosen:
        return Cell(count, count / (total or 1))
    pair = (right, chosen)
    examples = (one.message.text for one in outcomes if (one.message.intent, one.understood.intent) == pair)
    return Cell(count, count / total, tuple(examples))


def bins_of(outcomes: tuple[Outcome, ...]) -> tuple[Bin, ...]:
    """Confidence in steps of 1/BINS. Questions back are left out: all of them carry the threshold."""
    counts = [dict.fromkeys(KINDS, 0) for _ in range(BINS)]
    for one in outcomes:
        if not one.understood.asks_back:
            step = min(BINS - 1, int(one.understood.confidence * BINS))
            counts[step]["right" if one.is_right else "wrong"] += 1
    return tuple(Bin(number / BINS, (number + 1) / BINS, count) for number, count in enumerate(counts))
