"""Tracker events without anything personal.

Policies need the intent's name, entity names, slots, actions and the active loop. What the citizen wrote, entity
values and the assistant's words are left out before anything reaches the database. What is kept is listed.
"""

from __future__ import annotations

from typing import Any

_INTENT = ("name", "confidence", "full_retrieval_intent_name")
_ENTITY = ("entity", "role", "group")
_ANSWER = ("intent_response_key", "utter_action", "confidence")
_ORIGIN = ("model_id", "assistant_id")
_METADATA_SLOT = "session_started_metadata"


def blank(event: dict[str, Any]) -> dict[str, Any]:
    """A copy of a serialised tracker event, fit to be stored."""
    kind = event.get("event")
    kept = {**event, "metadata": _pick(event.get("metadata") or {}, _ORIGIN)}
    if kind == "user":
        kept.update(text="", parse_data=_parse_data(event.get("parse_data") or {}))
    elif kind == "bot":
        name = (event.get("metadata") or {}).get("utter_action")
        kept.update(text=None, data={}, metadata={"utter_action": name} if name else {})
    elif kind == "entities":
        kept.update(entities=_entities(event.get("entities") or []))
    elif kind == "agent":
        kept.update(text="", data={})
    elif kind == "slot" and event.get("name") == _METADATA_SLOT:
        kept.update(value=None)
    return kept


def _parse_data(parse_data: dict[str, Any]) -> dict[str, Any]:
    selector = parse_data.get("response_selector") or {}
    return {
        "intent": _pick(parse_data.get("intent") or {}, _INTENT),
        "entities": _entities(parse_data.get("entities") or []),
        "text": "",
        "message_id": parse_data.get("message_id"),
        "metadata": {},
        "response_selector": {
            name: {"response": _pick(found.get("response") or {}, _ANSWER), "ranking": []}
            for name, found in selector.items()
            if isinstance(found, dict)
        },
    }


def _entities(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**_pick(entity, _ENTITY), "value": ""} for entity in entities]


def _pick(values: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: values[key] for key in keys if values.get(key) is not None}
