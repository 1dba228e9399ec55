"""The whole invented population: the showcase of `showcase.yml`, then drawn households."""

from __future__ import annotations

import random
from typing import Any

from registry.demo.drawing import HouseholdDraw
from registry.demo.invention import Inventor, Sketch
from registry.demo.material import Material, Place
from registry.demo.people import Household
from registry.records import Sex

SEED = 20220131
MINIMUM = 460


def population(material: Material, *, seed: int = SEED, minimum: int = MINIMUM) -> list[Household]:
    """At least `minimum` people; equal arguments give equal people."""
    inventor = Inventor()
    households = [
        _shown(entry, material.places, inventor, _generator(seed, "showcase", number))
        for number, entry in enumerate(material.showcase)
    ]
    draw = HouseholdDraw(material, inventor, {household.phone for household in households})
    count = sum(len(household.people) for household in households)
    while count < minimum:
        households.append(draw.household(_generator(seed, "drawn", len(households))))
        count += len(households[-1].people)
    return households


def _generator(seed: int, part: str, number: int) -> random.Random:
    """One generator for each household, so that a change to one leaves its neighbours as they were."""
    return random.Random(f"{seed}/{part}/{number}")  # noqa: S311 - invented people, not secrets


def _shown(entry: dict[str, Any], places: dict[str, Place], inventor: Inventor, rng: random.Random) -> Household:
    sketches = [_sketch(person, places) for person in entry["people"]]
    return Household(
        phone=entry["phone"],
        wa_id=entry.get("wa_id", entry["phone"].lstrip("+")),
        people=tuple(inventor.person(sketch, rng) for sketch in sketches),
    )


def _sketch(entry: dict[str, Any], places: dict[str, Place]) -> Sketch:
    return Sketch(
        profile=entry["profile"],
        name=entry["name"],
        sex=Sex(entry["sex"]),
        born=entry["born"],
        place=places[entry["place"]],
        vaccines=entry["doses"],
        civil_name=entry.get("civil_name", ""),
        wanted_name=entry.get("wanted_name", ""),
        missing_dose=entry.get("missing_dose", ()),
        missing_certificate=entry.get("missing_certificate", ()),
        reissued=entry.get("reissued", ()),
        revoked=entry.get("revoked", ()),
    )
