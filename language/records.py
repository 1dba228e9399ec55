"""What the finders of this folder return."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Identifier:
    """One value a citizen wrote: `text[start:end]` says it, `value` is its standard form or, if faulty, as typed.

    `role` is REPLACED for a value that another one in the message takes the place of ("bukan 0812… tapi 0813…"),
    CORRECTED for one that says how something should be ("harusnya Nurhaliza"). `confidence` below 0.7
    means: take it where it was asked for, but do not conclude from it what the message is about.
    """

    kind: str
    value: str
    start: int
    end: int
    confidence: float = 1.0
    role: str | None = None

    def overlaps(self, other: Identifier) -> bool:
        return self.start < other.end and other.start < self.end


PHONE = "phone_number"
NIK = "nik"
CODE = "otp_code"
DOSE = "dose"
NAME = "person_name"
POSSIBLE_NAME = "possible_name"  # the entity of a name below CERTAIN
POSSIBLE_DOSE = "possible_dose"  # one only where doses were listed
TICKET = "ticket_number"
NUMBER_ENDING = "number_ending"

NUMBERS = (PHONE, NIK, CODE, TICKET)

REPLACED, CORRECTED = "old", "corrected"

CERTAIN = 0.7
