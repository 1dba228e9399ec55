"""What every action needs of Rasa's tracker and of the services."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

import bootstrap
from bootstrap import Services

REPLACED = "old"  # the extractor's role of a value that another one in the message takes the place of
CORRECTED = "corrected"  # … and of one that says how something should be

Result = TypeVar("Result")
Events = list[dict[str, Any]]
Domain = dict[str, Any]
# What a message may mean where it stands: its events, or None when it means something else.
Reading = Callable[[Services, CollectingDispatcher, Tracker], Awaitable[Events | None]]


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


def intents_of_parts(tracker: Tracker, *, at_least: float = 0.7) -> list[str]:
    """What the sentences of the latest message ask for one by one; empty for a message of one part."""
    parts = tracker.latest_message.get("parts") or ()
    return [str(part["name"]) for part in parts if part.get("confidence", 0.0) >= at_least]


def confidence_of(tracker: Tracker) -> float:
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)


def chosen_answer(tracker: Tracker) -> str:
    """The response for the question or for the detail of it, such as `utter_faq/forgotten_pin`."""
    selector = tracker.latest_message["response_selector"]
    return str(selector["faq"]["response"]["utter_action"])


def entity_values(tracker: Tracker, entity: str) -> list[str]:
    """The different values of one entity in the latest message, in order; not those named as being replaced."""
    found = (e for e in tracker.latest_message.get("entities") or () if e.get("entity") == entity)
    meant = (e for e in found if e.get("role") != REPLACED)
    return list(dict.fromkeys(str(e["value"]) for e in meant if e.get("value")))


def replaced_values(tracker: Tracker, entity: str) -> list[str]:
    """The values that the latest message names as being replaced: "dari 0812… ke 0813…"."""
    return _values_in_role(tracker, entity, REPLACED)


def corrected_values(tracker: Tracker, entity: str) -> list[str]:
    """The values that the latest message names as the right ones: "harusnya Nurhaliza"."""
    return _values_in_role(tracker, entity, CORRECTED)


def phone_numbers(tracker: Tracker) -> list[str]:
    """The phone numbers that the latest message gives: "nomor lama saya 0812…" too, where it is the only one."""
    return entity_values(tracker, "phone_number") or replaced_values(tracker, "phone_number")


def _values_in_role(tracker: Tracker, entity: str, role: str) -> list[str]:
    found = (e for e in tracker.latest_message.get("entities") or () if e.get("entity") == entity)
    return [str(e["value"]) for e in found if e.get("role") == role and e.get("value")]


def states_what_is_right(tracker: Tracker) -> bool:
    """Whether the latest message names a datum of the record and also how it should be."""
    entities = tracker.latest_message.get("entities") or ()
    return any(e.get("entity") == "record_field" and e.get("role") == CORRECTED for e in entities)


def guesses_of(tracker: Tracker) -> list[tuple[str, float]]:
    """Intents that the latest message may have, with their confidences, the likeliest first."""
    ranking = tracker.latest_message.get("intent_ranking") or ()
    return [(str(guess["name"]), float(guess["confidence"])) for guess in ranking if guess["name"] != "nlu_fallback"]


def says_when_and_where(tracker: Tracker) -> bool:
    """Whether the latest message names where a dose was given, and figures of a day beside it."""
    return bool(entity_values(tracker, "vaccinated_at")) and any(c.isdigit() for c in message_text(tracker))


def media_of(tracker: Tracker) -> list[str]:
    """Ids of the photos and documents that came with the latest message."""
    return list((tracker.latest_message.get("metadata") or {}).get("media_ids") or ())


def message_text(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "").strip()


def events_of_turn(tracker: Tracker) -> Iterator[dict[str, Any]]:
    """What has happened since the latest message, newest first."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return
        yield event


def response_of(event: dict[str, Any]) -> str:
    """The name of the response that a bot event said, else an empty string."""
    is_answer = event.get("event") == "bot"
    return str((event.get("metadata") or {}).get("utter_action") or "") if is_answer else ""


def said_in_turn(tracker: Tracker, *beginnings: str) -> bool:
    """Whether the latest message was answered already by a response whose name, after `utter_`, begins like that."""
    wanted = tuple(f"utter_{beginning}" for beginning in beginnings)
    return any(response_of(event).startswith(wanted) for event in events_of_turn(tracker))


def responses_so_far(tracker: Tracker) -> list[str]:
    """Names of all answers of the conversation, oldest first."""
    return [name for event in tracker.events if (name := response_of(event))]


def earlier_responses(tracker: Tracker, *, turns: int) -> list[list[str]]:
    """Names of what was said in so many turns before the latest message, newest turn first."""
    said: list[list[str]] = []
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            said.append([])
        elif said and (response := response_of(event)):
            said[-1].append(response)
        if len(said) > turns:
            break
    return said[:turns]


def just_said(tracker: Tracker) -> list[str]:
    """Names of what was answered to the message before the latest one."""
    return next(iter(earlier_responses(tracker, turns=1)), [])


def in_form(tracker: Tracker) -> bool:
    """Whether a form is asking for something."""
    return bool(tracker.active_loop.get("name"))


def said_lately(tracker: Tracker, beginnings: tuple[str, ...], *, turns: int) -> bool:
    """Whether a response whose name, after `utter_`, begins like that was said in so many turns before."""
    wanted = tuple(f"utter_{beginning}" for beginning in beginnings)
    return any(response.startswith(wanted) for said in earlier_responses(tracker, turns=turns) for response in said)


def silence_before(tracker: Tracker) -> timedelta:
    """How long the citizen had not written before the latest message; zero for a first message."""
    metadata = tracker.latest_message.get("metadata") or {}
    return timedelta(seconds=float(metadata.get("silence_s") or 0))


def command_id(tracker: Tracker, action: str) -> str:
    """Names one effect of one turn, so that a repeated turn does not repeat the effect."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return f"{event.get('message_id')}:{action}"
    raise LookupError("no message in this conversation")
