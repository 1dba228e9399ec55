"""Effects happen once, whoever repeats the command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from storage.commands import ATTEMPTS, Commands
from storage.engine import open_engine
from storage.tables import commands
from storage.vault import Vault

NOW = datetime(2022, 1, 31, 3, tzinfo=timezone.utc)
KEY = Commands.key("turn:action", "operation")


@dataclass(frozen=True)
class Done:
    number: str
    at: datetime
    ids: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Refused:
    reason: str


DONE = Done("KR-1", NOW, ("a", "b"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def kept() -> Commands:
    return Commands(Vault({"test": bytes(32)}, bytes(32)), [Done])


def test_a_repeated_command_gets_the_earlier_outcome_unchanged(engine: Engine, kept: Commands) -> None:
    runs = []

    def effect(_connection: Connection) -> Done:
        runs.append(1)
        return DONE

    assert kept.once(engine, KEY, NOW, effect) == DONE
    assert kept.once(engine, KEY, NOW, effect) == DONE
    assert kept.earlier(engine, KEY) == DONE
    assert len(runs) == 1


def test_what_had_no_effect_is_decided_anew(engine: Engine, kept: Commands) -> None:
    assert kept.once(engine, KEY, NOW, lambda _: Refused("not yet")) == Refused("not yet")
    assert kept.earlier(engine, KEY) is None
    assert kept.once(engine, KEY, NOW, lambda _: DONE) == DONE


def test_an_effect_that_fails_leaves_no_command(engine: Engine, kept: Commands) -> None:
    def fail(_connection: Connection) -> Done:
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        kept.once(engine, KEY, NOW, fail)
    assert kept.earlier(engine, KEY) is None


def test_a_key_taken_meanwhile_means_deciding_again_but_not_for_ever(engine: Engine, kept: Commands) -> None:
    tries = []

    def collide(connection: Connection) -> Done:
        tries.append(1)
        connection.execute(insert(commands), [{"command_id": "x", "outcome": seal(kept), "at": NOW}] * 2)
        return DONE

    def collide_once(connection: Connection) -> Done:
        return DONE if len(tries) > ATTEMPTS else collide(connection)

    with pytest.raises(IntegrityError):
        kept.once(engine, KEY, NOW, collide)
    assert len(tries) == ATTEMPTS
    assert kept.once(engine, KEY, NOW, collide_once) == DONE


def test_outcomes_stand_sealed_and_are_purged(engine: Engine, kept: Commands) -> None:
    kept.once(engine, KEY, NOW, lambda _: DONE)
    with engine.begin() as connection:
        stored = connection.execute(select(commands.c.outcome)).scalar_one()
        assert b"KR-1" not in bytes(stored)
        kept.purge(connection, NOW + timedelta(days=1))
    assert kept.earlier(engine, KEY) is None


def seal(kept: Commands) -> object:
    return kept._vault.seal("", place="anywhere")
