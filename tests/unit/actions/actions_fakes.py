"""A tracker as Rasa hands it over, and services that only remember."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bootstrap import Services
from identity.phone import PhoneNumber
from identity.records import ClaimKind, IdentityTries
from registry.notice_records import Notice
from registry.records import NoMatch
from settings import ROOT
from wording import Wording

WORDING = Wording.load(ROOT / "data" / "responses")


@dataclass
class FakeIdentity:
    """A live session of +6281234567890 unless `verified` is off; claims are kept as they are said."""

    verified: bool = True
    claims: dict[str, str] = field(default_factory=dict)
    failures: int = 0

    def session(self, conversation_id: str) -> Any:
        phone = PhoneNumber("+6281234567890")
        return SimpleNamespace(id="s1", phone=phone, citizen_id=None) if self.verified else None

    def challenge(self, conversation_id: str, challenge_id: str) -> Any:
        return SimpleNamespace(masked_phone="+62 812-••••-7890")

    def remember(self, conversation_id: str, kind: ClaimKind, value: str) -> str:
        self.claims[f"ref-{kind.name}"] = value
        return f"ref-{kind.name}"

    def recall(self, conversation_id: str, ref: str) -> str | None:
        return self.claims.get(ref)

    def record_identity_failure(self, conversation_id: str, command_id: str) -> IdentityTries:
        self.failures += 1
        return IdentityTries(5 - self.failures)


@dataclass
class FakeRegistry:
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def identify(self, phone: str, nik: str, name: str) -> Any:
        self.asked.append((phone, nik, name))
        return NoMatch()


@dataclass
class FakeNotices:
    """What the conversation was told last about a case."""

    told: Notice | None = None

    def latest(self, conversation_id: str) -> Notice | None:
        return self.told


def fake_services(*, verified: bool = True, **more: Any) -> Services:
    """`more`: other services by name."""
    now = dt.datetime(2022, 2, 1, 3, tzinfo=dt.timezone.utc)
    given = {
        "identity": FakeIdentity(verified),
        "registry": FakeRegistry(),
        "wording": WORDING,
        "clock": SimpleNamespace(now=lambda: now),
        "case_notices": FakeNotices(),
        "reports": SimpleNamespace(cases_of=lambda **_: []),
    }
    parts = SimpleNamespace(**{**given, **more})
    return cast(Services, parts)


def entity(kind: str, value: str, **more: Any) -> dict[str, Any]:
    return {"entity": kind, "value": value, **more}


def tracker(
    text: str = "",
    intent: str = "inform",
    *entities: dict[str, Any],
    form: str = "",
    before: Sequence[dict[str, Any]] = (),
    **slots: Any,
) -> Tracker:
    """A conversation whose latest message is `text`; `before` are the events until then."""
    message = {"text": text, "intent": {"name": intent}, "entities": list(entities), "intent_ranking": []}
    events = [*before, {"event": "user", "message_id": "turn1", "text": text}]
    return Tracker("c1", slots, message, events, False, None, {"name": form} if form else {}, None)


def said(name: str) -> dict[str, Any]:
    return {"event": "bot", "metadata": {"utter_action": name}}


@dataclass
class Outcome:
    responses: list[str]
    slots: dict[str, Any]
    closes: bool
    next_action: str | None


def run(action: Any, on: Tracker) -> Outcome:
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, on, {}))
    return Outcome(
        responses=[message["response"] for message in dispatcher.messages],
        slots={event["name"]: event["value"] for event in events if event["event"] == "slot"},
        closes=any(event["event"] == "active_loop" and event["name"] is None for event in events),
        next_action=next((event["name"] for event in events if event["event"] == "followup"), None),
    )
