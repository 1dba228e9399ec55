"""Listens in while a case is played, so that the whole conversation can be shown afterwards."""

from __future__ import annotations

import re
from typing import Any

from tests.conversations.cases import AT_THE_SIMULATOR, Case, Step
from tests.conversations.phone import SimulatorClient
from tests.qa.records import Bubble, Turn

CHAT = re.compile(r"/sim/chats/\d+/messages")
Answers = dict[str, str]


class RecordingClient(SimulatorClient):
    """A client of the simulator that keeps what was said, one list of bubbles for each thing the case did."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self._turns: list[list[Bubble]] = []
        self._open = False

    def begin(self) -> None:
        self._turns, self._open = [], False

    def turns(self) -> list[tuple[Bubble, ...]]:
        return [tuple(turn) for turn in self._turns]

    def get(self, path: str, **query: object) -> Any:
        answer = super().get(path, **query)
        if CHAT.fullmatch(path) and self._turns:
            self._turns[-1] += [bubble_of(message) for message in answer]
            self._open = False
        return answer

    def post(self, path: str, **arguments: Any) -> Any:
        if CHAT.fullmatch(path) and not self._open:
            self._turns.append([])
            self._open = True
        return super().post(path, **arguments)

    def advance_clock(self, seconds: float) -> None:
        self._turns.append([Bubble("note", f"⏩ {seconds:.0f} s")])
        super().advance_clock(seconds)

    def set_faults(self, faults: dict[str, Any]) -> None:
        self._turns.append([Bubble("note", f"⚡ {faults}")])
        super().set_faults(faults)

    def sms(self, msisdn: str) -> list[str]:
        received = super().sms(msisdn)
        if received and self._turns:
            self._turns[-1].append(Bubble("sms", received[-1]))
        return received


def bubble_of(message: dict[str, Any]) -> Bubble:
    """One message of the simulator's chat as a bubble."""
    titles = tuple(option["title"] for option in message.get("options") or ())
    document = message.get("document") or {}
    return Bubble(message["from"], message.get("text") or "", titles, document.get("filename", ""))


def turns_of(case: Case, actual: list[tuple[Bubble, ...]], responses: Answers) -> tuple[Turn, ...]:
    """The case's steps beside what came of them; turns that were never reached have nothing on the right."""
    expected: list[list[Bubble]] = []
    for step in case.steps:
        if step.kind in AT_THE_SIMULATOR:  # officers and news are not recorded as turns of their own
            expected.append([])
        if expected:
            expected[-1].append(expected_bubble(step, responses))
    return tuple(
        Turn(tuple(steps), actual[number] if number < len(actual) else (), number < len(actual))
        for number, steps in enumerate(expected)
    )


def expected_bubble(step: Step, responses: Answers) -> Bubble:
    value = step.value
    if step.kind in ("user", "tap"):
        return Bubble("citizen", f"[{value}]" if step.kind == "tap" else str(value))
    if step.kind == "burst":
        said = [f"{value['text']} ×{value['times']}"] if isinstance(value, dict) else value
        return Bubble("citizen", "\n".join(map(str, said)))
    if step.kind == "photo":
        return Bubble("citizen", filename=str(value))
    if step.kind == "utter":
        return Bubble("bot", responses.get(str(value), ""), label=str(value))
    if step.kind == "bot":
        return Bubble("bot", str(value), label="bot")
    if step.kind == "document":
        return Bubble("bot", filename=str(value), label="document")
    return Bubble("note", _short(value), label=step.kind)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_short(one)}" for key, one in value.items())
    return ", ".join(map(_short, value)) if isinstance(value, list) else "" if value is None else str(value)
