"""The console's addresses, and the pages for what can go wrong on them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from identity.officers.directory import OfficerDirectory
from identity.officers.service import OfficerService
from portal.officers import paths
from portal.officers.case import CasePages
from portal.officers.case_view import CaseView
from portal.officers.decisions import Decisions, Desk
from portal.officers.entrance import Entrance
from portal.officers.login import LoginPages
from portal.officers.queue import QueuePages
from portal.officers.talk import TalkPages
from portal.officers.talks import Talks
from portal.officers.templates import ConsoleTemplates
from registry.errors import AlreadyDecided, NotAllowed, UnknownCase
from wording import Wording

PROBLEMS: Mapping[type[Exception], tuple[str, int]] = {
    UnknownCase: ("unknown_case", 404),
    AlreadyDecided: ("already_decided", 409),
    NotAllowed: ("not_allowed", 403),
}


@dataclass(frozen=True)
class Console:
    """What the portal needs to serve the console."""

    routes: list[BaseRoute]
    errors: dict[Any, Callable[[Request, Exception], Awaitable[Response]]]


@dataclass(frozen=True)
class Parts:
    """What the console is made with."""

    officers: OfficerService
    directory: OfficerDirectory
    desk: Desk
    decisions: Decisions
    talks: Talks
    wording: Wording


def create_console(parts: Parts, *, https: bool) -> Console:
    """`https`: whether browsers reach the portal by HTTPS, so that they send cookies over nothing else."""
    officers, desk, decisions, talks = parts.officers, parts.desk, parts.decisions, parts.talks
    templates = ConsoleTemplates()
    entrance = Entrance(officers, templates, https=https)
    login = LoginPages(officers, entrance, templates)
    view = CaseView(desk, talks, parts.directory, parts.wording, templates)
    queue, case = QueuePages(desk, templates), CasePages(desk, decisions, officers, view)
    talk = TalkPages(talks, decisions, view, templates)
    anybody, inside = entrance.for_anybody, entrance.for_officers

    async def problem(request: Request, error: Exception) -> Response:
        kind, status_code = PROBLEMS[type(error)]
        return templates.problem(request, kind, status_code, number=request.path_params.get("number"))

    return Console(
        routes=[
            Route(paths.LOGIN, anybody(login.login), methods=["GET", "POST"]),
            Route(paths.CODE, anybody(login.code), methods=["GET", "POST"]),
            Route(paths.LOG_OUT, inside(login.log_out), methods=["POST"]),
            Route(paths.ROOT, inside(queue.queue)),
            Route(paths.NEXT, inside(queue.next_case)),
            Route(paths.FIGURES, inside(queue.figures)),
            Route(paths.CASE, inside(case.case)),
            Route(paths.APPROVE, inside(case.approve), methods=["POST"]),
            Route(paths.REFUSE, inside(case.refuse), methods=["POST"]),
            Route(paths.ASK_BACK, inside(case.ask_back), methods=["POST"]),
            Route(paths.UNDO, inside(case.undo), methods=["POST"]),
            Route(paths.TALK, inside(talk.lines)),
            Route(paths.TAKE, inside(talk.take), methods=["POST"]),
            Route(paths.SAY, inside(talk.say), methods=["POST"]),
            Route(paths.END, inside(talk.end), methods=["POST"]),
            Route(paths.KEEP, inside(talk.keep), methods=["POST"]),
            Route(paths.ATTACHMENT, inside(case.attachment)),
        ],
        errors=dict.fromkeys(PROBLEMS, problem),
    )
