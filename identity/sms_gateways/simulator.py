"""SMS to the simulated phone."""

from __future__ import annotations

import requests

from identity.errors import SmsGatewayError

TIMEOUT_S = 3.0


class SimulatorSmsGateway:
    def __init__(self, simulator_url: str) -> None:
        self._url = f"{simulator_url}/sim/gateway/sms"

    def send(self, phone_e164: str, text: str) -> None:
        body = {"to": phone_e164.removeprefix("+"), "text": text}
        try:
            answer = requests.post(self._url, json=body, timeout=TIMEOUT_S)
        except requests.RequestException as error:
            raise SmsGatewayError(f"simulator: {type(error).__name__}") from None
        if not answer.ok:
            raise SmsGatewayError(f"simulator: HTTP {answer.status_code}")
