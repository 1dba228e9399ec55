"""SMS through Twilio. `Client` comes from outside, so that tests and proxies can bring their own."""

from __future__ import annotations

from requests import RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from identity.errors import SmsGatewayError

TIMEOUT_S = 3.0


class TwilioSmsGateway:
    def __init__(self, client: Client, sender: str) -> None:
        """`sender`: the Twilio number or messaging service id ("MG…") that the SMS comes from."""
        self._client = client
        self._sender = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}

    def send(self, phone_e164: str, text: str) -> None:
        try:
            self._client.messages.create(to=phone_e164, body=text, **self._sender)
        except (TwilioException, RequestException) as error:
            # Twilio's own message repeats the number; its code alone says enough (twilio.com/docs/api/errors)
            raise SmsGatewayError(f"twilio: {type(error).__name__} {getattr(error, 'code', '')}".rstrip()) from None


def twilio_client(account_sid: str, auth_token: str) -> Client:
    """A client that gives up after three seconds; the library's own default waits for ever."""
    return Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=TIMEOUT_S))
