"""Logging in: name and password, then the code of the authenticator, which the first time is set up here."""

from __future__ import annotations

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from identity.officers.records import LoggedIn, LoginProblem, LoginRefused
from identity.officers.service import OfficerService
from portal.officers import paths
from portal.officers.entrance import BROWSER, SESSION, Entrance, see
from portal.officers.forms import CodeForm, LoginForm
from portal.officers.templates import ConsoleTemplates

QR_MODULE = 5  # pixels
TOO_MANY, REFUSED = 429, 401


class LoginPages:
    def __init__(self, officers: OfficerService, entrance: Entrance, templates: ConsoleTemplates) -> None:
        self._officers = officers
        self._entrance = entrance
        self._templates = templates

    async def login(self, request: Request) -> Response:
        if request.method == "GET":
            return self._templates.page(request, "login")
        form = LoginForm(await request.form())
        if not form.validate():
            return self._templates.page(request, "login", REFUSED, problem=LoginRefused(LoginProblem.WRONG))
        browser = request.cookies.get(BROWSER, "")
        outcome = await run_in_threadpool(
            self._officers.check_password, form.officer_name.data, form.password.data, browser
        )
        if isinstance(outcome, LoginRefused):
            return self._templates.page(
                request, "login", _status(outcome), problem=outcome, typed_name=form.officer_name.data
            )
        response = see(paths.CODE)
        self._entrance.set_session(response, outcome.token)
        return response

    async def code(self, request: Request) -> Response:
        token = request.cookies.get(SESSION, "")
        if request.method == "GET":
            return await self._code_page(request, token)
        form = CodeForm(await request.form())
        if not form.validate():
            return await self._code_page(request, token, LoginRefused(LoginProblem.WRONG_CODE))
        browser = request.cookies.get(BROWSER, "")
        outcome = await run_in_threadpool(self._officers.check_code, token, form.code.data, browser)
        if isinstance(outcome, LoginRefused):
            return await self._code_page(request, token, outcome)
        return await self._welcome(outcome)

    async def log_out(self, request: Request) -> Response:
        await run_in_threadpool(self._officers.log_out, request.cookies.get(SESSION, ""))
        response = see(paths.LOGIN)
        self._entrance.forget_session(response)
        return response

    async def _welcome(self, outcome: LoggedIn) -> Response:
        """To the queue, or back to the form that was being filled when the last session ended."""
        waiting = await run_in_threadpool(self._officers.draft_path, outcome.officer_id)
        response = see(waiting or paths.ROOT)
        self._entrance.set_session(response, outcome.token)
        self._entrance.set_browser(response, outcome.browser)
        return response

    async def _code_page(self, request: Request, token: str, problem: LoginRefused | None = None) -> Response:
        if problem is not None and problem.problem is LoginProblem.EXPIRED:
            return self._templates.page(request, "login", REFUSED, problem=problem)
        enrolment = await run_in_threadpool(self._officers.enrolment, token)
        symbol = None
        if enrolment is not None:
            symbol = segno.make(enrolment.address, error="m").svg_inline(scale=QR_MODULE, light="#fff")
        status = 200 if problem is None else _status(problem)
        return self._templates.page(
            request, "code", status, problem=problem, symbol=symbol, secret=enrolment.secret if enrolment else None
        )


def _status(refused: LoginRefused) -> int:
    return TOO_MANY if refused.problem is LoginProblem.LOCKED else REFUSED
