"""What every action needs of Rasa's tracker and of the services."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

import bootstrap
from bootstrap import Services

Result = TypeVar("Result")
Events = list[dict[str, Any]]
Domain = dict[str, Any]


class WithServices:
    """Rasa builds an action without arguments and takes the wired services; tests pass fakes."""

    def __init__(self, services: Services | None = None) -> None:
        self._given = services

    @property
    def services(self) -> Services:
        return self._given or bootstrap.services()


class ServiceAction(WithServices, Action, ABC):
    """An action that calls a service."""

    @abstractmethod
    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events: ...


async def in_thread(call: Callable[..., Result], *arguments: Any) -> Result:
    """Run a blocking service call off the event loop that all citizens share."""
    return await asyncio.to_thread(call, *arguments)


def intent_of(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def entity_values(tracker: Tracker, entity: str) -> list[str]:
    """The different values of one entity in the latest message, in order."""
    found = (e for e in tracker.latest_message.get("entities") or () if e.get("entity") == entity)
    return list(dict.fromkeys(str(e["value"]) for e in found if e.get("value")))


def message_text(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "").strip()


def command_id(tracker: Tracker, action: str) -> str:
    """Names one effect of one turn, so that a repeated turn does not repeat the effect."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return f"{event.get('message_id')}:{action}"
    raise LookupError("no message in this conversation")
