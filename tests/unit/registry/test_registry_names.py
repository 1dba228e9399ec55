"""When two spellings are one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.names import near_miss, normalise, same_name

WORDS = st.lists(st.text("abcdefghijklmnoprstuwyzéüñ", min_size=1, max_size=10), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Siti Aminah", "SITI  AMINAH "),
        ("dr. Hj. Andi Tenri Rahman, Sp.A", "andi tenri rahman"),
        ("Prof. Dr. Ir. H. Slamet Wibowo, M.Sc., Ph.D.", "Slamet Wibowo"),
        ("Nur'aini", "Nuraini"),
        ("Nur’aini", "NURʼAINI"),
        ("Al-Fatih Rahman", "Al Fatih Rahman"),
        ("Moh.Yusuf", "Muhammad Yusuf"),
        ("M. Yusuf", "Moch Yusuf"),
        ("H.M. Yusuf", "Muhammad Yusuf"),
        ("Abd. Kadir", "Abdul Kadir"),
        ("Ahmad bin Hasan", "Ahmad Hasan"),
        ("Fatimah binti Ali", "Fatimah Ali"),
        ("Soekarno Poetra", "Sukarno Putra"),
        ("Tjandra Widjaja", "Candra Wijaja"),
        ("Andréa Müller", "Andrea Muller"),
    ],
)
def test_spellings_of_one_name_are_equal(written: str, other: str) -> None:
    assert same_name(written, other)
    assert not near_miss(written, other)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Lestari", "Lestarini"),
        ("Sri Wahyuni", "Sri Wahyuningsih"),
        ("Siti Aminah", "Siti Aisyah"),
        ("Suparno", "Suparman"),
        ("Maria", "Maria Ulfah"),
        ("Yusuf", "Jusuf"),
        ("Ahmad M", "Ahmad Muhammad"),
        ("Budi 2", "Budi"),
    ],
)
def test_different_people_are_never_equal(one: str, another: str) -> None:
    assert not same_name(one, another)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("Nurhaliza", "Nur Haliza"),
        ("Agus Setyawan", "Agus Setiawan"),
        ("Ratna Puspitasri", "Ratna Puspitasari"),
        ("Binsar Simanjutak", "Binsar Simanjuntak"),
    ],
)
def test_one_slip_is_near(typed: str, recorded: str) -> None:
    assert near_miss(typed, recorded)
    assert not same_name(typed, recorded)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [("Maria", "Maria Ulfah"), ("Siti", "Budi"), ("Suparno", "Suparman"), ("", "Budi"), ("", "")],
)
def test_another_name_is_not_near(typed: str, recorded: str) -> None:
    assert not near_miss(typed, recorded)


@pytest.mark.parametrize("name", ["H", "M", "Dr.", "Bin", "Ir", "Muh"])
def test_a_title_that_is_the_whole_name_stays_a_name(name: str) -> None:
    assert normalise(name)
    assert same_name(name, name)


@pytest.mark.parametrize("nothing", ["", "  ", ",", "!?", "王小明"])
def test_a_name_without_latin_letters_equals_nothing(nothing: str) -> None:
    assert not same_name(nothing, nothing)


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once.isascii()


@given(WORDS)
def test_case_does_not_matter(words: list[str]) -> None:
    name = " ".join(words)
    assert normalise(name.upper()) == normalise(name) == normalise(name.title())


@given(WORDS, st.data())
def test_spacing_and_punctuation_do_not_matter(words: list[str], data: st.DataObject) -> None:
    separators = st.text(" .-\t/", min_size=1, max_size=3)
    written = "".join(word + data.draw(separators) for word in words)
    middle = data.draw(st.integers(0, len(written)))
    written = f" .{written[:middle]}'{written[middle:]}"
    assert normalise(written) == normalise(" ".join(words))


@given(st.text(max_size=40), st.text(max_size=40))
def test_both_questions_have_the_same_answer_the_other_way_round(a: str, b: str) -> None:
    assert same_name(a, b) == same_name(b, a)
    assert not (same_name(a, b) and near_miss(a, b))
