"""Who is let in: the session cookie, the token of every form, and what becomes of a form whose session has ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from identity.officers.records import Draft, OfficerRecord
from identity.officers.service import OfficerService
from portal.officers import paths
from portal.officers.templates import ConsoleTemplates

SESSION, BROWSER = "console_session", "console_browser"
BROWSER_LIFE_S = 90 * 24 * 3600
FORM_TOKEN = "form_token"  # noqa: S105 - name of the field
NOT_TYPED = {FORM_TOKEN, "version", "command_id", "solved", "line"}
SEE_OTHER = 303

Handler = Callable[[Request], Awaitable[Response]]


def form_token(session: str) -> str:
    """Proves that a form was written by us for the browser that holds this cookie, which no other site can read."""
    return hashlib.sha256(f"form:{session}".encode()).hexdigest()


def see(path: str) -> Response:
    return RedirectResponse(path, status_code=SEE_OTHER)


class Entrance:
    def __init__(self, officers: OfficerService, templates: ConsoleTemplates, *, https: bool) -> None:
        self._officers = officers
        self._templates = templates
        self._https = https

    def for_anybody(self, handler: Handler) -> Handler:
        """Pages of logging in: a browser without a cookie gets one, so that its forms have a token too."""

        async def endpoint(request: Request) -> Response:
            given = request.cookies.get(SESSION, "")
            session = given or secrets.token_urlsafe(32)
            refused = await self._check_form(request, session)
            if refused is not None:
                return refused
            response = await handler(request)
            if not given and SESSION not in response.headers.get("set-cookie", ""):
                self.set_session(response, session)
            return response

        return endpoint

    def for_officers(self, handler: Handler) -> Handler:
        """Pages behind the login; `request.state.officer` is who asks."""

        async def endpoint(request: Request) -> Response:
            given = request.cookies.get(SESSION, "")
            if not given:
                return see(paths.LOGIN)
            refused = await self._check_form(request, given)
            if refused is not None:
                return refused
            session = await run_in_threadpool(self._officers.session, given)
            if session is None:
                return await self._ended(request, given)
            request.state.officer = session.officer
            return await handler(request)

        return endpoint

    def set_session(self, response: Response, token: str) -> None:
        response.set_cookie(SESSION, token, path=paths.ROOT, httponly=True, samesite="lax", secure=self._https)

    def set_browser(self, response: Response, token: str) -> None:
        response.set_cookie(
            BROWSER,
            token,
            max_age=BROWSER_LIFE_S,
            path=paths.ROOT,
            httponly=True,
            samesite="strict",
            secure=self._https,
        )

    def forget_session(self, response: Response) -> None:
        response.delete_cookie(SESSION, path=paths.ROOT)

    async def _check_form(self, request: Request, session: str) -> Response | None:
        """Refuses a form that is not ours; else gives the page the token for its own forms."""
        expected = form_token(session)
        if request.method == "POST":
            given = str((await request.form()).get(FORM_TOKEN, ""))
            if not hmac.compare_digest(given.encode(), expected.encode()):
                return self._templates.problem(request, "foreign_form", 403)
        request.state.form_token = expected
        return None

    async def _ended(self, request: Request, token: str) -> Response:
        if request.method != "POST":
            return see(paths.LOGIN)
        typed = _typed(await request.form())
        number = request.path_params.get("number")
        if number and typed:
            draft = Draft(paths.case_page(number), typed)
            await run_in_threadpool(self._officers.keep_draft, token, draft)
        return see(paths.LOGIN)


def _typed(form: Mapping[str, object]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str) and name not in NOT_TYPED and value}


def officer_of(request: Request) -> OfficerRecord:
    officer: OfficerRecord = request.state.officer
    return officer
