"""Errors as Meta's Graph API words them."""

from __future__ import annotations

import base64
import secrets
from typing import Any

TITLES = {
    0: "AuthException",
    1: "API Unknown",
    2: "API Service",
    3: "API Method",
    4: "API Too Many Calls",
    10: "Permission Denied",
    100: "Invalid parameter",
    190: "Invalid OAuth access token - Cannot parse access token",
    368: "Temporarily blocked for policies violations",
    80007: "Rate limit issues",
    130429: "Rate limit hit",
    130472: "User's number is part of an experiment",
    131000: "Something went wrong",
    131005: "Access denied",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131021: "Recipient cannot be sender",
    131026: "Message undeliverable",
    131030: "Recipient phone number not in allowed list",
    131031: "Account has been locked",
    131047: "Re-engagement message",
    131048: "Spam Rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "User has stopped marketing messages",
    131051: "Unsupported message type",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131057: "Account in maintenance mode",
    132000: "Template Param Count Mismatch",
    132001: "Template does not exist",
    132018: "Template parameter value is not valid",
    135000: "Generic user error",
}
# Meta is not consistent about the status of an error; clients must branch on the code.
HTTP_STATUS = {
    0: 401,
    190: 401,
    3: 403,
    10: 403,
    131005: 403,
    131031: 403,
    368: 403,
    1: 500,
    131000: 500,
    2: 503,
    131016: 503,
    4: 429,
    80007: 429,
    130429: 429,
    131048: 429,
    131056: 429,
}
TRANSIENT = frozenset({1, 2})


class GraphError(Exception):
    """A refusal of Graph; `details` is what Meta puts into error_data."""

    def __init__(self, code: int, details: str = "", *, message: str = "", subcode: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
        self.message = message or f"(#{code}) {TITLES.get(code, 'Something went wrong')}"
        self.subcode = subcode

    @property
    def http_status(self) -> int:
        return HTTP_STATUS.get(self.code, 400)

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": "OAuthException", "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.code in TRANSIENT:
            error["is_transient"] = True
        error["fbtrace_id"] = "A" + base64.urlsafe_b64encode(secrets.token_bytes(17)).decode().rstrip("=")
        return {"error": error}


def webhook_error(code: int) -> dict[str, Any]:
    """The error as a `failed` status carries it."""
    title = TITLES.get(code, "Something went wrong")
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": title},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }


def bad_parameter(details: str) -> GraphError:
    return GraphError(131009, details)


def missing(parameter: str) -> GraphError:
    return GraphError(100, message=f"(#100) The parameter {parameter} is required.")


def too_long(parameter: str, limit: int) -> GraphError:
    return GraphError(100, message=f"(#100) Param {parameter} must be at most {limit} characters long.")


def unknown_object(object_id: str) -> GraphError:
    return GraphError(
        100,
        message=(
            f"Unsupported request. Object with ID '{object_id}' does not exist, cannot be loaded due to missing "
            "permissions, or does not support this operation."
        ),
        subcode=33,
    )
