"""Draws the households behind the showcase: singles of every profile, families on one number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from registry.demo.invention import Inventor, Sketch, misspell
from registry.demo.material import Culture, Material, Place
from registry.demo.people import Household
from registry.names import same_name
from registry.records import Sex

HOUSEHOLD_SIZES = {1: 68, 2: 11, 3: 10, 4: 7, 5: 4}
SINGLE_PROFILES = {
    "two_doses": 28,
    "three_doses": 22,
    "mixed_vaccines": 8,
    "one_dose": 8,
    "no_doses": 6,
    "missing_certificate": 6,
    "missing_dose": 5,
    "misspelt_confirmed": 5,
    "misspelt_disputed": 3,
    "titled_name": 4,
    "other_whatsapp": 3,
    "long_name": 2,
    "four_doses": 2,
    "reissued": 2,
    "revoked": 1,
    "nobody": 2,
}
PRIMARY = {"Sinovac": 60, "AstraZeneca": 22, "Pfizer": 9, "Moderna": 5, "Sinopharm": 4}
SINGLE_SHOT = {"Janssen": 12}
TEENAGER_PRIMARY = {"Sinovac": 6, "Pfizer": 4}
# Boosters the programme gave in the first quarter of 2022, by primary vaccine.
BOOSTERS = {"Sinovac": ("AstraZeneca", "Pfizer"), "AstraZeneca": ("Moderna", "Pfizer", "AstraZeneca")}
TITLES = {Sex.FEMALE: ("dr.", "Hj.", "drg.", "Dra."), Sex.MALE: ("dr.", "H.", "Ir.", "Drs.", "KH.")}
# Mobile prefixes of Telkomsel, Indosat, XL, Axis, Tri and Smartfren.
MOBILE_PREFIXES = [*range(811, 820), 821, 822, 831, 838, *range(851, 854), *range(855, 860), 877, 878]
MOBILE_PREFIXES += [881, 882, *range(895, 899)]
LONGEST_NAME = 60
YEAR = 365.25


class HouseholdDraw:
    def __init__(self, material: Material, inventor: Inventor, phones: set[str]) -> None:
        self._material = material
        self._inventor = inventor
        self._phones = set(phones)

    def household(self, rng: random.Random) -> Household:
        place = rng.choice(list(self._material.places.values()))
        culture = self._material.cultures[rng.choice(place.cultures)]
        size = _weighted(HOUSEHOLD_SIZES, rng)
        sketches = [_single(place, culture, rng)] if size == 1 else _family(size, place, culture, rng)
        phone = self._phone(rng)
        wa_id = (self._phone(rng) if sketches[0].profile == "other_whatsapp" else phone).lstrip("+")
        people = tuple(self._inventor.person(sketch, rng) for sketch in sketches)
        return Household(phone, wa_id, people)

    def _phone(self, rng: random.Random) -> str:
        while True:
            phone = f"+62{rng.choice(MOBILE_PREFIXES)}{rng.randint(10_000_000, 99_999_999)}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone


def _single(place: Place, culture: Culture, rng: random.Random) -> Sketch:
    profile = _weighted(SINGLE_PROFILES, rng)
    sex = rng.choice(list(Sex))
    name = culture.name(sex, rng)
    civil_name = wanted_name = ""
    if profile == "titled_name":
        civil_name, name = name, f"{rng.choice(TITLES[sex])} {name}"
    elif profile == "long_name":
        name = _lengthened(name, culture, sex, rng)
    elif profile == "misspelt_confirmed":
        civil_name, name = name, misspell(name, rng)
    elif profile == "misspelt_disputed":
        wanted_name, civil_name, name = _disputed(name, culture, sex, rng)
    elif profile == "two_doses" and " " not in name:
        profile = "single_name"
    vaccines = _vaccines(profile, rng)
    last = len(vaccines)
    return Sketch(
        profile=profile,
        name=name,
        sex=sex,
        born=_born(19, 80, rng),
        place=place,
        vaccines=vaccines,
        civil_name=civil_name,
        wanted_name=wanted_name,
        missing_dose=[last] if profile == "missing_dose" else [],
        missing_certificate=[last] if profile == "missing_certificate" else [],
        reissued=[1] if profile == "reissued" else [],
        revoked=[last] if profile == "revoked" else [],
    )


def _family(size: int, place: Place, culture: Culture, rng: random.Random) -> list[Sketch]:
    head_sex = rng.choice(list(Sex))
    spouse_sex = Sex.MALE if head_sex is Sex.FEMALE else Sex.FEMALE
    family_name = rng.choice(culture.last) if culture.last else ""
    members = [("family_parent", head_sex, _born(30, 50, rng)), ("family_member", spouse_sex, _born(28, 50, rng))]
    for _ in range(size - 2):
        child = rng.random() < 0.6
        born = _born(7, 11, rng) if child else _born(13, 17, rng)
        members.append(("family_child" if child else "family_member", rng.choice(list(Sex)), born))
    names: list[str] = []
    for _, sex, _ in members:
        names.append(_another_name(names, culture, sex, family_name, rng))
    return [
        Sketch(profile, name, sex, born, place, _vaccines_of_family(profile, born, rng))
        for (profile, sex, born), name in zip(members, names, strict=True)
    ]


def _another_name(taken: list[str], culture: Culture, sex: Sex, family_name: str, rng: random.Random) -> str:
    while True:
        name = culture.name(sex, rng, family_name)
        if not any(same_name(name, other) for other in taken):
            return name


def _vaccines_of_family(profile: str, born: date, rng: random.Random) -> list[str]:
    if profile == "family_child":
        return ["Sinovac"] * rng.choice([0, 1, 2, 2])
    if born > date(2003, 1, 1):
        return [_weighted(TEENAGER_PRIMARY, rng)] * rng.choice([1, 2, 2])
    return _vaccines(rng.choice(["two_doses", "two_doses", "three_doses", "one_dose"]), rng)


def _vaccines(profile: str, rng: random.Random) -> list[str]:
    if profile in ("no_doses", "nobody"):
        return []
    if profile == "four_doses":
        return ["Sinovac", "Sinovac", "Moderna", "Moderna"]
    if profile in ("three_doses", "mixed_vaccines"):
        primary = rng.choice(list(BOOSTERS))
        boosters = [name for name in BOOSTERS[primary] if profile != "mixed_vaccines" or name != primary]
        return [primary, primary, rng.choice(boosters)]
    if profile == "one_dose":
        return [_weighted(PRIMARY | SINGLE_SHOT, rng)]
    return [_weighted(PRIMARY, rng)] * 2


def _disputed(name: str, culture: Culture, sex: Sex, rng: random.Random) -> tuple[str, str, str]:
    """Wanted, civil and recorded name, no two the same."""
    recorded = misspell(name, rng)
    while True:
        civil = culture.name(sex, rng)
        if not same_name(civil, name) and not same_name(civil, recorded):
            return name, civil, recorded


def _lengthened(name: str, culture: Culture, sex: Sex, rng: random.Random) -> str:
    parts: Sequence[str] = culture.last or culture.second[sex] or culture.given[sex]
    while len(longer := f"{name} {rng.choice(parts)}") <= LONGEST_NAME:
        name = longer
    return name


def _born(youngest: int, oldest: int, rng: random.Random) -> date:
    """A birth date of somebody who was between the ages through the whole of 2021 and January 2022."""
    return date(2021, 12, 31) - timedelta(days=rng.randint(int(youngest * YEAR) + 2, int((oldest + 1) * YEAR) - 40))


def _weighted(weights: dict[Any, int], rng: random.Random) -> Any:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
