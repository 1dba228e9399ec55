"""One case: what is on record beside what is asked, its files, and the decisions on it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from identity.officers.service import OfficerService
from portal.officers import paths
from portal.officers.case_view import CaseView, case_number
from portal.officers.corrections import correction_in
from portal.officers.decisions import Decisions, Desk, as_decider
from portal.officers.entrance import officer_of, see
from portal.officers.forms import DecisionForm, QuestionForm, RefusalForm
from registry.decision_records import Decided, Officer, Question, RefusalReason
from registry.errors import BadCorrection

UNPROCESSABLE = 422
SHOWN_IN_PAGE = frozenset({"image/jpeg", "image/png"})
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


class CasePages:
    def __init__(self, desk: Desk, decisions: Decisions, officers: OfficerService, view: CaseView) -> None:
        self._desk = desk
        self._decisions = decisions
        self._officers = officers
        self._view = view

    async def case(self, request: Request) -> Response:
        """What was typed before the last session ended stands in the forms again."""
        officer, number = officer_of(request), case_number(request)
        draft = await run_in_threadpool(self._officers.take_draft, officer.id, paths.case_page(number))
        return await self._view.page(request, number, typed=draft.fields if draft else {}, restored=draft is not None)

    async def attachment(self, request: Request) -> Response:
        """The file's own bytes: pictures are shown, anything else is only ever saved."""
        attachment_id = request.path_params["attachment_id"]
        file = await run_in_threadpool(self._desk.attachment, as_decider(officer_of(request)), attachment_id)
        headers = {"Content-Security-Policy": FILE_POLICY, "Cross-Origin-Resource-Policy": "same-origin"}
        if file.mime_type not in SHOWN_IN_PAGE:
            headers["Content-Disposition"] = f'attachment; filename="{file.case_number}.pdf"'
        return Response(file.content, media_type=file.mime_type, headers=headers)

    async def approve(self, request: Request) -> Response:
        form = await request.form()
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            correction = correction_in(typed)

            def approve(officer: Officer, number: str, decision: DecisionForm) -> Decided:
                return self._decisions.approve(
                    officer, number, decision.version.data, decision.command_id.data, correction
                )

            return await self._decide(request, DecisionForm(form), approve)
        except BadCorrection as problem:
            return await self._view.page(
                request, case_number(request), UNPROCESSABLE, typed=typed, bad=problem, opened="approve"
            )

    async def refuse(self, request: Request) -> Response:
        def refuse(officer: Officer, number: str, decision: DecisionForm) -> Decided:
            reason = RefusalReason(decision["reason"].data)
            return self._decisions.refuse(officer, number, decision.version.data, reason, decision.command_id.data)

        return await self._decide(request, RefusalForm(await request.form()), refuse, opened="refuse")

    async def ask_back(self, request: Request) -> Response:
        def ask(officer: Officer, number: str, decision: DecisionForm) -> Decided:
            question = Question(decision["question"].data)
            return self._decisions.ask_back(officer, number, decision.version.data, question, decision.command_id.data)

        return await self._decide(request, QuestionForm(await request.form()), ask, opened="ask_back")

    async def undo(self, request: Request) -> Response:
        def undo(officer: Officer, number: str, decision: DecisionForm) -> Decided:
            return self._decisions.undo(officer, number, decision.command_id.data)

        return await self._decide(request, DecisionForm(await request.form()), undo)

    async def _decide(
        self,
        request: Request,
        form: DecisionForm,
        act: Callable[[Officer, str, DecisionForm], Decided],
        opened: str = "",
    ) -> Response:
        """Afterwards the case is shown as it stands now, with the way back while the hold runs."""
        number = case_number(request)
        if not form.validate():
            return await self._view.page(request, number, UNPROCESSABLE, opened=opened, incomplete=opened)
        await run_in_threadpool(act, as_decider(officer_of(request)), number, form)
        return see(paths.case_page(number))
