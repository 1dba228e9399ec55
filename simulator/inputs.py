"""Reading what scripts and the page send; what cannot be read is answered 400 with a sentence."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class BadRequest(Exception):
    """The caller's fault; the message tells what is wrong."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


async def answer_bad_request(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, error.status if isinstance(error, BadRequest) else 400)


async def json_object(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise BadRequest("the body is not JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    return body


def digits(text: str) -> str:
    """A telephone number as WhatsApp writes it: digits without +."""
    if not re.fullmatch(r"\+?[0-9]{5,15}", text):
        raise BadRequest("a number is 5 to 15 digits, with the country code and without +")
    return text.lstrip("+")


def after(request: Request) -> int:
    text = request.query_params.get("after", "0")
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadRequest("after must be a whole number")
    return int(text)
