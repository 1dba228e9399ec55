"""Effects happen once: the outcome of a command is kept with its effect, and a repeated command gets it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from identity import records
from identity.tables import commands
from storage.vault import Sealed, Vault

_OUTCOMES: dict[str, type[Any]] = {
    outcome.__name__: outcome
    for outcome in (
        records.CodeSent,
        records.TooSoon,
        records.TooManyCodes,
        records.SmsUnavailable,
        records.Locked,
        records.Verified,
        records.WrongCode,
        records.CodeExpired,
        records.UnknownChallenge,
        records.IdentityTries,
    )
}


class Commands:
    """Commands are kept by `key(command_id, operation)`: one action may call several operations."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @staticmethod
    def key(command_id: str, operation: str) -> str:
        return f"{command_id}#{operation}"

    def outcome(self, connection: Connection, key: str) -> Any | None:
        """The earlier outcome of this command, or None when it is new."""
        sealed = connection.execute(select(commands.c.outcome).where(commands.c.command_id == key)).scalar()
        return None if sealed is None else self._open(key, sealed)

    def record(self, connection: Connection, key: str, outcome: Any, at: datetime) -> None:
        values = {"command_id": key, "outcome": self._seal(key, outcome), "at": at}
        connection.execute(insert(commands).values(values))

    def correct(self, connection: Connection, key: str, outcome: Any) -> None:
        """Another outcome than the one recorded: its effect was taken back."""
        changed = update(commands).where(commands.c.command_id == key).values(outcome=self._seal(key, outcome))
        connection.execute(changed)

    def purge(self, connection: Connection, before: datetime) -> None:
        connection.execute(delete(commands).where(commands.c.at < before))

    def _seal(self, key: str, outcome: Any) -> Sealed:
        fields = {name: _to_json(value) for name, value in asdict(outcome).items()}
        return self._vault.seal(json.dumps([type(outcome).__name__, fields]), place=_place(key))

    def _open(self, key: str, sealed: Sealed) -> Any:
        name, fields = json.loads(self._vault.open(sealed, place=_place(key)))
        return _OUTCOMES[name](**{field: _from_json(value) for field, value in fields.items()})


def _place(key: str) -> str:
    return f"commands/{key}/outcome"


def _to_json(value: Any) -> Any:
    return {"moment": value.isoformat()} if isinstance(value, datetime) else value


def _from_json(value: Any) -> Any:
    return datetime.fromisoformat(value["moment"]) if isinstance(value, dict) else value
