from __future__ import annotations

import json
from typing import Any

from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from channels.whatsapp.blanking import blank

SECRETS = ("3273010101900001", "0812", "Siti", "rahasia")


def blanked(event: Any) -> dict[str, Any]:
    result = blank(event.as_dict())
    text = json.dumps(result)
    assert not any(secret in text for secret in SECRETS)
    return result


def test_what_a_citizen_wrote_is_gone_and_its_meaning_stays() -> None:
    parse_data = {
        "intent": {"name": "inform", "confidence": 0.9, "note": "rahasia"},
        "entities": [{"entity": "nik", "value": "3273010101900001", "start": 3, "role": "own"}],
        "text": "nik 3273010101900001",
        "normalised": "Siti",
        "text_tokens": [[0, 3]],
        "intent_ranking": [{"name": "inform"}],
        "response_selector": {
            "all_retrieval_intents": ["faq"],
            "faq": {
                "response": {"utter_action": "utter_faq/x", "text": "rahasia"},
                "ranking": [{"text": "rahasia"}],
            },
        },
    }
    event = UserUttered(
        "nik 3273010101900001",
        parse_data["intent"],
        parse_data["entities"],
        parse_data,
        message_id="m1",
        metadata={"name": "Siti"},
    )
    result = blanked(event)
    assert result["parse_data"]["intent"] == {"name": "inform", "confidence": 0.9}
    assert result["parse_data"]["entities"] == [{"entity": "nik", "role": "own", "value": ""}]
    assert result["parse_data"]["response_selector"]["faq"]["response"] == {"utter_action": "utter_faq/x"}
    assert result["parse_data"]["message_id"] == "m1"


def test_what_the_assistant_said_becomes_a_name() -> None:
    event = BotUttered("Halo Siti", {"buttons": [{"title": "Siti"}]}, {"utter_action": "utter_greet", "name": "Siti"})
    result = blanked(event)
    assert result["metadata"] == {"utter_action": "utter_greet"}
    assert result["text"] is None
    assert result["data"] == {}


def test_metadata_of_the_first_message_is_blanked_and_other_slots_stay() -> None:
    assert blanked(SlotSet("session_started_metadata", {"from": "0812"}))["value"] is None
    assert blanked(SlotSet("phone_ref", "opaque"))["value"] == "opaque"
