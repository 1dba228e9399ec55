"""What an officer enters for the record: whether each value can stand there, and how it is kept until it does."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from registry.decision_records import RecordCorrection
from registry.errors import BadCorrection, NikError
from registry.name_check import NameProblem, written_name
from registry.nik import parse_nik
from registry.records import Sex

PERSON_FIELDS = ("full_name", "nik", "birth_date", "sex")
DOSE_FIELDS = ("vaccine", "batch", "date", "facility")
TWO_PERSON_FIELDS = ("nik", "birth_date")  # who somebody is: one officer alone does not change that
EARLIEST_BIRTH, EARLIEST_DOSE = date(1900, 1, 1), date(2020, 1, 1)
MOST_DOSES = 9
LONGEST_TEXT = 80
EVERY_FIELD = ("dose", *PERSON_FIELDS, *DOSE_FIELDS)
MISSING, UNEXPECTED, EMPTY, TOO_LONG, FUTURE, IMPLAUSIBLE = (
    "missing",
    "unexpected",
    "empty",
    "too_long",
    "future",
    "implausible",
)


def given(correction: RecordCorrection, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields among `names` that have a value."""
    return {name: value for name in names if (value := getattr(correction, name)) is not None}


def checked(correction: RecordCorrection, today: date) -> RecordCorrection:
    """As it will be written. Raises BadCorrection for the first value that cannot stand on record."""
    tidy: dict[str, Any] = {}
    if correction.full_name is not None:
        tidy["full_name"] = _name(correction.full_name)
    if correction.nik is not None:
        tidy["nik"] = _nik(correction.nik)
    if correction.sex is not None and correction.sex not in [sex.value for sex in Sex]:
        raise BadCorrection("sex", IMPLAUSIBLE)
    if correction.birth_date is not None:
        _check_day("birth_date", correction.birth_date, EARLIEST_BIRTH, today)
    if correction.date is not None:
        _check_day("date", correction.date, EARLIEST_DOSE, today)
    if correction.dose is not None and not 1 <= correction.dose <= MOST_DOSES:
        raise BadCorrection("dose", IMPLAUSIBLE)
    for name in ("vaccine", "batch", "facility"):
        if (text := getattr(correction, name)) is not None:
            tidy[name] = _text(name, text)
    return replace(correction, **tidy)


def needs_two(correction: RecordCorrection | None) -> bool:
    if correction is None:
        return False
    removes = correction.remove_dose or correction.remove_person is not None
    return removes or bool(given(correction, TWO_PERSON_FIELDS))


def to_json(correction: RecordCorrection) -> str:
    values = {name: value for name, value in asdict(correction).items() if value not in (None, False)}
    return json.dumps(values, ensure_ascii=False, default=date.isoformat)


def from_json(text: str) -> RecordCorrection:
    values = json.loads(text)
    for name in ("date", "birth_date"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    return RecordCorrection(**values)


def _name(text: str) -> str:
    written = written_name(text)
    if isinstance(written, NameProblem):
        raise BadCorrection("full_name", written.value)
    return written.text


def _nik(text: str) -> str:
    try:
        return parse_nik(text).value
    except NikError as error:
        raise BadCorrection("nik", error.reason.value) from None


def _check_day(name: str, day: date, earliest: date, today: date) -> None:
    if day > today:
        raise BadCorrection(name, FUTURE)
    if day < earliest:
        raise BadCorrection(name, IMPLAUSIBLE)


def _text(name: str, text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise BadCorrection(name, EMPTY)
    if len(tidy) > LONGEST_TEXT:
        raise BadCorrection(name, TOO_LONG)
    if not tidy.isprintable():
        raise BadCorrection(name, IMPLAUSIBLE)
    return tidy
