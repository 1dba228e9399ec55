"""The YAML files of this folder, typed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from registry.records import Sex

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Culture:
    """Name parts by sex; an empty tuple means that part does not occur."""

    given: dict[Sex, tuple[str, ...]]
    second: dict[Sex, tuple[str, ...]]
    prefix: dict[Sex, tuple[str, ...]]
    last: tuple[str, ...]
    single: float

    def name(self, sex: Sex, rng: random.Random, family_name: str = "") -> str:
        """A full name; `family_name` replaces the drawn one where the culture has any."""
        if self.last:
            tail = [family_name or rng.choice(self.last)]
        else:
            tail = [rng.choice(self.second[sex])] if self.second[sex] else []
        if rng.random() < self.single:
            return rng.choice([name for name in self.given[sex] if " " not in name])
        prefix = [rng.choice(self.prefix[sex])] if self.prefix[sex] else []
        return " ".join([*prefix, rng.choice(self.given[sex]), *tail])


@dataclass(frozen=True)
class Place:
    """`code` is the first four digits of a NIK registered there."""

    code: str
    city: str
    districts: int
    cultures: tuple[str, ...]
    facilities: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    cultures: dict[str, Culture]
    places: dict[str, Place]
    showcase: list[dict[str, Any]]
    notes: dict[str, str]


def load_material() -> Material:
    places = (_place(entry) for entry in _read("places.yml"))
    return Material(
        cultures={name: _culture(entry) for name, entry in _read("names.yml").items()},
        places={place.code: place for place in places},
        showcase=_read("showcase.yml"),
        notes=_read("notes.yml"),
    )


def _read(name: str) -> Any:
    return YAML(typ="safe").load(FOLDER / name)


def _place(entry: dict[str, Any]) -> Place:
    return Place(
        code=entry["code"],
        city=entry["city"],
        districts=entry["districts"],
        cultures=tuple(entry["cultures"]),
        facilities=tuple(entry["facilities"]),
    )


def _culture(entry: dict[str, Any]) -> Culture:
    def by_sex(suffix: str) -> dict[Sex, tuple[str, ...]]:
        return {sex: tuple(entry.get(f"{sex.value}{suffix}", ())) for sex in Sex}

    prefixes = entry.get("prefix", {})
    return Culture(
        given=by_sex(""),
        second=by_sex("_second"),
        prefix={sex: tuple(prefixes.get(sex.value, ())) for sex in Sex},
        last=tuple(entry.get("last", ())),
        single=entry.get("single", 0.0),
    )
