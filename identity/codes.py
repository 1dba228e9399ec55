"""One-time codes: HOTP values (RFC 4226) of a secret that lives for one call, kept as a slow salted hash only.

The code is hashed with a keyed fingerprint (server key, bound to its challenge) and then with scrypt (RFC 7914): a
copy of the database alone allows no guessing at all, and a copy with the key costs a scrypt for each guess. With
the default cost one hash takes about 50 ms and 16 MiB; all 10^6 codes take half a day, a code lives five minutes
(OWASP ASVS 5.0, 6.5.2).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import pyotp

from storage.vault import Vault

CODE_DIGITS = 6
SALT_BYTES = 16
SCRYPT_OVERHEAD = 2**20  # bytes that OpenSSL wants beside the table itself


@dataclass(frozen=True)
class ScryptCost:
    """RFC 7914 parameters; memory is 128 · n · r bytes."""

    n: int = 2**14
    r: int = 8
    p: int = 1


@dataclass(frozen=True)
class HashedCode:
    salt: bytes
    digest: bytes


def new_code() -> str:
    """Six digits nobody can foresee; the secret behind them is forgotten at once."""
    return pyotp.HOTP(pyotp.random_base32(), digits=CODE_DIGITS).at(0)


class CodeHasher:
    """Hashes codes and compares them in constant time. Slow on purpose: never inside a transaction."""

    def __init__(self, vault: Vault, cost: ScryptCost | None = None) -> None:
        self._vault = vault
        self._cost = cost or ScryptCost()

    def hash(self, challenge_id: str, code: str) -> HashedCode:
        salt = secrets.token_bytes(SALT_BYTES)
        return HashedCode(salt, self.digest(challenge_id, code, salt))

    def unmatchable(self, challenge_id: str) -> HashedCode:
        """As `hash`, at the same price, of something no citizen can type."""
        return self.hash(challenge_id, secrets.token_hex())

    def digest(self, challenge_id: str, code: str, salt: bytes) -> bytes:
        keyed = self._vault.fingerprint("otp_code", f"{challenge_id}:{code}")
        cost = self._cost
        memory = 128 * cost.r * (cost.n + cost.p) + SCRYPT_OVERHEAD
        return hashlib.scrypt(keyed.encode(), salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=32)

    @staticmethod
    def same(digest: bytes, other: bytes) -> bool:
        return hmac.compare_digest(digest, other)
