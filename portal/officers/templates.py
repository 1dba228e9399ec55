"""The console's templates, with what they all need: dates in Indonesia's time and texts side by side."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from certificates.labels import date_words
from clock import WIB
from portal.officers import paths
from portal.officers.differences import compared

FOLDER = Path(__file__).resolve().parent.parent / "templates"


def moment_words(moment: dt.datetime) -> str:
    local = moment.astimezone(WIB)
    return f"{date_words(local.date()).indonesian}, {local:%H.%M}"


class ConsoleTemplates:
    def __init__(self) -> None:
        self._templates = Jinja2Templates(directory=FOLDER)
        self._templates.env.filters["moment"] = moment_words
        self._templates.env.filters["day"] = lambda day: date_words(day).indonesian
        self._templates.env.globals["paths"] = paths
        self._templates.env.globals["compared"] = compared

    def page(self, request: Request, name: str, status_code: int = 200, **values: object) -> Response:
        """`form_token` and `officer` are there when the request has been let in."""
        state = {"form_token": "", "officer": None, **request.scope.get("state", {})}
        return self._templates.TemplateResponse(request, f"officers/{name}.html", {**state, **values}, status_code)

    def problem(self, request: Request, kind: str, status_code: int, **values: object) -> Response:
        return self.page(request, "problem", status_code, kind=kind, **values)
