"""The page of one case: the case, the talk about it, and names and sentences for what is kept as keys."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from identity.officers.directory import OfficerDirectory
from identity.phone import PhoneNumber
from portal.officers.decisions import Desk, as_decider
from portal.officers.entrance import officer_of
from portal.officers.talks import Talks
from portal.officers.templates import ConsoleTemplates
from registry.case_numbers import parse_case_number
from registry.decision_records import CaseFile, Question, RefusalReason
from registry.errors import UnknownCase
from wording import Wording

SUMMARY, SEPARATOR = "so_far", ", "  # detail of a report: names of the assistant's answers before it was made
MOST_SENTENCES, LONGEST_SENTENCE = 12, 160


class CaseView:
    def __init__(
        self, desk: Desk, talks: Talks, directory: OfficerDirectory, wording: Wording, templates: ConsoleTemplates
    ) -> None:
        self._desk = desk
        self._talks = talks
        self._directory = directory
        self._wording = wording
        self._templates = templates

    async def page(
        self,
        request: Request,
        number: str,
        status_code: int = 200,
        *,
        typed: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """`typed`: what stands in the forms."""
        read = await run_in_threadpool(self._read, request, number)
        return self._templates.page(
            request,
            "case",
            status_code,
            typed=typed or {},
            command_id=uuid4().hex,
            reasons=RefusalReason,
            questions=Question,
            **read,
            **values,
        )

    def _read(self, request: Request, number: str) -> dict[str, object]:
        officer = as_decider(officer_of(request))
        file, talk = self._desk.case(officer, number), self._talks.current(number)
        return {
            "case": file,
            "masked_phone": "" if file.phone is None else PhoneNumber(file.phone).masked,
            "summary_lines": sentences(self._wording, file),
            "names": {each.id: each.name for each in self._directory.all()},
            "talk": talk,
            "lines": [] if talk is None else self._talks.lines(officer, number),
        }


def sentences(wording: Wording, file: CaseFile) -> list[str]:
    """What the assistant said before the case was opened, the newest few; values it filled in are left out."""
    said = [name for names in file.asked.details.get(SUMMARY, "").split("\n") for name in names.split(SEPARATOR)]
    outlines = [wording.outline(name) for name in said if name in wording]
    return [_shortened(outline) for outline in outlines if outline][-MOST_SENTENCES:]


def _shortened(text: str) -> str:
    line = " ".join(text.replace("*", "").split())
    return line if len(line) <= LONGEST_SENTENCE else f"{line[:LONGEST_SENTENCE].rstrip()}…"


def case_number(request: Request) -> str:
    """Raises UnknownCase for what cannot be one."""
    number = parse_case_number(request.path_params["number"])
    if number is None:
        raise UnknownCase
    return number
