"""The stored payload of an option, turned into the parse result Rasa takes in place of its NLU.

Payloads are ours alone: `/intent`, `/intent{"entity": "value"}`, `/intent{"entity": ["a", "b"]}` and
`/faq/next_dose`. Rasa itself refuses the last kind as text, so the retrieval part is written out here.
"""

from __future__ import annotations

import json
import re
from typing import Any

_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?:/(?P<answer>\w+))?\s*(?P<entities>\{.*\})?\s*", re.DOTALL)


class CommandError(ValueError):
    """A payload is none of ours; it is never run. The message does not repeat the payload."""


def parse_payload(payload: str, title: str) -> dict[str, Any]:
    """The `parse_data` of a `UserMessage` for an option with this `payload`; `title` is what the citizen saw.

    Raises CommandError when the payload does not read as a command.
    """
    match = _PAYLOAD.fullmatch(payload.strip())
    if match is None:
        raise CommandError("payload is not /intent{json}")
    intent, answer = match["intent"], match["answer"]
    parse_data: dict[str, Any] = {
        "text": title,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [],
        "entities": _entities(match["entities"]),
    }
    if answer is not None:
        parse_data["intent"]["full_retrieval_intent_name"] = f"{intent}/{answer}"
        parse_data["response_selector"] = _chosen_answer(intent, answer)
    return parse_data


def information(text: str) -> dict[str, Any]:
    """The `parse_data` of a message that only hands something over."""
    return {"text": text, "intent": {"name": "inform", "confidence": 1.0}, "intent_ranking": [], "entities": []}


def _entities(text: str | None) -> list[dict[str, Any]]:
    if text is None:
        return []
    try:
        values = json.loads(text)
    except ValueError as error:
        raise CommandError("entities of a payload are not JSON") from error
    return [
        {"entity": name, "value": value}
        for name, given in values.items()
        for value in (given if isinstance(given, list) else [given])
    ]


def _chosen_answer(intent: str, answer: str) -> dict[str, Any]:
    """What a response selector would have found, with full confidence."""
    response = {
        "intent_response_key": f"{intent}/{answer}",
        "utter_action": f"utter_{intent}/{answer}",
        "confidence": 1.0,
    }
    return {"all_retrieval_intents": [intent], intent: {"response": response, "ranking": []}}
