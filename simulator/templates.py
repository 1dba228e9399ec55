"""The templates that Meta has approved for this business, read from the responses the business keeps.

Checks follow Meta's page on template messages: name and language must exist, each placeholder of the body gets a
value, each quick reply at most one payload.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from simulator.chats import Option
from simulator.graph_errors import GraphError, bad_parameter, missing

PLACEHOLDER = re.compile(r"\{\w+\}")
PAYLOAD = 128


@dataclass(frozen=True)
class ApprovedTemplate:
    """`body` with a `{placeholder}` for each value; `button` is the title of its quick reply, if it has one."""

    name: str
    language: str
    body: str
    button: str = ""

    def filled(self, values: list[str]) -> str:
        wanted = PLACEHOLDER.findall(self.body)
        if len(values) != len(wanted):
            details = f"body: number of localizable_params ({len(values)}) does not match ({len(wanted)})"
            raise GraphError(132000, details)
        rest = iter(values)
        return PLACEHOLDER.sub(lambda _: next(rest), self.body)


class ApprovedTemplates:
    def __init__(self, templates: list[ApprovedTemplate]) -> None:
        self._templates = {(template.name, template.language): template for template in templates}

    @classmethod
    def load(cls, responses: Path) -> ApprovedTemplates:
        """Every response of `templates.yml` in that folder; none when the file is not there."""
        path = responses / "templates.yml"
        content = YAML(typ="safe").load(path) if path.exists() else {}
        found = [variations[0] for variations in (content.get("responses") or {}).values()]
        return cls(
            [
                ApprovedTemplate(
                    one["custom"]["template"], one["custom"]["language"], one["text"], one["custom"].get("button", "")
                )
                for one in found
            ]
        )

    def read(self, part: Mapping[str, Any]) -> tuple[str, tuple[Option, ...]]:
        """Text and options of the bubble; raises GraphError when Meta would refuse the message."""
        name, language = part.get("name"), part.get("language")
        if not isinstance(name, str) or not name:
            raise missing("template['name']")
        if not isinstance(language, Mapping) or not language.get("code"):
            raise missing("template['language']['code']")
        template = self._templates.get((name, str(language["code"])))
        if template is None:
            raise GraphError(132001, f"template name ({name}) does not exist in {language['code']}")
        components = part.get("components") or []
        if not isinstance(components, list):
            raise bad_parameter("template['components'] must be a list")
        values: list[str] = []
        options: list[Option] = [Option(template.button, template.button)] if template.button else []
        for component in components:
            kind = component.get("type") if isinstance(component, Mapping) else None
            if kind == "body":
                values += [_value(parameter, "text") for parameter in _parameters(component)]
            elif kind == "button":
                options = [_pressed(component, template)]
            else:
                raise bad_parameter(f"Template component {kind!r} is unknown, or not part of {name}")
        return template.filled(values), tuple(options)


def _pressed(component: Mapping[str, Any], template: ApprovedTemplate) -> Option:
    if component.get("sub_type") != "quick_reply" or str(component.get("index")) != "0" or not template.button:
        raise GraphError(132018, f"Template {template.name} has no such button")
    payload = next((_value(parameter, "payload") for parameter in _parameters(component)), template.button)
    if len(payload) > PAYLOAD:
        raise bad_parameter(f"Button payload length invalid. Max length: {PAYLOAD}")
    return Option(payload, template.button)


def _parameters(component: Mapping[str, Any]) -> list[Any]:
    parameters = component.get("parameters")
    if not isinstance(parameters, list):
        raise missing("template['components']['parameters']")
    return parameters


def _value(parameter: Any, kind: str) -> str:
    """Meta takes no line break, tab or five blanks in a value."""
    if not isinstance(parameter, Mapping) or parameter.get("type") != kind:
        raise bad_parameter(f"Template parameter must be of type {kind!r}")
    value = parameter.get(kind)
    if not isinstance(value, str) or not value:
        raise missing(f"template['components']['parameters']['{kind}']")
    if re.search(r"[\n\t]| {5}", value):
        raise GraphError(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return value
