"""Stand-ins for the business on the other end of the simulator."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from starlette.testclient import TestClient

from settings import Settings

PATIENCE_S = 5
CITIZEN = "6281234567801"
Say = Callable[..., str]
ReadChat = Callable[..., list[dict[str, Any]]]


class HandClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc)

    def now(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class FakeIngest:
    """Takes webhooks as the business would; `answers` are the next HTTP statuses, then 200."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.answers: list[int] = []
        self.pending_answers: list[int | None] = []
        self._changed = threading.Condition()

    async def post(self, body: bytes, signature: str) -> int:
        with self._changed:
            self.bodies.append(body)
            self.signatures.append(signature)
            self._changed.notify_all()
            return self.answers.pop(0) if self.answers else 200

    async def pending(self, wa_id: str) -> int | None:
        return self.pending_answers.pop(0) if self.pending_answers else 0

    def values(self) -> list[dict[str, Any]]:
        return [json.loads(body)["entry"][0]["changes"][0]["value"] for body in self.bodies]

    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.values() for message in value.get("messages", [])]

    def statuses(self) -> list[dict[str, Any]]:
        return [status for value in self.values() for status in value.get("statuses", [])]

    def wait(self, condition: Callable[[FakeIngest], bool]) -> None:
        """Until the webhooks that came fulfil the condition."""
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), PATIENCE_S), "the webhook never came"


class Business:
    """The Graph calls a business makes."""

    def __init__(self, client: TestClient, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self.headers = {"Authorization": f"Bearer {settings.whatsapp.access_token}"}
        self.path = f"/graph/v24.0/{settings.whatsapp.phone_number_id}"

    def send(self, to: str = CITIZEN, **body: Any) -> Any:
        return self.post({"messaging_product": "whatsapp", "to": to, **body})

    def send_text(self, text: str = "Halo", **more: Any) -> Any:
        return self.send(type="text", text={"body": text}, **more)

    def post(self, body: Any) -> Any:
        return self._client.post(f"{self.path}/messages", json=body, headers=self.headers)

    def upload(self, content: bytes = b"%PDF-1.7", mime_type: str = "application/pdf") -> Any:
        return self._client.post(
            f"{self.path}/media",
            data={"messaging_product": "whatsapp", "type": mime_type},
            files={"file": ("a.pdf", content, mime_type)},
            headers=self.headers,
        )
