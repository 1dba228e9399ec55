"""Rasa importer: `data/responses` is part of the domain, so that a changed sentence retrains nothing.

config.yml names it alone under `importers`: Rasa merges several importers into a plain Domain, which would bring
the sentences of `faq` back into the training data.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import rasa.shared.utils.io
from rasa.shared.core.domain import KEY_RESPONSES, Domain
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.utils.common import cached_method

KNOWN_NOISE = (
    r"Your training data contains an example .* for the 'faq/",
    r"You have defined training data with examples for training a response selector",
    r"The utterance '.*' is not used in any story or rule",
    r"The following duplicated intents have been found across multiple domain files: faq",
)


class WordingDomain(Domain):
    """Keeps the answers of `faq` to itself: Rasa copies them into the training data, and would train NLU anew."""

    @property
    def retrieval_intent_responses(self) -> dict[str, list[dict[str, Any]]]:
        return {}


class ProjectImporter(RasaFileImporter):
    """Rasa's own importer, except that files holding only responses are domain files."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        _silence_known_noise()
        files: list[str] = list(self._nlu_files)
        self._response_files = sorted(path for path in files if _holds_only_responses(path))
        self._nlu_files: list[str] = sorted(set(files) - set(self._response_files))

    @cached_method
    def get_domain(self) -> Domain:
        """The domain with all sentences; raises RasaException when two files give one response."""
        merged = super().get_domain().as_dict()
        responses = dict(merged.get(KEY_RESPONSES) or {})
        origin = dict.fromkeys(responses, str(self._domain_path))
        for path in self._response_files:
            for name, variations in (rasa.shared.utils.io.read_yaml_file(path)[KEY_RESPONSES] or {}).items():
                if name in origin:
                    raise RasaException(f"Response '{name}' stands twice: in {origin[name]} and in {path}.")
                origin[name] = path
                responses[name] = variations
        return WordingDomain.from_dict({**merged, KEY_RESPONSES: responses})


def _silence_known_noise() -> None:
    """Rasa cannot see which sentences actions, forms and `faq` use, and warns of each; `tests/lint` can and does."""
    for message in KNOWN_NOISE:
        warnings.filterwarnings("ignore", message=message, category=UserWarning)


def _holds_only_responses(path: str) -> bool:
    if Path(path).suffix not in (".yml", ".yaml"):
        return False
    content = rasa.shared.utils.io.read_yaml_file(path)
    return isinstance(content, dict) and KEY_RESPONSES in content and set(content) <= {"version", KEY_RESPONSES}
