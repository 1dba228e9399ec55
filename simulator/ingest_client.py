"""The two calls the simulator makes on the business: posting webhooks and asking what is still pending."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import aiohttp

TIMEOUT_S = 10.0
CONNECTIONS = 100


class Ingest(Protocol):
    async def post(self, body: bytes, signature: str) -> int:
        """Posts a webhook; the HTTP status, 0 when no answer came."""

    async def pending(self, wa_id: str) -> int | None:
        """How much is still to do for this citizen; None when ingest does not say."""


class HttpIngest:
    def __init__(self, ingest_url: str) -> None:
        self._url = ingest_url
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            headers={"User-Agent": "facebookexternalua"},
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, body: bytes, signature: str) -> int:
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
        try:
            async with self._client.post(f"{self._url}/webhook", data=body, headers=headers) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return 0

    async def pending(self, wa_id: str) -> int | None:
        try:
            async with self._client.get(f"{self._url}/pending", params={"wa_id": wa_id}) as answer:
                return count(await answer.json(content_type=None)) if answer.status == 200 else None
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
            return None

    @property
    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("open() the ingest client first")
        return self._session


def count(answer: Any) -> int:
    """The sum of all numbers in ingest's answer: inbox, outbox and open turns; ValueError when there is none."""
    if isinstance(answer, dict):
        return sum(count(value) for value in answer.values())
    if isinstance(answer, int):
        return int(answer)
    raise ValueError("not a count")
