"""Fetching the files citizens send. The token goes to Meta's hosts alone, and never through a strange redirect."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from channels.whatsapp.wild import as_text

META_DOMAINS = ("facebook.com", "fbsbx.com", "whatsapp.net", "fbcdn.net")
LARGEST_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
REDIRECTS = 3
REDIRECT_STATUSES = (301, 302, 303, 307, 308)


class MediaUnusable(Exception):
    """The file is damaged or does not come from Meta; asking again does not help."""


class MediaTooLarge(MediaUnusable):
    """The file is larger than any that is taken; the rest of it was not fetched."""


@dataclass(frozen=True)
class Media:
    """A file as a citizen sent it; `sha256` is the hex digest of `content`."""

    content: bytes = field(repr=False)
    mime_type: str
    sha256: str


def is_trusted(url: str, base_url: str) -> bool:
    """Whether `url` may see our token: Graph's own origin, or HTTPS on a domain of Meta's."""
    try:
        wanted, base = urlsplit(url), urlsplit(base_url)
        origin = (wanted.scheme, wanted.hostname, wanted.port)
        base_origin = (base.scheme, base.hostname, base.port)
    except ValueError:
        return False
    host = wanted.hostname or ""
    of_meta = any(host == domain or host.endswith("." + domain) for domain in META_DOMAINS)
    return origin == base_origin or (wanted.scheme == "https" and wanted.port in (None, 443) and of_meta)


async def download(
    session: aiohttp.ClientSession,
    url: str,
    expected: Mapping[str, Any],
    base_url: str,
    headers: Mapping[str, str],
    limits: aiohttp.ClientTimeout,
) -> Media:
    """The file at `url`, checked against Meta's description of it.

    Raises MediaUnusable, aiohttp.ClientError or asyncio.TimeoutError.
    """
    for _ in range(REDIRECTS + 1):
        if not is_trusted(url, base_url):
            raise MediaUnusable("the address is not Meta's")
        async with session.get(url, headers=headers, timeout=limits, allow_redirects=False) as response:
            if response.status in REDIRECT_STATUSES:
                url = str(response.url.join(URL(response.headers.get("Location", ""))))
                continue
            response.raise_for_status()
            content = await _read(response)
            mime_type = as_text(expected.get("mime_type")) or response.content_type
            return Media(content, mime_type, _checked(content, as_text(expected.get("sha256"))))
    raise MediaUnusable("too many redirects")


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        content += chunk
        if len(content) > LARGEST_BYTES:
            raise MediaTooLarge("the file is too large")
    return bytes(content)


def _checked(content: bytes, expected: str) -> str:
    """The hex digest; Meta writes the expected one in hex or in base64."""
    digest = hashlib.sha256(content).digest()
    if expected and expected.lower() != digest.hex() and expected != base64.b64encode(digest).decode():
        raise MediaUnusable("the file is damaged")
    return digest.hex()
