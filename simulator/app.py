"""The simulator put together: one Starlette app of Graph, the script interface and the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from clock import SimulatedClock
from settings import Settings
from simulator import clock_api, sms
from simulator.chats import Chats
from simulator.citizens import Citizens
from simulator.events import EventBus
from simulator.faults import Faults
from simulator.graph_api import VERIFIED_NAME, GraphApi
from simulator.ingest_client import HttpIngest, Ingest
from simulator.inputs import BadRequest, answer_bad_request
from simulator.media import MediaStore
from simulator.page_api import PageApi
from simulator.phone import Phone
from simulator.script_api import ScriptApi
from simulator.templates import ApprovedTemplates
from simulator.webhook_payloads import DISPLAY_NUMBER
from simulator.webhooks import RetryPolicy, WebhookPusher
from simulator.wire_log import WireLog

HERE = Path(__file__).resolve().parent
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def create_app(
    settings: Settings,
    *,
    ingest: Ingest | None = None,
    clock: clock_api.MovableClock | None = None,
    retry: RetryPolicy | None = None,
) -> Starlette:
    """The app; tests pass their own ingest, clock and retry pauses."""
    clock = clock or SimulatedClock(settings.clock_offset_file)
    real_ingest = HttpIngest(settings.ingest_url)
    ingest = ingest or real_ingest
    events, faults = EventBus(), Faults()
    log = WireLog(events)
    chats, media = Chats(clock, events), MediaStore(clock)
    citizens, templates = Citizens(settings.demo_citizens_file), ApprovedTemplates.load(settings.responses)
    inboxes = sms.SmsInboxes(clock, events)
    webhooks = WebhookPusher(ingest, settings.whatsapp.app_secret, faults, log, clock, retry or RetryPolicy())
    phone = Phone(chats, media, citizens, webhooks, clock, settings.whatsapp.phone_number_id)
    graph = GraphApi(settings.whatsapp, chats, media, phone, faults, log, clock, templates)
    script = ScriptApi(phone, chats, citizens, media, webhooks, ingest, faults, events, clock)
    page = PageApi(phone, chats, inboxes, log, events, clock)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await real_ingest.open()
        yield
        await webhooks.close()
        await real_ingest.close()

    return Starlette(
        routes=[
            Route("/", _page(), methods=["GET"]),
            Route("/health", _health, methods=["GET"]),
            *graph.routes(),
            *script.routes(),
            *sms.routes(inboxes, faults),
            *clock_api.routes(clock, events),
            *page.routes(),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        exception_handlers={BadRequest: answer_bad_request},
        lifespan=lifespan,
    )


def _page() -> Callable[[Request], Awaitable[Response]]:
    templates = Jinja2Templates(directory=HERE / "templates")

    async def page(request: Request) -> Response:
        return templates.TemplateResponse(
            request,
            "phone.html",
            {"name": VERIFIED_NAME, "number": f"+{DISPLAY_NUMBER}"},
            headers={"Content-Security-Policy": PAGE_POLICY, "Referrer-Policy": "no-referrer"},
        )

    return page


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})
