"""Rasa component: gives a question about one detail, "lagi hamil", that detail's own answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message

from language.phrases import first_fit, patterns_in

_DETAILS = Path(__file__).with_suffix(".yml")


def find_detail(question: str, text: str) -> str | None:
    """The first detail of a question, such as `next_dose`, that the text names."""
    found = first_fit(text, patterns_in(_DETAILS).get(question, {}))
    return found[0] if found else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FaqDetailSelector(GraphComponent, IntentClassifier):
    """Changes only which response answers: what the message was taken for stays as the classifier said."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FaqDetailSelector:
        return cls()

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            selection = message.get(RESPONSE_SELECTOR) or {}
            for name in selection.get("all_retrieval_intents", ()):
                response = selection[name]["response"]
                question = response[INTENT_RESPONSE_KEY].partition("/")[2]
                if detail := find_detail(question, message.get(TEXT) or ""):
                    response["utter_action"] = f"utter_{name}/{detail}"
        return messages
