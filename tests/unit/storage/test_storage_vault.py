from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, insert, select
from sqlalchemy.exc import StatementError

from storage.engine import open_engine
from storage.vault import Encrypted, Sealed, Vault, VaultError
from tests.databases import Databases

OLD, NEW = bytes(32), bytes(range(32))
PLACE = "citizens/1/full_name"


def vault(**keys: bytes) -> Vault:
    return Vault(keys or {"old": OLD}, lookup_key=b"k" * 32)


@given(st.text())
def test_what_was_sealed_opens_in_its_place(plain: str) -> None:
    sealed = vault().seal(plain, place=PLACE)

    assert vault().open(sealed, place=PLACE) == plain


@given(st.text(min_size=4))
def test_sealed_text_is_not_readable_and_never_the_same_twice(plain: str) -> None:
    first, second = vault().seal(plain, place=PLACE), vault().seal(plain, place=PLACE)

    assert plain.encode() not in first
    assert first != second


def test_a_value_moved_to_another_row_does_not_open() -> None:
    sealed = vault().seal("Siti Aminah", place="citizens/1/full_name")

    with pytest.raises(VaultError):
        vault().open(sealed, place="citizens/2/full_name")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_damaged_value_does_not_open(position: int, change: int) -> None:
    sealed = bytearray(vault().seal("Siti Aminah", place=PLACE))
    sealed[4 + position % (len(sealed) - 4)] ^= change

    with pytest.raises(VaultError):
        vault().open(Sealed(sealed), place=PLACE)


def test_after_a_key_change_old_values_open_and_new_ones_use_the_new_key() -> None:
    before = vault(old=OLD).seal("Siti", place=PLACE)
    changed = vault(new=NEW, old=OLD)

    assert changed.open(before, place=PLACE) == "Siti"
    with pytest.raises(VaultError, match="new"):
        vault(old=OLD).open(changed.seal("Siti", place=PLACE), place=PLACE)


def test_an_encrypted_column_refuses_plain_text(databases: Databases) -> None:
    people = Table("people", MetaData(), Column("id", String, primary_key=True), Column("name", Encrypted))
    engine = open_engine(databases.blank())
    people.create(engine)

    with engine.begin() as connection, pytest.raises(StatementError):
        connection.execute(insert(people).values(id="1", name=b"Siti"))
    with engine.begin() as connection:
        connection.execute(insert(people).values(id="1", name=vault().seal("Siti", place="people/1/name")))
        stored = connection.execute(select(people.c.name)).scalar_one()
    assert vault().open(stored, place="people/1/name") == "Siti"


def test_fingerprints_are_equal_only_for_the_same_kind_and_value() -> None:
    assert vault().fingerprint("phone", "+62812") == vault().fingerprint("phone", "+62812")
    assert vault().fingerprint("phone", "+62812") != vault().fingerprint("nik", "+62812")
    assert Vault({"old": OLD}, b"x" * 32).fingerprint("phone", "+62812") != vault().fingerprint("phone", "+62812")
