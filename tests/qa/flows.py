"""Every rule and story as a row of boxes: when → what the citizen wants → what the assistant does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.lint.sources import Sources
from tests.qa.usage import first_texts, said_by_actions


@dataclass(frozen=True)
class Box:
    """`kind` is condition, intent, response, action, form, closed or slot; `note` explains on a second line."""

    kind: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Flow:
    title: str
    section: str
    file: str
    line: int
    boxes: tuple[Box, ...]


def flows_of(sources: Sources) -> dict[str, list[Flow]]:
    """All flows by file, in the order of the files."""
    reader = _Reader(sources)
    by_file: dict[str, list[Flow]] = {}
    for section, flow, place in sources.flows():
        boxes = tuple(_without_repeats(reader.boxes(flow)))
        by_file.setdefault(place.file, []).append(Flow(place.name, section, place.file, place.line, boxes))
    return by_file


def _without_repeats(boxes: Iterable[Box]) -> Iterator[Box]:
    """A form's box says that it is active; Rasa's step after it needs none of its own."""
    before = Box("", "")
    for box in boxes:
        if not (before.kind == "form" and box == Box("slot", f"▶ {before.title}")):
            yield box
        before = box


class _Reader:
    def __init__(self, sources: Sources) -> None:
        self._texts = first_texts(sources)
        self._said = said_by_actions(sources)
        self._forms = {form.name for form in sources.items("forms")}
        self._trained = Counter(intent.name.split("/")[0] for _, intent in sources.training_messages())
        self._example: dict[str, str] = {}
        for message, intent in sources.training_messages():
            self._example.setdefault(intent.name.split("/")[0], message)

    def boxes(self, flow: Any) -> Iterator[Box]:
        for condition in flow.get("condition") or ():
            yield from self._states(condition, "condition")
        for step in flow.get("steps") or ():
            if "or" in step:
                names = " / ".join(str(next(iter(one.values()))) for one in step["or"])
                yield Box("intent", names)
            elif "intent" in step:
                yield self._intent(str(step["intent"]))
            elif "action" in step:
                yield self._action(str(step["action"]))
            elif "checkpoint" in step:
                yield Box("slot", f"⤳ {step['checkpoint']}")
            else:
                yield from self._states(step, "slot")

    def _intent(self, name: str) -> Box:
        count = self._trained[name.split("/")[0]]
        example = self._example.get(name.split("/")[0])
        return Box("intent", name, f"“{example}” +{count - 1}" if example else "")

    def _action(self, name: str) -> Box:
        if name in self._forms:
            asks = [text for response, text in self._texts.items() if response.startswith(f"utter_ask_{name}_")]
            return Box("form", name, asks[0] if asks else "")
        if name.startswith("utter_"):
            return Box("response", name, self._texts.get(name, ""))
        return Box("action", name, ", ".join(self._said.get(name, [])))

    @staticmethod
    def _states(step: Any, kind: str) -> Iterator[Box]:
        if "active_loop" in step:
            form = step["active_loop"]
            yield Box(kind, f"▶ {form}") if form else Box("closed", "■")
        for entry in step.get("slot_was_set") or ():
            if not isinstance(entry, dict):
                yield Box(kind, f"{entry} ✓")
                continue
            for slot, value in entry.items():
                if slot != "requested_slot":
                    yield Box(kind, f"{slot} {'∅' if value is None else f'= {value}'}")
