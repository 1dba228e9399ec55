"""What `identity` answers: each outcome is a word; the sentence for it is a response in data/responses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from identity.phone import PhoneNumber


class CodePurpose(str, Enum):
    """What typing the code shows."""

    SIGN_IN = "sign_in"
    """Who writes holds a registered number: a session begins."""
    NEW_NUMBER = "new_number"
    """Who writes holds a number that nobody has registered yet: a proof for those who will register it."""


@dataclass(frozen=True)
class CodeSent:
    """An SMS is on its way; whether with a code, the caller cannot tell, and must not.

    A code goes to registered numbers to sign in, and to unregistered ones to link them.
    """

    challenge_id: str
    masked_phone: str
    expires_at: datetime
    resend_at: datetime


@dataclass(frozen=True)
class TooSoon:
    """The code sent before is still good (`challenge_id`); a new one may be asked for at `resend_at`."""

    challenge_id: str
    masked_phone: str
    expires_at: datetime
    resend_at: datetime


@dataclass(frozen=True)
class TooManyCodes:
    """The codes of this sender or number are used up until `retry_at`."""

    retry_at: datetime


@dataclass(frozen=True)
class SmsUnavailable:
    """The gateway takes no messages now. Nothing was counted."""


@dataclass(frozen=True)
class Locked:
    """Too many wrong codes; the lock opens at `until`."""

    until: datetime


@dataclass(frozen=True)
class Verified:
    session_id: str
    masked_phone: str
    expires_at: datetime


@dataclass(frozen=True)
class NumberProved:
    """The conversation holds the new number: `IdentityService.proved_number(proof_id)` tells it for 15 minutes."""

    proof_id: str


@dataclass(frozen=True)
class WrongCode:
    """`tries_left` is 0 when this code is now worthless and a new one is needed."""

    tries_left: int


@dataclass(frozen=True)
class CodeExpired:
    """Too old, used before, replaced by a newer code, or tried too often."""


@dataclass(frozen=True)
class UnknownChallenge:
    """No such challenge in this conversation."""


CodeRequest = CodeSent | TooSoon | TooManyCodes | SmsUnavailable | Locked
CodeResend = CodeRequest | UnknownChallenge
CodeCheck = Verified | NumberProved | WrongCode | CodeExpired | Locked | UnknownChallenge


@dataclass(frozen=True)
class Challenge:
    """A code that can still be typed."""

    id: str
    masked_phone: str
    expires_at: datetime
    resend_at: datetime
    tries_left: int
    purpose: CodePurpose = CodePurpose.SIGN_IN


@dataclass(frozen=True)
class Notified:
    """The SMS is on its way, at the latest when the gateway works again; after a day it is given up."""


@dataclass(frozen=True)
class SessionsEnded:
    """`count`: how many there were."""

    count: int


@dataclass(frozen=True)
class VerifiedSession:
    """This conversation has shown that it holds `phone`. `citizen_id`: the person chosen on it, if any yet."""

    id: str
    conversation_id: str
    phone: PhoneNumber
    citizen_id: str | None
    expires_at: datetime


@dataclass(frozen=True)
class IdentityTries:
    """Wrong pairs of NIK and name that the session still forgives; at 0 it has been ended."""

    left: int


@dataclass(frozen=True)
class ClaimCounted:
    """A claim to a record was counted against the limits."""


class ClaimKind(str, Enum):
    """Something a citizen said about himself, not yet believed."""

    PHONE = "phone"
    NIK = "nik"
    PERSON_NAME = "person_name"
    BIRTH_DATE = "birth_date"
    STATEMENT = "statement"
    """What is wrong, in the citizen's own words."""
