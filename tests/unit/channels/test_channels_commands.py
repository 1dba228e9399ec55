from __future__ import annotations

import pytest

from channels.whatsapp.commands import CommandError, parse_payload


def test_an_intent_alone() -> None:
    parsed = parse_payload("/download_certificate", "Download Sertifikat")
    assert parsed["text"] == "Download Sertifikat"
    assert parsed["intent"] == {"name": "download_certificate", "confidence": 1.0}
    assert parsed["entities"] == []
    assert parsed["intent_ranking"] == []


def test_entities_come_along() -> None:
    parsed = parse_payload('/inform{"dose": "2", "nik": ["1", "2"]}', "Dosis 2")
    assert parsed["entities"] == [
        {"entity": "dose", "value": "2"},
        {"entity": "nik", "value": "1"},
        {"entity": "nik", "value": "2"},
    ]


def test_a_frequent_question_carries_its_answer() -> None:
    parsed = parse_payload("/faq/next_dose", "Dosis berikutnya")
    assert parsed["intent"]["name"] == "faq"
    assert parsed["intent"]["full_retrieval_intent_name"] == "faq/next_dose"
    selector = parsed["response_selector"]
    assert selector["all_retrieval_intents"] == ["faq"]
    assert selector["faq"]["response"]["utter_action"] == "utter_faq/next_dose"
    assert selector["faq"]["response"]["intent_response_key"] == "faq/next_dose"


@pytest.mark.parametrize("payload", ["", "halo", "/", '/inform{"dose"', "/inform{}x", "/a/b/c", '/inform["x"]'])
def test_anything_else_is_refused_without_repeating_it(payload: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_payload(payload, "x")
    assert not payload or payload not in str(caught.value) or len(payload) < 2
