"""Proof that a webhook comes from Meta: HMAC-SHA-256 with the app secret over the raw bytes of the body."""

from __future__ import annotations

import hashlib
import hmac

PREFIX = "sha256="


def sign(body: bytes, app_secret: str) -> str:
    """The value of the header `X-Hub-Signature-256` for this body."""
    return PREFIX + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str, app_secret: str) -> bool:
    """Whether `header` signs exactly these bytes. An empty secret signs nothing. Takes constant time."""
    return bool(app_secret) and same_secret(header, sign(body, app_secret))


def same_secret(given: str, expected: str) -> bool:
    """Compares in constant time; `given` may hold anything, even what UTF-8 cannot."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
