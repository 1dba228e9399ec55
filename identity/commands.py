"""Which outcomes of `identity` are kept with their effect; see `storage.commands`."""

from __future__ import annotations

from identity import records
from storage import commands
from storage.vault import Vault

OUTCOMES = (
    records.CodeSent,
    records.TooSoon,
    records.TooManyCodes,
    records.SmsUnavailable,
    records.Locked,
    records.Verified,
    records.NumberProved,
    records.WrongCode,
    records.CodeExpired,
    records.UnknownChallenge,
    records.IdentityTries,
    records.Notified,
    records.ClaimCounted,
    records.SessionsEnded,
)


class Commands(commands.Commands):
    def __init__(self, vault: Vault) -> None:
        super().__init__(vault, OUTCOMES)
