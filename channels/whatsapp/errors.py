"""What the sender does when Meta refuses a message, as a table.

Source: Cloud API error codes and `docs/architecture` of the channel. Meta is not consistent in HTTP statuses (rate
limits come as 400 or 429), so the code decides and the status only where the code is unknown.
"""

from __future__ import annotations

from enum import Enum

HTTP_UNAUTHORIZED = 401
HTTP_TOO_MANY_REQUESTS = 429
HTTP_SERVER_ERROR = 500
PERMISSION_CODES = range(200, 300)

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 60.0
PAIR_RATE_BASE = 4
PAIR_RATE_LONGEST_EXPONENT = 5


class Remedy(Enum):
    RETRY = "retry"
    """Passing trouble: the same citizen again after a growing delay."""
    PAIR_RATE = "pair_rate"
    """Too many messages to this one citizen: wait 4^X seconds; other citizens go on."""
    UPLOAD_AGAIN = "upload_again"
    """The media was not taken: one new upload, then give up."""
    PAUSE = "pause"
    """The number is blocked or restricted: nobody gets anything for a while, people must look."""
    STOP = "stop"
    """Token or permission is wrong: keep the outbox, tell the operator, probe now and then."""
    HOLD = "hold"
    """More than 24 h since the citizen wrote: news waits until they write again; for anything else as DEAD."""
    DEAD = "dead"
    """No repetition helps: undeliverable, or our request is wrong."""


REMEDIES: dict[int, Remedy] = {
    **dict.fromkeys((1, 2, 4, 80007, 130429, 131000, 131016, 131057, 135000), Remedy.RETRY),
    131056: Remedy.PAIR_RATE,
    131053: Remedy.UPLOAD_AGAIN,
    **dict.fromkeys((131048, 368, 131031), Remedy.PAUSE),
    **dict.fromkeys((0, 10, 190, 131005), Remedy.STOP),
    131047: Remedy.HOLD,
    **dict.fromkeys((131021, 131026, 131030, 131049, 131050, 131062, 130472), Remedy.DEAD),  # undeliverable
    **dict.fromkeys((100, 131008, 131009, 131051, 131052), Remedy.DEAD),  # our request is wrong
}


def remedy_for(code: int | None, http_status: int = 0) -> Remedy:
    """The remedy for Meta's error `code`; `http_status` decides where the code is missing or unknown."""
    if code is not None and code in REMEDIES:
        return REMEDIES[code]
    if code in PERMISSION_CODES or http_status == HTTP_UNAUTHORIZED:
        return Remedy.STOP
    if http_status == HTTP_TOO_MANY_REQUESTS or http_status >= HTTP_SERVER_ERROR:
        return Remedy.RETRY
    return Remedy.DEAD


def delay_seconds(remedy: Remedy, attempt: int, chance: float) -> float:
    """How long to wait after the `attempt`-th failure (from 1); `chance` in [0, 1) spreads the retries."""
    if remedy is Remedy.PAIR_RATE:
        return float(PAIR_RATE_BASE ** min(attempt - 1, PAIR_RATE_LONGEST_EXPONENT))
    longest = min(FIRST_DELAY_SECONDS * 2 ** min(attempt - 1, 10), LONGEST_DELAY_SECONDS)
    return longest * (0.5 + chance / 2)
