"""Makes one person of a profile: NIK, dates, batches, certificates. Draws only from the generator it is given."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clock import WIB
from registry.demo.material import Place
from registry.demo.people import CertificateIssue, Dose, Person
from registry.demo.schedule import batch_number, dose_dates
from registry.names import same_name
from registry.nik import WOMAN_DAY_OFFSET
from registry.records import Sex

NUMBER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SLIPS = (("i", "y"), ("y", "i"), ("u", "oe"), ("nn", "n"), ("ah", "a"), ("a", "aa"), ("s", "z"), ("d", "t"))


@dataclass(frozen=True)
class Sketch:
    """What is decided about a person before the details are drawn; the collections hold dose numbers."""

    profile: str
    name: str
    sex: Sex
    born: date
    place: Place
    vaccines: Sequence[str]
    civil_name: str = ""
    wanted_name: str = ""
    missing_dose: Collection[int] = ()
    missing_certificate: Collection[int] = ()
    reissued: Collection[int] = ()
    revoked: Collection[int] = ()


class Inventor:
    """Keeps NIKs and certificate numbers unique over one population."""

    def __init__(self) -> None:
        self._niks: set[str] = set()
        self._numbers: set[str] = set()

    def person(self, sketch: Sketch, rng: random.Random) -> Person:
        dates = dose_dates(sketch.vaccines, sketch.born, rng)
        doses = [
            self._dose(sketch, number, vaccine, day, rng)
            for number, (vaccine, day) in enumerate(zip(sketch.vaccines, dates, strict=True), start=1)
        ]
        return Person(
            profile=sketch.profile,
            name=sketch.name,
            civil_name=sketch.civil_name or sketch.name,
            wanted_name=sketch.wanted_name or sketch.civil_name or sketch.name,
            sex=sketch.sex,
            birth_date=sketch.born,
            nik=self._nik(sketch, rng),
            doses=tuple(dose for dose in doses if dose.dose not in sketch.missing_dose),
        )

    def _nik(self, sketch: Sketch, rng: random.Random) -> str:
        day = sketch.born.day + (WOMAN_DAY_OFFSET if sketch.sex is Sex.FEMALE else 0)
        stem = f"{sketch.place.code}{rng.randint(1, sketch.place.districts):02d}{day:02d}{sketch.born:%m%y}"
        serial = rng.randint(1, 9)
        while f"{stem}{serial:04d}" in self._niks:
            serial += 1
        self._niks.add(f"{stem}{serial:04d}")
        return f"{stem}{serial:04d}"

    def _dose(self, sketch: Sketch, number: int, vaccine: str, day: date, rng: random.Random) -> Dose:
        issues: list[CertificateIssue] = []
        if number not in sketch.missing_certificate:
            issued = datetime.combine(day, time(8), WIB) + timedelta(days=rng.randint(1, 3), minutes=rng.randrange(540))
            revoked = issued + timedelta(days=20) if number in sketch.revoked else None
            issues.append(CertificateIssue(self._number(issued, rng), issued, revoked))
            if number in sketch.reissued:
                again = issued + timedelta(days=5)
                issues.append(CertificateIssue(self._number(again, rng), again))
        facility = f"{rng.choice(sketch.place.facilities)}, {sketch.place.city}"
        return Dose(number, vaccine, batch_number(vaccine, rng), day, facility, tuple(issues))

    def _number(self, issued: datetime, rng: random.Random) -> str:
        while True:
            number = f"SV-{issued:%y%m%d}-{''.join(rng.choices(NUMBER_ALPHABET, k=6))}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number


def misspell(name: str, rng: random.Random) -> str:
    """`name` with a clerk's slip that normalising does not forgive."""
    slips = [name.replace(old, new, 1) for old, new in SLIPS]
    slips += [name[:-1], name + "h"]
    return rng.choice([slip for slip in slips if not same_name(slip, name)])
