"""What `identity` needs from others: who is registered, somebody to carry an SMS, and the words of it."""

from __future__ import annotations

from typing import Protocol


class AccountDirectory(Protocol):
    def is_registered(self, phone_fingerprint: str) -> bool:
        """Whether an account has the number with this `Vault.fingerprint("phone", e164)`.

        Must cost the same for both answers (one indexed query).
        """


class SmsGateway(Protocol):
    def send(self, phone_e164: str, text: str) -> None:
        """Hand one SMS over within three seconds; raises SmsGatewayError when it was not taken."""


class SmsWords(Protocol):
    def text(self, name: str, /, **values: object) -> str:
        """The response `name` of data/responses/sms.yml with its placeholders filled."""
