"""Numbers that people read out on the telephone: of cases and certificates. The alphabet has no look-alikes."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.schema import Column

from clock import WIB

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, without 0 and 1 as well
CORRECTION, REPORT, CERTIFICATE = "KR", "LP", "SV"
CASE_LETTERS, CERTIFICATE_LETTERS = 4, 6
DRAWS = 20

_CASE = re.compile(rf"({CORRECTION}|{REPORT})[\W_]*(\d{{6}})[\W_]*([A-Z0-9]{{{CASE_LETTERS}}})")
_LONGEST_TEXT = 40


def new_number(prefix: str, now: dt.datetime, letters: int = CASE_LETTERS) -> str:
    """`KR-220131-7Q2M`: kind, day in Indonesia, random letters."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(letters))
    return f"{prefix}-{now.astimezone(WIB):%y%m%d}-{drawn}"


def free_number(
    connection: Connection, column: Column, prefix: str, now: dt.datetime, letters: int = CASE_LETTERS
) -> str:
    """A new number that does not stand in `column` yet; its unique key decides when two draw the same."""
    for _ in range(DRAWS):
        number = new_number(prefix, now, letters)
        if connection.execute(select(column).where(column == number)).first() is None:
            return number
    raise RuntimeError(f"no free number with {prefix}")


def parse_case_number(text: str) -> str | None:
    """The case number a person typed, with or without dashes, in its proper form; None when it is none."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).strip().upper()
    match = _CASE.fullmatch(plain)
    return "-".join(match.groups()) if match and match[2].isascii() else None
