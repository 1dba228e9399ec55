"""What can go wrong in `identity`.

IdentityError
├── PhoneError        the text holds no number we can send an SMS to; `reason` says why
└── SmsGatewayError   the SMS gateway did not take the message

Messages never hold a number, a code or a name.
"""

from __future__ import annotations

from enum import Enum


class IdentityError(Exception):
    """Base of everything below."""


class PhoneProblem(Enum):
    NOT_A_NUMBER = "not_a_number"
    LANDLINE = "landline"
    FOREIGN = "foreign"
    SERVICE_NUMBER = "service_number"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TWO_NUMBERS = "two_numbers"


class PhoneError(IdentityError):
    def __init__(self, reason: PhoneProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


class SmsGatewayError(IdentityError):
    """Not delivered: the gateway is down, slow, or refused. The text names the kind of failure only."""
