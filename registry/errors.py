"""What can go wrong in the registry. No message ever holds a NIK, a name or a phone number.

RegistryError
├── NikError                  the text is no possible NIK (`reason` says why)
├── UnknownCitizen            no citizen has this id: a caller's mistake, or the person was deleted meanwhile
├── CivilRegistryUnavailable  the civil registry gave no answer; ask again later
├── UnknownCase               no case has this number
├── AlreadyDecided            the case has changed since the officer looked: another officer, or its owner, was faster
├── NotAllowed                the officer's role does not cover this, or a second officer is needed
└── BadCorrection             a value that cannot stand on record (`field`, `problem`)
"""

from __future__ import annotations

from enum import Enum


class RegistryError(Exception):
    """Base of everything this folder raises."""


class NikProblem(Enum):
    LENGTH = "length"
    NOT_DIGITS = "not_digits"
    IMPOSSIBLE_DATE = "impossible_date"
    IMPOSSIBLE_REGION = "impossible_region"
    SERIAL = "serial"


class NikError(RegistryError):
    def __init__(self, reason: NikProblem) -> None:
        super().__init__(f"not a NIK: {reason.value}")
        self.reason = reason


class UnknownCitizen(RegistryError):
    """No citizen has this id."""


class CivilRegistryUnavailable(RegistryError):
    """No answer from the civil registry; the case must wait or go to an officer."""


class UnknownCase(RegistryError):
    """No case has this number."""


class AlreadyDecided(RegistryError):
    """The case has changed since the officer looked at it."""


class NotAllowed(RegistryError):
    """The officer's role does not cover this, or another officer must be the second."""


class BadCorrection(RegistryError):
    """`field`: of `RecordCorrection`; `problem`: a word for the page to explain. Never the value."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
