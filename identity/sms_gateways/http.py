"""Any gateway that takes `POST {"to": "+62…", "text": "…"}` with a bearer token and answers 2xx.

One message has three seconds and three attempts. Only what was surely not taken is tried again (no connection, 429,
502, 503, 504), and all attempts carry one `Idempotency-Key`, so that a gateway that knows it sends one SMS.
"""

from __future__ import annotations

import time
from uuid import uuid4

import requests

from identity.errors import SmsGatewayError

BUDGET_S = 3.0
ATTEMPTS = 3
PAUSE_S = 0.1
NOT_TAKEN = frozenset({429, 502, 503, 504})


class HttpSmsGateway:
    def __init__(self, url: str, token: str, *, budget_s: float = BUDGET_S) -> None:
        self._url = url
        self._token = token
        self._budget_s = budget_s

    def send(self, phone_e164: str, text: str) -> None:
        body = {"to": phone_e164, "text": text}
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": uuid4().hex}
        deadline = time.monotonic() + self._budget_s
        failure = "no attempt fitted into the budget"
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(PAUSE_S * attempt)
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                answer = requests.post(self._url, json=body, headers=headers, timeout=left, allow_redirects=False)
            except requests.ConnectionError as error:
                failure = type(error).__name__
                continue
            except requests.RequestException as error:
                raise SmsGatewayError(f"http: {type(error).__name__}") from None
            if answer.status_code in range(200, 300):
                return
            failure = f"HTTP {answer.status_code}"
            if answer.status_code not in NOT_TAKEN:
                break
        raise SmsGatewayError(f"http: {failure}")
