"""Time-based codes (RFC 6238): six digits, 30 seconds, one step of tolerance to either side."""

from __future__ import annotations

import hmac
from datetime import datetime

from pyotp import TOTP, random_base32

ISSUER = "PeduliBot"
STEP_S = 30
TOLERANCE = (0, -1, 1)


def new_secret() -> str:
    return random_base32()


def step_of(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_S


def code_at(secret: str, moment: datetime) -> str:
    return TOTP(secret, interval=STEP_S).generate_otp(step_of(moment))


def matching_step(secret: str, code: str, moment: datetime) -> int | None:
    """The step whose code this is, so that the caller can refuse one that was taken before; else None."""
    totp = TOTP(secret, interval=STEP_S)
    for offset in TOLERANCE:
        step = step_of(moment) + offset
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def provisioning_address(secret: str, officer_name: str) -> str:
    return TOTP(secret, interval=STEP_S, name=officer_name, issuer=ISSUER).provisioning_uri()
