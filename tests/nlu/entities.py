"""How often the values that a message gives are found: precision, recall and F1 of each entity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from language.identifiers import find_identifiers
from language.records import DOSE, NAME
from registry.names import normalise
from tests.nlu.figures import Outcome
from tests.nlu.pipeline import Entity

ALL = "all"


@dataclass(frozen=True)
class EntityFigures:
    """Counts of one entity over all messages."""

    right: int
    missed: int
    invented: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.invented or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed or 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.missed + self.invented or 1)


def entity_figures(outcomes: Sequence[Outcome]) -> dict[str, EntityFigures]:
    """By entity, and `all`; a value counts as found when it is the same number, dose or name, however it is written."""
    right, missed, invented = Counter[str](), Counter[str](), Counter[str]()
    for outcome in outcomes:
        marked, found = _compared(outcome.message.entities), _compared(outcome.understood.entities)
        for counts, entities in ((right, marked & found), (missed, marked - found), (invented, found - marked)):
            for (name, _), count in entities.items():
                counts[name] += count
                counts[ALL] += count
    names = sorted({*right, *missed, *invented} - {ALL})
    return {name: EntityFigures(right[name], missed[name], invented[name]) for name in [*names, ALL]}


def differs(outcome: Outcome) -> bool:
    return _compared(outcome.message.entities) != _compared(outcome.understood.entities)


def _compared(entities: Sequence[Entity]) -> Counter[Entity]:
    return Counter((name, _plain(name, value)) for name, value in entities)


def _plain(name: str, value: str) -> str:
    if name == DOSE:
        return value
    if name == NAME:
        return normalise(value)
    read = [one.value for one in find_identifiers(value) if one.kind == name]
    return re.sub(r"[\W_]+", "", (read[0] if read else value).lower())
