"""The panel of a case in which an officer talks with its citizen."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from portal.officers import paths
from portal.officers.case_view import CaseView, case_number
from portal.officers.decisions import Decisions, as_decider
from portal.officers.entrance import officer_of, see
from portal.officers.forms import DecisionForm, FileForm, TalkForm
from portal.officers.talks import FileProblem, FileRefused, TalkProblem, TalkRefused, Talks
from portal.officers.templates import ConsoleTemplates
from registry.decision_records import Officer
from registry.evidence.records import AttachmentProblem

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
PANEL, FILES = "#percakapan", "#berkas"


class TalkPages:
    def __init__(self, talks: Talks, decisions: Decisions, view: CaseView, templates: ConsoleTemplates) -> None:
        self._talks = talks
        self._decisions = decisions
        self._view = view
        self._templates = templates

    async def lines(self, request: Request) -> Response:
        """What was said after the line `after`, as list items, for the page that has the lines before it."""
        officer, number = as_decider(officer_of(request)), case_number(request)
        given = request.query_params.get("after", "")
        after = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        lines = await run_in_threadpool(self._talks.lines, officer, number, after)
        talk = await run_in_threadpool(self._talks.current, number)
        running = talk is not None and talk.until is not None
        keep_at = paths.KEEP.format(number=number) if talk is not None and talk.officer_id == officer.id else ""
        return self._templates.page(request, "lines", lines=lines, running=running, keep_at=keep_at)

    async def take(self, request: Request) -> Response:
        form = DecisionForm(await request.form())

        def take(officer: Officer, number: str) -> None:
            self._talks.take(officer, number, form.command_id.data)

        return await self._act(request, form, take)

    async def say(self, request: Request) -> Response:
        """What could not be sent stays in its box."""
        form = TalkForm(await request.form())

        def say(officer: Officer, number: str) -> None:
            self._talks.say(officer, number, form["text"].data, form.command_id.data)

        return await self._act(request, form, say)

    async def end(self, request: Request) -> Response:
        """The case that was opened for the talk is thereby solved; any other still waits for its decision."""
        form = DecisionForm(await request.form())
        solved = "solved" in (await request.form())

        def end(officer: Officer, number: str) -> None:
            self._talks.end(officer, number, form.command_id.data)
            if solved:
                self._decisions.approve(officer, number, form.version.data, form.command_id.data)

        return await self._act(request, form, end)

    async def keep(self, request: Request) -> Response:
        """Leads to the case's files, or stays where a message was being typed, so that it is not lost."""
        form, number = FileForm(await request.form()), case_number(request)
        problem: FileProblem | AttachmentProblem | None = None if form.validate() else FileProblem.NO_FILE
        if problem is None:
            try:
                await self._talks.keep(as_decider(officer_of(request)), number, form.line.data, form.command_id.data)
            except FileRefused as refused:
                problem = refused.problem
        typed = {"text": form["text"].data or ""}
        if problem is None and not typed["text"]:
            return see(paths.case_page(number) + FILES)
        status_code = OK if problem is None else UNPROCESSABLE if problem is FileProblem.NO_FILE else CONFLICT
        told: dict[str, object] = {"file_kept": True} if problem is None else {"file_problem": problem.value}
        return await self._view.page(request, number, status_code, typed=typed, **told)

    async def _act(self, request: Request, form: DecisionForm, act: Callable[[Officer, str], None]) -> Response:
        number = case_number(request)
        problem = None if form.validate() else TalkProblem.UNFIT_TEXT
        if problem is None:
            try:
                await run_in_threadpool(act, as_decider(officer_of(request)), number)
            except TalkRefused as refused:
                problem = refused.problem
        if problem is None:
            return see(paths.case_page(number) + PANEL)
        typed = {"text": str(form.data.get("text") or "")}
        status_code = UNPROCESSABLE if problem is TalkProblem.UNFIT_TEXT else CONFLICT
        return await self._view.page(request, number, status_code, typed=typed, talk_problem=problem.value)
