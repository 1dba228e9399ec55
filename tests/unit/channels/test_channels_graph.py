from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from channels.whatsapp.graph import GraphClient, GraphError, GraphUnreachable, OutcomeUnknown
from channels.whatsapp.media import LARGEST_BYTES, MediaTooLarge, MediaUnusable, is_trusted
from settings import WhatsAppSettings

SETTINGS = WhatsAppSettings("1055", "secret", "verify", "token", "http://127.0.0.1", "v24.0")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PHOTO = b"jpeg bytes"


class FakeMeta:
    """A Graph server whose answer each test sets."""

    def __init__(self) -> None:
        self.answer: Handler = self.accept
        self.requests: list[web.Request] = []
        self.bodies: list[bytes] = []
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self.server = TestServer(app)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.read())
        self.requests.append(request)
        return await self.answer(request)

    async def accept(self, request: web.Request) -> web.Response:
        return web.json_response({"messages": [{"id": "wamid.1"}], "id": "media-1", "success": True})

    def media(self, *, sha256: str, url: str = "", content: bytes = PHOTO) -> None:
        async def answer(request: web.Request) -> web.Response:
            if request.path.endswith("/file"):
                return web.Response(body=content)
            address = url or str(self.server.make_url("/file"))
            return web.json_response({"url": address, "mime_type": "image/jpeg", "sha256": sha256})

        self.answer = answer


def answering(status: int, **arguments: object) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(status=status, **arguments) if "data" in arguments else web.Response(status=status)

    return answer


@pytest.fixture
async def meta() -> AsyncIterator[FakeMeta]:
    meta = FakeMeta()
    await meta.server.start_server()
    yield meta
    await meta.server.close()


@pytest.fixture
async def graph(meta: FakeMeta) -> AsyncIterator[GraphClient]:
    client = GraphClient(replace(SETTINGS, graph_base_url=str(meta.server.make_url("")).rstrip("/")))
    yield client
    await client.close()


async def test_a_message_is_posted_with_our_token(meta: FakeMeta, graph: GraphClient) -> None:
    assert await graph.send({"type": "text"}) == "wamid.1"
    (request,) = meta.requests
    assert (request.method, request.path) == ("POST", "/v24.0/1055/messages")
    assert request.headers["Authorization"] == "Bearer token"


async def test_ticks_and_typing_are_one_call(meta: FakeMeta, graph: GraphClient) -> None:
    await graph.mark_read_typing("wamid.in")
    assert meta.bodies[0] == (
        b'{"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.in", '
        b'"typing_indicator": {"type": "text"}}'
    )


async def test_a_file_is_uploaded_as_a_form(meta: FakeMeta, graph: GraphClient) -> None:
    assert await graph.upload_media(b"%PDF", "application/pdf", "S.pdf") == "media-1"
    assert meta.requests[0].path == "/v24.0/1055/media"
    for part in (b'name="messaging_product"', b'filename="S.pdf"', b"Content-Type: application/pdf", b"%PDF"):
        assert part in meta.bodies[0]


@pytest.mark.parametrize(("status", "code"), [(400, 131056), (429, 130429), (401, 190), (500, 131000)])
async def test_metas_no_has_its_code(meta: FakeMeta, graph: GraphClient, status: int, code: int) -> None:
    meta.answer = answering(status, data={"error": {"code": code, "message": "to 62812"}})
    with pytest.raises(GraphError) as refusal:
        await graph.send({})
    assert (refusal.value.code, refusal.value.http_status) == (code, status)
    assert "62812" not in str(refusal.value)


@pytest.mark.parametrize("status", [404, 429, 503])
async def test_a_no_without_code_keeps_its_http_status(meta: FakeMeta, graph: GraphClient, status: int) -> None:
    meta.answer = answering(status)
    with pytest.raises(GraphError) as refusal:
        await graph.send({})
    assert (refusal.value.code, refusal.value.http_status) == (None, status)


@pytest.mark.parametrize("status", [200, 500, 502, 504])
async def test_an_answer_that_says_nothing_leaves_the_outcome_open(
    meta: FakeMeta, graph: GraphClient, status: int
) -> None:
    meta.answer = answering(status)
    with pytest.raises(OutcomeUnknown):
        await graph.send({})
    with pytest.raises(GraphUnreachable):
        await graph.upload_media(b"", "application/pdf", "S.pdf")


async def test_a_connection_cut_off_leaves_the_outcome_open(meta: FakeMeta, graph: GraphClient) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    meta.answer = cut
    with pytest.raises(OutcomeUnknown):
        await graph.send({})


async def test_nobody_there_means_it_was_not_sent() -> None:
    graph = GraphClient(replace(SETTINGS, graph_base_url=f"http://127.0.0.1:{unused_port()}"))
    with pytest.raises(GraphUnreachable):
        await graph.send({})
    await graph.close()


async def test_a_citizens_file_is_fetched_and_compared(meta: FakeMeta, graph: GraphClient) -> None:
    digest = hashlib.sha256(PHOTO).hexdigest()
    meta.media(sha256=digest)
    media = await graph.get_media("77")
    assert (media.content, media.mime_type, media.sha256) == (PHOTO, "image/jpeg", digest)


async def test_a_damaged_file_is_refused(meta: FakeMeta, graph: GraphClient) -> None:
    meta.media(sha256="0" * 64)
    with pytest.raises(MediaUnusable):
        await graph.get_media("77")


async def test_a_file_of_40_megabytes_is_not_fetched_whole(meta: FakeMeta, graph: GraphClient) -> None:
    content = bytes(40 * 1024 * 1024)
    assert len(content) > LARGEST_BYTES
    meta.media(sha256="", content=content)
    with pytest.raises(MediaTooLarge):
        await graph.get_media("77")


async def test_the_token_goes_to_no_other_host(meta: FakeMeta, graph: GraphClient) -> None:
    meta.media(sha256="", url="http://127.0.0.1:9/file")
    with pytest.raises(MediaUnusable):
        await graph.get_media("77")


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://lookaside.fbsbx.com/x", True),
        ("https://mmg.whatsapp.net/x", True),
        ("http://lookaside.fbsbx.com/x", False),
        ("https://fbsbx.com.evil.example/x", False),
        ("https://evil.example@fbsbx.com:8443/x", False),
        ("https://notfbsbx.com/x", False),
        ("file:///etc/passwd", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_whom_the_token_may_be_shown(url: str, trusted: bool) -> None:
    assert is_trusted(url, "https://graph.facebook.com/v24.0") is trusted
