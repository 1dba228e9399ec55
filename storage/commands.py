"""Effects happen once: the outcome of a command is kept with its effect, and a repeated command gets it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from storage.engine import reading
from storage.tables import commands
from storage.vault import Sealed, Vault

ATTEMPTS = 3


class Commands:
    """Commands are kept by `key(command_id, operation)`: one action may call several operations.

    `outcomes` are the kinds of outcome that can be recorded: dataclasses whose fields are text, numbers, moments
    and tuples of text.
    """

    def __init__(self, vault: Vault, outcomes: Iterable[type[Any]]) -> None:
        self._vault = vault
        self._outcomes = {kind.__name__: kind for kind in outcomes}

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

    def earlier(self, engine: Engine, key: str) -> Any | None:
        """`outcome` in a transaction of its own, to be asked before slow work that a repeat can spare."""
        with reading(engine).begin() as connection:
            return self.outcome(connection, key)

    def once(self, engine: Engine, key: str, at: datetime, effect: Callable[[Connection], Any]) -> Any:
        """Runs `effect` and records its outcome in one transaction, or returns the earlier outcome.

        An outcome of another kind than those given to the constructor had no effect and is not recorded. When a
        unique key was taken meanwhile (the same command, a number drawn twice), everything is decided anew.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with engine.begin() as connection:
                    return self._decide(connection, key, at, effect)
            except IntegrityError:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def _decide(self, connection: Connection, key: str, at: datetime, effect: Callable[[Connection], Any]) -> Any:
        earlier = self.outcome(connection, key)
        if earlier is not None:
            return earlier
        # Taken before the effect: the same command running elsewhere waits here and then finds our outcome.
        nothing_yet = self._vault.seal("", place=_place(key))
        connection.execute(insert(commands).values(command_id=key, outcome=nothing_yet, at=at))
        outcome = effect(connection)
        if type(outcome).__name__ in self._outcomes:
            self.correct(connection, key, outcome)
        else:
            connection.execute(delete(commands).where(commands.c.command_id == key))
        return outcome

    def purge(self, connection: Connection, before: datetime) -> None:
        connection.execute(delete(commands).where(commands.c.at < before))

    def _seal(self, key: str, outcome: Any) -> Sealed:
        fields = {name: _to_json(value) for name, value in asdict(outcome).items()}
        return self._vault.seal(json.dumps([type(outcome).__name__, fields]), place=_place(key))

    def _open(self, key: str, sealed: Sealed) -> Any:
        name, fields = json.loads(self._vault.open(sealed, place=_place(key)))
        return self._outcomes[name](**{field: _from_json(value) for field, value in fields.items()})


def _place(key: str) -> str:
    return f"commands/{key}/outcome"


def _to_json(value: Any) -> Any:
    return {"moment": value.isoformat()} if isinstance(value, datetime) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["moment"])
    return tuple(value) if isinstance(value, list) else value
