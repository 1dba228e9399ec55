"""Encryption of personal data at rest, and keyed hashes to look it up by.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. The associated data is the place of the value
("table/row/column"), so a ciphertext moved to another row or column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

NONCE_BYTES = 12


class VaultError(Exception):
    """A sealed value does not open: unknown key, damaged, or moved from its place."""


class Sealed(bytes):
    """Ciphertext. The only thing an `Encrypted` column takes, so plain text cannot get there by mistake."""


class Encrypted(TypeDecorator):
    """Column type for personal data; values are `Sealed`."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("an Encrypted column takes only what Vault.seal returned")
        return None if value is None else bytes(value)

    def process_result_value(self, value: Any, dialect: Any) -> Sealed | None:
        return None if value is None else Sealed(value)


class Vault:
    """Seals and opens values with a ring of keys; the first key of the ring seals, every key opens."""

    def __init__(self, keys: Mapping[str, bytes], lookup_key: bytes) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._newest = next(iter(keys))
        self._lookup_key = lookup_key

    def seal(self, plain: str, *, place: str) -> Sealed:
        return self.seal_bytes(plain.encode(), place=place)

    def open(self, sealed: Sealed, *, place: str) -> str:
        return self.open_bytes(sealed, place=place).decode()

    def seal_bytes(self, plain: bytes, *, place: str) -> Sealed:
        nonce = os.urandom(NONCE_BYTES)
        body = self._ciphers[self._newest].encrypt(nonce, plain, place.encode())
        key_id = self._newest.encode()
        return Sealed(bytes([len(key_id)]) + key_id + nonce + body)

    def open_bytes(self, sealed: Sealed, *, place: str) -> bytes:
        split = 1 + sealed[0]
        key_id = sealed[1:split].decode()
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise VaultError(f"no key {key_id!r} in the ring")
        nonce, body = sealed[split : split + NONCE_BYTES], sealed[split + NONCE_BYTES :]
        try:
            return cipher.decrypt(bytes(nonce), bytes(body), place.encode())
        except InvalidTag as error:
            raise VaultError(f"value at {place} does not open") from error

    def fingerprint(self, kind: str, value: str) -> str:
        """Keyed hash (HMAC-SHA-256, hex) of a value of one kind, e.g. ("phone", "+62812…"), for look-ups."""
        return hmac.new(self._lookup_key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
