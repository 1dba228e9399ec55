"""Passwords of officers: Argon2id (RFC 9106), hashed in the same time whether the officer exists or not."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Without letters and digits that are taken for one another when read out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 5  # 20 characters, 99 bits


class Passwords:
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody: str | None = None

    def invent(self) -> str:
        groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
        return "-".join(groups)

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def right(self, password: str, password_hash: str | None) -> bool:
        """False without a hash, after as much work as with one."""
        if password_hash is None:
            self._nobody = self._nobody or self.hash(secrets.token_hex())
        try:
            self._hasher.verify(password_hash or self._nobody or "", password)
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None
