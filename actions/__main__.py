"""The action server: `python -m actions`.

Rasa SDK's own server, bound to one address, with a shared secret, a truthful health answer and error answers that
never echo the request (it holds the citizen's words).
"""

from __future__ import annotations

import asyncio
import hmac
import logging

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

import bootstrap
from settings import Settings

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Action-Secret"  # noqa: S105 - the name of the header, not a secret


def protect(app: Sanic, secret: str) -> None:
    """Refuse calls without the shared secret; with an empty one (embedded mode, loopback only) take all."""

    @app.on_request
    async def check_secret(request: Request) -> HTTPResponse | None:
        if request.path == "/health" or not secret:
            return None
        given = request.headers.get(SECRET_HEADER, "")
        return None if hmac.compare_digest(given.encode(), secret.encode()) else json({"error": "forbidden"}, 401)

    @app.on_response
    async def hide_request(request: Request, response: HTTPResponse) -> HTTPResponse | None:
        return json({"error": "action failed"}, response.status) if response.status >= 500 else None


def tell_health(app: Sanic) -> None:
    """`GET /health`: 200 when the registry can be read, else 503."""

    @app.on_request
    async def health(request: Request) -> HTTPResponse | None:
        if request.path != "/health":
            return None
        healthy = await asyncio.to_thread(bootstrap.registry_reachable)
        return json({"status": "ok" if healthy else "registry unreachable"}, 200 if healthy else 503)


def deliver_left_over_sms(app: Sanic) -> None:
    """Codes whose delivery a crash interrupted go out after the restart."""

    async def deliver() -> None:
        while True:
            await asyncio.to_thread(bootstrap.services().identity.deliver_pending_sms)
            await asyncio.sleep(bootstrap.SMS_RECOVERY_INTERVAL_S)

    app.add_task(deliver())


def apply_decisions(app: Sanic) -> None:
    """What officers decided takes effect when it can no longer be undone; numbers that an account leaves hear of it."""

    async def apply() -> None:
        while True:
            try:
                await asyncio.to_thread(bootstrap.services().decisions.apply_due)
                await asyncio.to_thread(bootstrap.number_changes().follow)
            except Exception as error:
                # The registry is away for a moment; the next round finds the same decisions.
                log.warning("decisions wait: %s", type(error).__name__)
            await asyncio.sleep(bootstrap.DECISIONS_INTERVAL_S)

    app.add_task(apply())


def close_connections(app: Sanic) -> None:
    @app.before_server_stop
    async def close(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        await bootstrap.services().received_files.close()


def create_server(settings: Settings) -> Sanic:
    app = create_app("actions")
    tell_health(app)
    protect(app, settings.action_secret)
    deliver_left_over_sms(app)
    apply_decisions(app)
    close_connections(app)
    return app


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = bootstrap.settings()
    create_server(settings).run(host=settings.host, port=settings.ports.actions, workers=1, access_log=False)


if __name__ == "__main__":
    main()
