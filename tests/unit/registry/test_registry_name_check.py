"""What can be a name, how it is printed, and where two differ."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.name_check import (
    LONGEST_NAME,
    NameDifference,
    NameProblem,
    WrittenName,
    differences,
    in_full,
    printed_alike,
    written_name,
)
from registry.names import normalise, same_name

LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéñ' .-,", max_size=70)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("nur haliza setiawan", "Nur Haliza Setiawan"),
        ("NUR HALIZA SETIAWAN", "Nur Haliza Setiawan"),
        ("Nur haliza Setiawan", "Nur haliza Setiawan"),
        ("  Nur \n Haliza\t", "Nur Haliza"),
        ("Suparno", "Suparno"),
        ("AHMAD BIN SAID", "Ahmad bin Said"),
        ("siti binti ahmad", "Siti binti Ahmad"),
        ("Soeparno", "Soeparno"),
        ("ma’ruf amin", "Ma'ruf Amin"),
        ("NUR-AINI", "Nur-Aini"),
        ("M. Yusuf", "M. Yusuf"),
        ("José Ñandu", "José Ñandu"),
        ("*Nur Haliza*", "Nur Haliza"),
        ("“Nur Haliza”.", "Nur Haliza"),
        ("'Nur Haliza'", "Nur Haliza"),
        ("Nu\u200br Haliza", "Nur Haliza"),
        ("Ｎｕｒ Haliza", "Nur Haliza"),
        ("x" * 60, "X" + "x" * 59),
    ],
)
def test_a_name_is_printed_tidily(text: str, printed: str) -> None:
    assert written_name(text) == WrittenName(printed)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("dr. Hj. Andi Tenri Rahman, Sp.A", "Andi Tenri Rahman"),
        ("H.M. Yusuf", "M. Yusuf"),
        ("K.H. Hasyim Asyari", "Hasyim Asyari"),
        ("Ratna Puspitasari, Presiden Republik", "Ratna Puspitasari"),
        ("prof ratna puspitasari", "Ratna Puspitasari"),
    ],
)
def test_titles_that_nobody_can_confirm_are_left_out(text: str, printed: str) -> None:
    assert written_name(text) == WrittenName(printed, titles_left_out=True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", NameProblem.EMPTY),
        (" \n\u200b ", NameProblem.EMPTY),
        ("...", NameProblem.EMPTY),
        ("<b>Nur Haliza</b>", NameProblem.MARKUP),
        ("Nur &amp; Haliza", NameProblem.MARKUP),
        ("https://contoh.id", NameProblem.MARKUP),
        ("{{nama}}", NameProblem.MARKUP),
        ("a" * 200, NameProblem.TOO_LONG),
        ("a" * 61, NameProblem.TOO_LONG),
        ("1" * 200, NameProblem.TOO_LONG),
        ("Nur Haliza 2", NameProblem.DIGITS),
        ("3273035704900006", NameProblem.DIGITS),
        ("Nur ٣", NameProblem.DIGITS),
        ("Nur ③", NameProblem.DIGITS),
        ("😀", NameProblem.SYMBOLS),
        ("Nur Haliza 😀", NameProblem.SYMBOLS),
        ("👨‍👩‍👧", NameProblem.SYMBOLS),
        ("Nur_Haliza", NameProblem.SYMBOLS),
        ("Nur''Haliza", NameProblem.SYMBOLS),
        ("Nur @ Haliza", NameProblem.SYMBOLS),
        ("Нур Хализа", NameProblem.NOT_LATIN),
        ("Nuг Haliza", NameProblem.NOT_LATIN),
        ("Nurø Haliza", NameProblem.NOT_LATIN),
        ("努尔", NameProblem.NOT_LATIN),
        ("N", NameProblem.TOO_SHORT),
        ("dr.", NameProblem.TOO_SHORT),
        ("Hj.", NameProblem.TOO_SHORT),
    ],
)
def test_what_cannot_be_a_name_says_why(text: str, problem: NameProblem) -> None:
    assert written_name(text) is problem


@example("AA.,A")
@given(st.one_of(st.text(), LETTERS, st.text(alphabet="Nur Haliza'-.,\u0301\u200bøœⅧ①", max_size=40)))
def test_whatever_is_accepted_prints_only_what_was_compared(text: str) -> None:
    written = written_name(text)
    if isinstance(written, NameProblem):
        return
    name = written.text
    assert 2 <= len(name) <= LONGEST_NAME
    letters = [c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)]
    assert all((c.isascii() and c.isalpha()) or c in " .'-" for c in letters)
    assert normalise(name)
    assert same_name(name, name.upper())
    assert written_name(name) == WrittenName(name)


@given(st.text(), st.text())
def test_differences_rebuild_the_new_name(old: str, new: str) -> None:
    found = differences(old, new)
    assert bool(found) != ([w.casefold() for w in old.split()] == [w.casefold() for w in new.split()])
    assert all(each.old or each.new for each in found)


def test_differences_are_pointed_out_by_word() -> None:
    assert differences("Nurhalisa Setiawan", "Nurhaliza Setiawan") == (NameDifference("Nurhalisa", "Nurhaliza"),)
    assert differences("Nurhaliza Setyawan", "Nur Haliza Setyawan") == (NameDifference("Nurhaliza", "Nur Haliza"),)
    assert differences("Ahmad Said", "Ahmad bin Said") == (NameDifference("", "bin"),)
    assert differences("Andi Rahman", "Andi") == (NameDifference("Rahman", ""),)


def test_capitals_and_spaces_make_no_difference_in_print() -> None:
    assert printed_alike("NUR  haliza", "Nur Haliza")
    assert not printed_alike("Nurhaliza", "Nur Haliza")
    assert not printed_alike("Soeparno", "Suparno")


@pytest.mark.parametrize(
    ("recorded", "said", "meant"),
    [
        ("Irwanti Piliang", "IRWANDI", "Irwandi Piliang"),
        ("Siti Nurhalisa Dewi", "nurhaliza", "Siti Nurhaliza Dewi"),
        ("Irwanti Piliang", "Irwanti", "Irwanti"),
        ("Irwanti Piliang", "Sukarno", "Sukarno"),
        ("Irwanti Piliang", "Irwandi Pilihan", "Irwandi Pilihan"),
        ("Soeparno", "Suparno", "Suparno"),
        ("Irwanti Piliang", "", ""),
    ],
)
def test_one_wrong_word_is_meant_within_the_whole_name(recorded: str, said: str, meant: str) -> None:
    assert in_full(recorded, said) == meant
