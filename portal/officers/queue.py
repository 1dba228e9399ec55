"""The queue of cases, with filters and search, and the day's figures."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from portal.officers import paths
from portal.officers.chart import HEIGHT, WIDTH, chart
from portal.officers.decisions import Desk, as_decider
from portal.officers.entrance import officer_of, see
from portal.officers.templates import ConsoleTemplates
from registry.case_numbers import parse_case_number
from registry.case_records import CaseState, CorrectionKind, Queue, ReportKind
from registry.decision_records import QueueFilter

KINDS: tuple[CorrectionKind | ReportKind, ...] = (*CorrectionKind, *ReportKind)
FOR_OFFICERS = (CaseState.PENDING, CaseState.IN_PROGRESS)

Choice = TypeVar("Choice", bound=Enum)


class QueuePages:
    def __init__(self, desk: Desk, templates: ConsoleTemplates) -> None:
        self._desk = desk
        self._templates = templates

    async def queue(self, request: Request) -> Response:
        """A case number that is typed in full leads to its case at once."""
        typed = request.query_params.get("number", "").strip()
        number = parse_case_number(typed)
        if number is not None:
            return see(paths.case_page(number))
        wanted = wanted_cases(request.query_params)
        cases = await run_in_threadpool(self._desk.queue, as_decider(officer_of(request)), wanted)
        return self._templates.page(
            request, "queue", cases=cases, wanted=wanted, typed=typed, kinds=KINDS, queues=Queue, states=CaseState
        )

    async def next_case(self, request: Request) -> Response:
        """The case behind `after` that waits for an officer, else the first such; the queue when there is none."""
        cases = await run_in_threadpool(self._desk.queue, as_decider(officer_of(request)), QueueFilter())
        after = request.query_params.get("after")
        numbers = [case.number for case in cases]
        start = numbers.index(after) + 1 if after in numbers else 0
        waiting = (c for c in cases[start:] + cases[:start] if c.state in FOR_OFFICERS and c.number != after)
        case = next(waiting, None)
        return see(paths.case_page(case.number) if case else paths.ROOT)

    async def figures(self, request: Request) -> Response:
        figures = await run_in_threadpool(self._desk.figures)
        return self._templates.page(
            request, "figures", figures=figures, chart=chart(figures.days), width=WIDTH, height=HEIGHT
        )


def wanted_cases(query: Mapping[str, str]) -> QueueFilter:
    """The filter in an address; what is no value of ours filters nothing."""
    return QueueFilter(
        kind=_chosen(KINDS, query.get("kind")),
        queue=_chosen(tuple(Queue), query.get("queue")),
        state=_chosen(tuple(CaseState), query.get("state")),
        overdue=query.get("overdue") == "1",
        number=query.get("number", "").strip().upper(),
    )


def _chosen(choices: tuple[Choice, ...], value: str | None) -> Choice | None:
    return next((each for each in choices if each.value == value), None)
