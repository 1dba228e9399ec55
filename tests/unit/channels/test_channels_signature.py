from __future__ import annotations

import pytest

from channels.whatsapp.errors import Remedy, delay_seconds, remedy_for
from channels.whatsapp.signature import is_signed, sign

BODY = b'{"text": "\\u00e9"}'


def test_the_signature_of_exactly_these_bytes_is_taken() -> None:
    known = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    assert sign(b"The quick brown fox jumps over the lazy dog", "key") == f"sha256={known}"
    assert is_signed(BODY, sign(BODY, "secret"), "secret")


@pytest.mark.parametrize(
    "header", ["", "sha256=", sign(BODY, "other"), sign(BODY + b" ", "secret"), "sha1=00", "é\udcff"]
)
def test_anything_else_is_refused(header: str) -> None:
    assert not is_signed(BODY, header, "secret")


def test_an_empty_secret_signs_nothing() -> None:
    assert not is_signed(BODY, sign(BODY, ""), "")


@pytest.mark.parametrize(
    ("code", "http_status", "remedy"),
    [
        (130429, 400, Remedy.RETRY),
        (131000, 500, Remedy.RETRY),
        (None, 503, Remedy.RETRY),
        (None, 429, Remedy.RETRY),
        (131056, 400, Remedy.PAIR_RATE),
        (131048, 400, Remedy.PAUSE),
        (190, 401, Remedy.STOP),
        (0, 401, Remedy.STOP),
        (230, 403, Remedy.STOP),
        (None, 401, Remedy.STOP),
        (131047, 400, Remedy.HOLD),
        (131026, 400, Remedy.DEAD),
        (132001, 404, Remedy.DEAD),
        (100, 400, Remedy.DEAD),
        (131053, 400, Remedy.UPLOAD_AGAIN),
    ],
)
def test_the_code_decides_what_the_sender_does(code: int | None, http_status: int, remedy: Remedy) -> None:
    assert remedy_for(code, http_status) is remedy


def test_delays_grow_and_end() -> None:
    delays = [delay_seconds(Remedy.RETRY, attempt, 0.5) for attempt in range(1, 12)]
    assert delays == sorted(delays)
    assert delays[-1] <= 60
    assert [delay_seconds(Remedy.PAIR_RATE, attempt, 0.9) for attempt in (1, 2, 3)] == [1, 4, 16]
    assert delay_seconds(Remedy.PAIR_RATE, 500, 0) == 1024
