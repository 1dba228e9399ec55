"""The input channel Rasa loads (`credentials.yml`): no webhook, it starts the turns that the inbox asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

if TYPE_CHECKING:
    from channels.whatsapp.turn import TurnParts

WORKERS = 32


class WhatsAppInput(InputChannel):
    """Imports the rest when the server starts: Rasa reports an ImportError here as "unknown channel"."""

    def __init__(
        self,
        workers: int = WORKERS,
        parts: Callable[[], TurnParts] | None = None,
    ) -> None:
        """`workers`: how many citizens are served at once; `parts` replaces the composition root in tests."""
        self._workers = workers
        self._make_parts = parts or _wired_parts

    @classmethod
    def name(cls) -> str:
        return "whatsapp"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WhatsAppInput:
        return cls(int((credentials or {}).get("workers", WORKERS)))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """`GET /health`, and listeners that start and stop the turns with the server."""
        blueprint = Blueprint("whatsapp")

        @blueprint.listener("after_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            from channels.whatsapp.action_response_check import install
            from channels.whatsapp.dispatcher import Dispatcher
            from channels.whatsapp.worker import TurnWorker

            install()
            parts = self._make_parts()
            worker = TurnWorker(parts, lambda: app.ctx.agent)
            app.ctx.turn_parts = parts
            app.ctx.turns = Dispatcher(parts.inbox, worker, lambda: getattr(app.ctx, "agent", None), self._workers)
            app.ctx.turns.start()

        @blueprint.listener("before_server_stop")
        async def stop(app: Sanic, _loop: Any) -> None:
            if hasattr(app.ctx, "turns"):
                await app.ctx.turns.stop()
                await app.ctx.turn_parts.graph.close()

        @blueprint.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            from channels.whatsapp.health_of_turns import check

            checks = check(request.app.ctx)
            return json(checks, status=200 if all(checks.values()) else 503)

        return blueprint


def _wired_parts() -> TurnParts:
    from bootstrap import turn_parts

    return turn_parts()
