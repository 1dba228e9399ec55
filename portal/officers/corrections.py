"""What an officer enters beside an approval: the right value of a record, or the dose that is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from registry.decision_records import RecordCorrection
from registry.errors import BadCorrection

DOSE, REMOVE_DOSE, REMOVE_PERSON = "dose", "remove_dose", "remove_person"
TEXTS = ("vaccine", "batch", "facility", "sex", "nik", "full_name", REMOVE_PERSON)
FIELDS = (DOSE, *TEXTS, "date", "birth_date", REMOVE_DOSE)


def correction_in(typed: Mapping[str, str]) -> RecordCorrection | None:
    """None when nothing was entered. Raises BadCorrection for what is no number or date at all."""
    given = {name: typed[name].strip() for name in FIELDS if typed.get(name, "").strip()}
    if not given:
        return None
    return RecordCorrection(
        dose=_dose(given.get(DOSE)),
        **{name: given.get(name) for name in TEXTS},
        remove_dose=REMOVE_DOSE in given,
        date=_date("date", given.get("date")),
        birth_date=_date("birth_date", given.get("birth_date")),
    )


def _dose(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise BadCorrection(DOSE, "not_a_number")
    return int(text)


def _date(name: str, text: str | None) -> dt.date | None:
    """As browsers send a date: 1990-05-31."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise BadCorrection(name, "not_a_date") from None
