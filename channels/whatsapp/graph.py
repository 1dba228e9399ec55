"""Meta's Graph API as the channel uses it.

    GraphFailure
    ├── GraphError        Meta answered no: code and HTTP status
    ├── GraphUnreachable  the request did not get there, or may be repeated without harm
    └── OutcomeUnknown    the message may have been taken: repeating may say it twice

No message of these exceptions holds a number, a name or a text.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote

import aiohttp

from channels.whatsapp.media import Media, MediaUnusable, download, is_trusted
from channels.whatsapp.wild import as_code, as_list, as_mapping, as_text
from settings import WhatsAppSettings

USER_AGENT = "PeduliBot/1.0"
CALL_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=3)
TRANSFER_TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=3)
IDLE_CONNECTION_SECONDS = 3.0
"""Shorter than servers keep connections, so that a request seldom meets one that is just being closed."""
SERVICE_UNAVAILABLE = 503
BAD_REQUEST = 400
DOWNLOAD_TRIES = 2

Json = dict[str, Any]


class GraphFailure(Exception):
    """A call on the Graph API did not succeed."""


class GraphError(GraphFailure):
    """Meta refused; `code` is Meta's error code, None when the answer held none."""

    def __init__(self, code: int | None, http_status: int) -> None:
        super().__init__(f"Graph answered {http_status}, code {code}")
        self.code = code
        self.http_status = http_status


class GraphUnreachable(GraphFailure):
    """No connection, or no usable answer to a call that may be repeated."""


class OutcomeUnknown(GraphFailure):
    """The answer is lost; the message may have been taken."""


class GraphClient:
    """One connection pool; made anywhere, used and closed in one event loop. Every method raises GraphFailure."""

    def __init__(self, settings: WhatsAppSettings) -> None:
        self.base_url = f"{settings.graph_base_url}/{settings.graph_version}"
        self._phone_number_id = settings.phone_number_id
        self._headers = {"Authorization": f"Bearer {settings.access_token}", "User-Agent": USER_AGENT}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, payload: Json, phone_number_id: str = "") -> str:
        """Sends a message and returns its wamid; from our own number unless another is named."""
        answer = await self._call("POST", self._url("messages", phone_number_id), lost=OutcomeUnknown, json=payload)
        messages = as_list(answer.get("messages"))
        wamid = as_text(as_mapping(messages[0]).get("id")) if messages else ""
        if not wamid:
            raise OutcomeUnknown("the answer names no message")
        return wamid

    async def mark_read_typing(self, wamid: str) -> None:
        """Shows the citizen blue ticks and "typing…" until the answer, for 25 s at most."""
        typing = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
        await self._call("POST", self._url("messages"), json={"messaging_product": "whatsapp", **typing})

    async def upload_media(self, content: bytes, mime_type: str, filename: str, phone_number_id: str = "") -> str:
        """Puts a file on Meta's side and returns its media id, good for 30 days."""
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": mime_type})
        form.add_field("file", content, filename=filename, content_type=mime_type)
        url = self._url("media", phone_number_id)
        answer = await self._call("POST", url, timeout=TRANSFER_TIMEOUT, data=form)
        media_id = as_text(answer.get("id"))
        if not media_id:
            raise GraphUnreachable("the answer names no media")
        return media_id

    async def get_media(self, media_id: str) -> Media:
        """The bytes of a file a citizen sent, compared with Meta's checksum; also raises MediaUnusable.

        The address lives five minutes, so it is asked for anew when the download fails.
        """
        for left in reversed(range(DOWNLOAD_TRIES)):
            found = await self._call("GET", f"{self.base_url}/{quote(media_id, safe='')}")
            url = as_text(found.get("url"))
            if not is_trusted(url, self.base_url):
                raise MediaUnusable("the address is not Meta's")
            try:
                session = self._open_session()
                return await download(session, url, found, self.base_url, self._headers, TRANSFER_TIMEOUT)
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                if not left:
                    raise GraphUnreachable(f"download failed: {type(error).__name__}") from None
        raise AssertionError("unreachable")

    async def _call(
        self,
        method: str,
        url: str,
        *,
        lost: type[GraphFailure] = GraphUnreachable,
        timeout: aiohttp.ClientTimeout = CALL_TIMEOUT,
        **content: Any,
    ) -> Json:
        """The JSON of a good answer; `lost` is what to raise when we cannot know whether Meta acted."""
        try:
            session = self._open_session()
            async with session.request(method, url, headers=self._headers, timeout=timeout, **content) as response:
                status, raw = response.status, await response.read()
        except aiohttp.ClientConnectorError as error:
            raise GraphUnreachable(type(error).__name__) from None
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise lost(type(error).__name__) from None
        body = _parse(raw)
        if status < BAD_REQUEST and body is not None and "error" not in body:
            return body
        error_body = as_mapping((body or {}).get("error"))
        if not error_body and (status < BAD_REQUEST or status > BAD_REQUEST + 99) and status != SERVICE_UNAVAILABLE:
            raise lost(f"an answer that is not Graph's, HTTP {status}")
        raise GraphError(as_code(error_body.get("code")), status)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=IDLE_CONNECTION_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    def _url(self, node: str, phone_number_id: str = "") -> str:
        return f"{self.base_url}/{quote(phone_number_id or self._phone_number_id, safe='')}/{node}"


def _parse(raw: bytes) -> Json | None:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
