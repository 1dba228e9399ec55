"""What is known of an officer, and how a step of logging in may end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum


class OfficerRole(str, Enum):
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"  # sees everything, decides nothing


@dataclass(frozen=True)
class OfficerPolicy:
    idle: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(hours=9)  # a working day
    code_wait: timedelta = timedelta(minutes=10)  # between password and code; the first login enrols meanwhile
    tries: int = 5  # in a row, for each browser that has logged in and for all others together
    lock: timedelta = timedelta(minutes=15)
    browser_trust: timedelta = timedelta(days=90)
    draft_life: timedelta = timedelta(hours=1)


@dataclass(frozen=True)
class OfficerRecord:
    id: str
    name: str = field(repr=False)
    role: OfficerRole
    enrolled: bool  # has shown a code of the authenticator
    disabled: bool


@dataclass(frozen=True)
class NewOfficer:
    """`password` is known now and never again."""

    id: str
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)  # base32


@dataclass(frozen=True)
class OfficerSession:
    officer: OfficerRecord
    started_at: datetime


class LoginProblem(str, Enum):
    WRONG = "wrong"  # name or password; which one is not told
    WRONG_CODE = "wrong_code"
    USED_CODE = "used_code"  # right, but taken before
    LOCKED = "locked"
    EXPIRED = "expired"  # the password was too long ago; begin again


@dataclass(frozen=True)
class LoginRefused:
    problem: LoginProblem
    locked_until: datetime | None = None


@dataclass(frozen=True)
class PasswordAccepted:
    """`token` opens the second step only."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app must learn, as an otpauth:// address; shown until the first right code."""

    address: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class LoggedIn:
    """`token` is the session's; `browser` proves later that this browser has logged this officer in."""

    officer_id: str
    token: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True)
class Draft:
    """What an officer had typed when the session ended. `path` is the page it was typed on."""

    path: str
    fields: dict[str, str] = field(repr=False)
