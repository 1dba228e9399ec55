"""The NIK (population identity number): PPKKCC DDMMYY NNNN.

Province, regency and district of the first registration; birth date with 40 added to a woman's day; a serial from
0001. There is no check digit. A NIK is never reissued, so codes of dissolved provinces live on and the birth date
in it may differ from the corrected one: that difference is never a reason to refuse.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from registry.errors import NikError, NikProblem
from registry.records import Sex

__all__ = ["Nik", "NikError", "NikProblem", "parse_nik"]

LENGTH = 16
WOMAN_DAY_OFFSET = 40
PROVINCES = frozenset(
    # Union of all editions of the ministry of the interior's table, from Kepmendagri 2016 to 2022.
    [*range(11, 22), *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98)]
)
_SEPARATORS = re.compile(r"[\s.\-‐‑‒–—_/]+")
_LOOK_ALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


@dataclass(frozen=True)
class Nik:
    """A possible NIK. `value` is the 16 digits; print `masked`."""

    value: str = field(repr=False)

    @property
    def masked(self) -> str:
        return f"{self.value[:4]}********{self.value[-4:]}"

    @property
    def sex(self) -> Sex:
        return Sex.FEMALE if int(self.value[6:8]) > WOMAN_DAY_OFFSET else Sex.MALE

    def birth_date(self, today: date) -> date:
        """The latest day not after `today` that the six digits can mean: a guess, the registry knows better."""
        day, month, year = _birth_digits(self.value)
        candidates = [found for century in (2000, 1900) if (found := _day(century + year, month, day))]
        return next((found for found in candidates if found <= today), candidates[-1])


def parse_nik(text: str) -> Nik:
    """The NIK a person typed, with spaces, dots or dashes and O for 0 or l for 1 forgiven.

    Raises NikError with the first reason that applies.
    """
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOK_ALIKES)
    if not digits or not (digits.isascii() and digits.isdigit()):
        raise NikError(NikProblem.NOT_DIGITS)
    if len(digits) != LENGTH:
        raise NikError(NikProblem.LENGTH)
    if int(digits[:2]) not in PROVINCES:
        raise NikError(NikProblem.IMPOSSIBLE_REGION)
    day, month, year = _birth_digits(digits)
    # 29 February needs a leap year in either century; 1900 was none, 2000 was.
    if not (_day(2000 + year, month, day) or _day(1900 + year, month, day)):
        raise NikError(NikProblem.IMPOSSIBLE_DATE)
    if digits[12:] == "0000":
        raise NikError(NikProblem.SERIAL)
    return Nik(digits)


def _birth_digits(digits: str) -> tuple[int, int, int]:
    day = int(digits[6:8])
    return day - WOMAN_DAY_OFFSET if day > WOMAN_DAY_OFFSET else day, int(digits[8:10]), int(digits[10:12])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
