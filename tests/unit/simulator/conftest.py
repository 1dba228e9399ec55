from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from simulator_kit import CITIZEN, Business, FakeIngest, HandClock
from starlette.testclient import TestClient

from settings import Settings, read_settings
from simulator.app import create_app
from simulator.webhooks import RetryPolicy


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ingest() -> FakeIngest:
    return FakeIngest()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"VAR_DIR": str(tmp_path)})


@pytest.fixture
def client(settings: Settings, clock: HandClock, ingest: FakeIngest) -> Iterator[TestClient]:
    app = create_app(settings, ingest=ingest, clock=clock, retry=RetryPolicy(first_s=0.0))
    with TestClient(app) as client:
        yield client


@pytest.fixture
def business(client: TestClient, settings: Settings) -> Business:
    return Business(client, settings)


@pytest.fixture
def say(client: TestClient) -> Callable[..., str]:
    """The citizen writes; opens the 24-hour window."""

    def write(text: str = "halo", wa_id: str = CITIZEN) -> str:
        answer = client.post(f"/sim/chats/{wa_id}/messages", json={"type": "text", "text": text})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["wamid"])

    return write


@pytest.fixture
def chat(client: TestClient) -> Callable[..., list[dict[str, Any]]]:
    def read(after: int = 0, wa_id: str = CITIZEN) -> list[dict[str, Any]]:
        return list(client.get(f"/sim/chats/{wa_id}/messages", params={"after": after}).json())

    return read
