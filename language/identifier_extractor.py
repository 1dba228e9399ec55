"""Rasa component: writes the identifiers of a message as entities."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from language.identifiers import find_identifiers
from language.possible_doses import find_possible_doses
from language.records import CERTAIN, DOSE, NAME, POSSIBLE_DOSE, POSSIBLE_NAME, Identifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class IdentifierExtractor(GraphComponent, EntityExtractorMixin):
    """Entities `phone_number nik otp_code dose person_name ticket_number`, found by code.

    Words that may be a name where one was asked for, and nothing elsewhere, are a `possible_name`; those that may
    be a dose where doses were listed, in a message without a `dose`, a `possible_dose`.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IdentifierExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = find_identifiers(message.get(TEXT) or "")
            names_a_dose = any(one.kind == DOSE for one in found)
            possible = () if names_a_dose else find_possible_doses(message.get(TEXT) or "")
            entities = [self._entity(one) for one in (*found, *possible)]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _entity(self, identifier: Identifier) -> dict[str, Any]:
        entity = {
            "entity": _entity_name(identifier),
            "start": identifier.start,
            "end": identifier.end,
            "value": identifier.value,
            "confidence": identifier.confidence,
            "extractor": self.name,
        }
        return entity if identifier.role is None else {**entity, "role": identifier.role}


def identifiers_of(message: Message) -> tuple[Identifier, ...]:
    """The identifiers of a message: those the extractor has written, else found now (training examples)."""
    written = [one for one in message.get(ENTITIES) or () if _is_identifier(one)]
    if not written:
        return find_identifiers(message.get(TEXT) or "")
    return tuple(
        Identifier(_kind(one["entity"]), one["value"], one["start"], one["end"], one["confidence"], one.get("role"))
        for one in written
    )


def _is_identifier(entity: dict[str, Any]) -> bool:
    return entity.get("extractor") == IdentifierExtractor.__name__ and entity["entity"] != POSSIBLE_DOSE


def _entity_name(identifier: Identifier) -> str:
    return POSSIBLE_NAME if identifier.kind == NAME and identifier.confidence < CERTAIN else identifier.kind


def _kind(entity_name: str) -> str:
    return NAME if entity_name == POSSIBLE_NAME else entity_name
