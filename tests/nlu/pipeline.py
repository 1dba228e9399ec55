"""The NLU part of the assistant, trained in this process in seconds, and messages with their right intents."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.entities_parser import parse_training_example
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from deploy.model import MODEL
from language.records import NUMBER_ENDING, POSSIBLE_DOSE, POSSIBLE_NAME
from settings import ROOT

FALLBACK = "nlu_fallback"
VALIDATION = Path(__file__).with_name("validation.yml")
SEALED = Path(__file__).with_name("sealed.yml")
ONLY_WHERE_ASKED = {POSSIBLE_NAME, POSSIBLE_DOSE, NUMBER_ENDING}  # nothing acts on these by themselves
PHRASES = "PhraseExtractor"  # its entities are no identifiers of a citizen and are not marked in the messages

Entity = tuple[str, str]  # name and value


@dataclass(frozen=True)
class Labelled:
    """One message and the full name of its intent, such as `faq/next_dose`; `entities` where they are marked."""

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Understanding:
    """What the assistant made of a message: `intent` is a full name or `nlu_fallback`, `ranking` is best first."""

    intent: str
    confidence: float
    ranking: tuple[str, ...]
    entities: tuple[Entity, ...] = ()

    @property
    def asks_back(self) -> bool:
        return self.intent == FALLBACK


def messages(*files: Path) -> Iterator[Labelled]:
    """All examples of files in Rasa's NLU format."""
    for file in files:
        for entry in YAML(typ="safe").load(file)["nlu"]:
            for line in entry.get("examples", "").splitlines() if "intent" in entry else ():
                yield _labelled(line.strip().removeprefix("-").strip(), entry["intent"])


def _labelled(example: str, intent: str) -> Labelled:
    message = parse_training_example(example, intent)
    return Labelled(message.get(TEXT), intent, _entities(message))


def _entities(message: Message) -> tuple[Entity, ...]:
    found = (one for one in message.get(ENTITIES) or () if one.get("extractor") != PHRASES)
    return tuple((str(one["entity"]), str(one["value"])) for one in found if one["entity"] not in ONLY_WHERE_ASKED)


def training_messages() -> list[Labelled]:
    return list(messages(*sorted((ROOT / "data" / "nlu").glob("*.yml"))))


class NluPipeline:
    """The components that config.yml names, in its order and with its settings."""

    def __init__(self, components: list[Any]) -> None:
        self._components = components

    @classmethod
    def trained(cls, examples: list[Labelled]) -> NluPipeline:
        components: list[Any] = []
        with tempfile.TemporaryDirectory() as folder:
            for entry in YAML(typ="safe").load(ROOT / "config.yml")["pipeline"]:
                settings = {key: value for key, value in entry.items() if key != "name"}
                component = _create(entry["name"], settings, Path(folder))
                if hasattr(component, "train"):
                    component.train(TrainingData([_training_message(example) for example in examples]))
                components.append(component)
        return cls(components)

    @classmethod
    def shipped(cls) -> NluPipeline:
        """The components of the model that the product runs."""
        components: list[Any] = []
        with tempfile.TemporaryDirectory() as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), MODEL)
            nodes = metadata.predict_schema.nodes
            for position, entry in enumerate(YAML(typ="safe").load(ROOT / "config.yml")["pipeline"]):
                node = nodes[f"run_{entry['name']}{position}"]
                context = ExecutionContext(GraphSchema({}), node_name=entry["name"])
                config = {**node.uses.get_default_config(), **node.config}
                components.append(node.uses.load(config, storage, node.resource or Resource(entry["name"]), context))
        return cls(components)

    def understand(self, text: str) -> Understanding:
        message = Message.build(text)
        for component in self._components:
            component.process([message])
        ranking = tuple(str(one["name"]) for one in message.get(INTENT_RANKING_KEY) if one["name"] != FALLBACK)
        chosen = message.get(INTENT)
        intent = ranking[0] if chosen["name"] != FALLBACK and ranking else FALLBACK
        return Understanding(intent, float(chosen["confidence"]), ranking, _entities(message))


def _create(path: str, settings: dict[str, Any], folder: Path) -> GraphComponent:
    module, _, name = path.rpartition(".")
    kind: type[GraphComponent] = getattr(import_module(module), name)
    context = ExecutionContext(GraphSchema({}), node_name=name)
    config = {**kind.get_default_config(), **settings}
    return kind.create(config, LocalModelStorage(folder), Resource(name), context)


def _training_message(example: Labelled) -> Message:
    return Message.build(example.text, example.intent)
