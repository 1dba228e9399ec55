"""Which datum of a record a message speaks of, and what became of a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message

from language.phrase_extractor import PhraseExtractor
from language.phrases import RECORD_FIELD, Phrase, entities, find_phrases
from registry.routing import RecordField


def find_record_field(text: str) -> Phrase | None:
    return next((phrase for phrase in find_phrases(text) if phrase.entity == RECORD_FIELD), None)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("tanggal lahir saya kebalik", "birth_date"),
        ("tgl vaksin dosis 2 salah", "date"),
        ("di situ tertulis Moderna padahal Sinovac", "vaccine"),
        ("NIKku kurang satu angka", "nik"),
        ("kok ada dosis punya orang lain", "not_mine"),
        ("tempatnya bukan di situ", "facility"),
        ("jenis kelaminnya kebalik", "sex"),
        ("data saya salah semua", None),
        ("", None),
    ],
)
def test_the_datum_that_is_named(text: str, field: str | None) -> None:
    found = find_record_field(text)
    assert (found and found.value) == field


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("merek vaksinnya salah, harusnya Sinovac", True),
        ("tertulis Moderna padahal Sinovac", True),
        ("tanggal vaksin yg benar 12 agustus", True),
        ("merek vaksinnya salah", False),
    ],
)
def test_whether_the_right_value_is_said_as_well(text: str, corrected: bool) -> None:
    found = find_record_field(text)
    assert found is not None
    assert found.corrected is corrected


@given(st.text(max_size=200))
def test_any_text_is_searched_without_harm(text: str) -> None:
    found = list(find_phrases(text))
    assert all(text[phrase.start : phrase.end] for phrase in found)
    assert len({phrase.entity for phrase in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("nomor lamaku udah hangus", True),
        ("hp saya hilang di terminal", True),
        ("kartu lama dah mati bang", True),
        ("mau ganti nomor hp ke yang baru", False),
    ],
)
def test_whether_the_old_number_is_gone(text: str, lost: bool) -> None:
    assert ("lost" in [phrase.value for phrase in find_phrases(text) if phrase.entity == "number_state"]) is lost


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("dibales di sini aja sama petugasnya", "wish", "hand_over"),
        ("Minta dibalas", "wish", "hand_over"),
        ("waktu itu disuntiknya di GOR Saparua tgl 3", "vaccinated_at", "place"),
        ("vaksin keduanya di Singapura pak", "vaccinated_at", "abroad"),
        ("pulang dari Singapura disuntik di puskesmas", "vaccinated_at", "place"),
        ("jenis vaksin di data saya salah", "vaccinated_at", None),
        ("ya udah laporin aja kak", "wish", "report"),
        ("gak jadi lapor deh", "wish", "withdraw_case"),
        ("ga usah deh kak", "wish", "not_needed"),
    ],
)
def test_wishes_and_places_told_in_words(text: str, entity: str, value: str | None) -> None:
    assert next((phrase.value for phrase in find_phrases(text) if phrase.entity == entity), None) == value


def test_every_field_is_one_that_a_report_knows() -> None:
    assert set(entities()[RECORD_FIELD]) <= {field.value for field in RecordField}


def test_it_becomes_an_entity() -> None:
    message = Message.build("merek vaksinnya salah, harusnya Sinovac")
    PhraseExtractor().process([message])
    field, right = message.get("entities")
    assert (field["entity"], field["value"], field["role"]) == ("record_field", "vaccine", "corrected")
    assert (right["entity"], right["value"]) == ("what_is_right", "corrected")
