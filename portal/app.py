"""The portal: the verification page behind the QR of a certificate, and beside it the officers' console.

The verification page tells a stranger no more than the paper shows, with the name masked, and keeps no trace of who
asked.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from certificates.labels import date_words, dose_words
from certificates.records import CertificateStatus, Standing
from portal.headers import SecurityHeaders
from portal.officers.app import Console

FOLDER = Path(__file__).resolve().parent
CERTIFICATE_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
NO_CERTIFICATE = "health"  # asked to learn whether the store answers; no certificate has this id

PAGES = {
    Standing.VALID: "valid.html",
    Standing.SUPERSEDED: "superseded.html",
    Standing.REVOKED: "revoked.html",
}

logger = logging.getLogger(__name__)


class CertificateStatusSource(Protocol):
    """The certificates, seen from here; `certificates.service.CertificateService` is one."""

    def status(self, certificate_id: str) -> CertificateStatus | None:
        """None when there is no such certificate; may raise when the store is out of reach."""


class Pages:
    def __init__(self, certificates: CertificateStatusSource) -> None:
        self._certificates = certificates
        self._templates = Jinja2Templates(directory=FOLDER / "templates")
        self._templates.env.filters["date_words"] = date_words
        self._templates.env.filters["dose_words"] = dose_words

    async def index(self, request: Request) -> Response:
        return self._page(request, "index.html")

    async def certificate(self, request: Request) -> Response:
        certificate_id = request.path_params["certificate_id"]
        if not CERTIFICATE_ID.fullmatch(certificate_id):
            return self._page(request, "unknown.html", status_code=404)
        try:
            status = await run_in_threadpool(self._certificates.status, certificate_id)
        except Exception as error:  # whatever the store's driver raises, the visitor gets a page that says so
            logger.error("certificate look-up failed: %s", type(error).__name__)
            return self._page(request, "unavailable.html", status_code=503)
        if status is None:
            return self._page(request, "unknown.html", status_code=404)
        return self._page(request, PAGES[status.standing], certificate=status)

    async def not_found(self, request: Request, error: Exception) -> Response:
        return self._page(request, "unknown.html", status_code=404)

    async def health(self, request: Request) -> Response:
        """200 only when the certificates' store answers."""
        try:
            await run_in_threadpool(self._certificates.status, NO_CERTIFICATE)
        except Exception as error:  # any failure means the same to the one who watches
            logger.error("health check failed: %s", type(error).__name__)
            return JSONResponse({"status": "unavailable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    def _page(self, request: Request, name: str, status_code: int = 200, **values: object) -> Response:
        return self._templates.TemplateResponse(request, name, values, status_code=status_code)


async def _nothing() -> None:
    pass


def create_app(
    certificates: CertificateStatusSource, console: Console, close: Callable[[], Awaitable[None]] = _nothing
) -> Starlette:
    """The portal over a source of certificates and the officers' console; `close` is awaited at the end."""
    pages = Pages(certificates)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await close()

    return Starlette(
        routes=[
            Route("/", pages.index),
            Route("/v/{certificate_id}", pages.certificate, name="certificate"),
            Route("/health", pages.health),
            *console.routes,
            Mount("/static", StaticFiles(directory=FOLDER / "static"), name="static"),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={404: pages.not_found, **console.errors},
        lifespan=lifespan,
    )
