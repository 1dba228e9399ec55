"""The adapters against a small HTTP server of our own."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from requests import ConnectTimeout
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from identity.errors import SmsGatewayError
from identity.sms_gateways.console import ConsoleSmsGateway
from identity.sms_gateways.http import HttpSmsGateway
from identity.sms_gateways.simulator import SimulatorSmsGateway
from identity.sms_gateways.twilio import TwilioSmsGateway, twilio_client

PHONE, TEXT = "+6281234567890", "kode 123456"


class Server:
    def __init__(self) -> None:
        self.answers: list[int] = []
        self.requests: list[tuple[str, dict[str, str], dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.requests.append((self.path, dict(self.headers), json.loads(body)))
                status = server.answers.pop(0) if server.answers else 200
                if status == 0:
                    server.release.wait(2)
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self.release = threading.Event()
        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self.release.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def test_the_simulator_gets_the_number_without_plus(server: Server) -> None:
    SimulatorSmsGateway(server.url).send(PHONE, TEXT)
    path, _headers, body = server.requests[0]
    assert (path, body) == ("/sim/gateway/sms", {"to": "6281234567890", "text": TEXT})


def test_a_simulator_that_refuses_or_is_away_is_an_error(server: Server) -> None:
    server.answers = [503]
    with pytest.raises(SmsGatewayError, match="503"):
        SimulatorSmsGateway(server.url).send(PHONE, TEXT)
    with pytest.raises(SmsGatewayError):
        SimulatorSmsGateway("http://127.0.0.1:1").send(PHONE, TEXT)


def test_http_sends_json_with_the_bearer_token(server: Server) -> None:
    HttpSmsGateway(f"{server.url}/sms", "secret").send(PHONE, TEXT)
    path, headers, body = server.requests[0]
    assert (path, body) == ("/sms", {"to": PHONE, "text": TEXT})
    assert headers["Authorization"] == "Bearer secret"


def test_http_tries_again_under_one_key_when_the_message_was_surely_not_taken(server: Server) -> None:
    server.answers = [503, 429]
    HttpSmsGateway(server.url, "secret").send(PHONE, TEXT)
    assert len({headers["Idempotency-Key"] for _path, headers, _body in server.requests}) == 1
    assert len(server.requests) == 3


@pytest.mark.parametrize(("answers", "calls"), [([503] * 9, 3), ([401], 1), ([500], 1), ([302], 1)])
def test_http_gives_up(server: Server, answers: list[int], calls: int) -> None:
    server.answers = answers
    with pytest.raises(SmsGatewayError) as caught:
        HttpSmsGateway(server.url, "secret").send(PHONE, TEXT)
    assert len(server.requests) == calls
    assert PHONE not in str(caught.value)


def test_http_does_not_wait_for_a_slow_gateway_nor_ask_it_twice(server: Server) -> None:
    server.answers = [0]
    with pytest.raises(SmsGatewayError, match="Timeout"):
        HttpSmsGateway(server.url, "secret", budget_s=0.2).send(PHONE, TEXT)
    assert len(server.requests) == 1


def test_the_console_masks_the_number() -> None:
    stream = io.StringIO()
    ConsoleSmsGateway(stream).send(PHONE, TEXT)
    assert stream.getvalue() == "SMS +62 812-••••-7890: kode 123456\n"


class FakeTwilio(HttpClient):
    def __init__(self, answer: Response | Exception) -> None:
        self.answer = answer
        self.data: dict[str, str] = {}

    def request(self, method: str, uri: str, *_arguments: object, **options: object) -> Response:
        self.data = dict(options.get("data") or _arguments[1])  # type: ignore[call-overload]
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(("sender", "key"), [("+15005550006", "From"), ("MG1", "MessagingServiceSid")])
def test_twilio_is_given_the_message(sender: str, key: str) -> None:
    http = FakeTwilio(Response(201, json.dumps({"sid": "SM1"})))
    TwilioSmsGateway(Client("AC1", "token", http_client=http), sender).send(PHONE, TEXT)
    assert http.data == {"To": PHONE, "Body": TEXT, key: sender}


@pytest.mark.parametrize(
    "answer",
    [
        Response(400, json.dumps({"code": 21211, "message": f"The 'To' number {PHONE} is not valid"})),
        ConnectTimeout(),
        TwilioRestException(500, "uri", PHONE),
    ],
)
def test_twilios_errors_become_ours_without_the_number(answer: Response | Exception) -> None:
    gateway = TwilioSmsGateway(Client("AC1", "token", http_client=FakeTwilio(answer)), "MG1")
    with pytest.raises(SmsGatewayError) as caught:
        gateway.send(PHONE, TEXT)
    assert PHONE not in str(caught.value)


def test_the_twilio_client_has_a_timeout() -> None:
    assert twilio_client("AC1", "token").http_client.timeout == 3.0
