"""Rasa component: writes the phrases of a message as entities."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from language.phrases import Phrase, find_phrases
from language.records import CORRECTED


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PhraseExtractor(GraphComponent, EntityExtractorMixin):
    """The entities of phrases.yml; the role `corrected` says that the message also tells how the datum should be."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PhraseExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [self._entity(phrase) for phrase in find_phrases(message.get(TEXT) or "")]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _entity(self, phrase: Phrase) -> dict[str, Any]:
        entity = {
            "entity": phrase.entity,
            "start": phrase.start,
            "end": phrase.end,
            "value": phrase.value,
            "extractor": self.name,
        }
        return {**entity, "role": CORRECTED} if phrase.corrected else entity
