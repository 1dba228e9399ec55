"""Rasa component: words under a photo mostly describe the photo; only some wishes are taken from them."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message

INFORM = "inform"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CaptionReader(GraphComponent, IntentClassifier):
    """A message with files hands them over (`inform`), unless its words are surely one of `wishes`."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._wishes = frozenset(config["wishes"])
        self._sure: float = config["sure"]
        self._fewest_words: int = config["fewest_words"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CaptionReader:
        return cls(config)

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"wishes": [], "sure": 0.8, "fewest_words": 3}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if (message.get("metadata") or {}).get("media_ids") and not self._is_wish(message):
                message.set(INTENT, {"name": INFORM, "confidence": 1.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
                message.set(RESPONSE_SELECTOR, {}, add_to_output=True)
        return messages

    def _is_wish(self, message: Message) -> bool:
        intent: dict[str, Any] = message.get(INTENT) or {}
        sure = float(intent.get("confidence") or 0.0) >= self._sure
        words = len((message.get(TEXT) or "").split())
        return intent.get("name") in self._wishes and sure and words >= self._fewest_words
