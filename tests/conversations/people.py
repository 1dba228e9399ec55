"""Which demo citizen plays a case, and what stands for them in its texts."""

from __future__ import annotations

import secrets
from collections import defaultdict
from itertools import count
from threading import Lock

from tests.conversations.cases import STRANGER, Case
from tests.conversations.values import fresh_numbers, personal


def of_no_case(citizens: list[dict[str, str]], profile: str) -> dict[str, str]:
    """The last citizen of a profile that several have."""
    return [citizen for citizen in citizens if citizen["profile"] == profile][-1]


class People:
    """Every case gets a chat of its own and the next citizen of its profile; after the last comes the first again.

    The citizen `of_no_case` is never cast: no case changes what other tests count on.
    """

    def __init__(self, citizens: list[dict[str, str]]) -> None:
        self._everyone = citizens
        self._of_profile: dict[str, list[dict[str, str]]] = {}
        for citizen in citizens:
            self._of_profile.setdefault(citizen["profile"], []).append(citizen)
        for pool in self._of_profile.values():
            if len(pool) > 1:
                pool.pop()
        self._chats = count(1)
        self._choosing = Lock()
        self._talking: dict[str, Lock] = defaultdict(Lock)  # by phone number
        self._run = secrets.randbelow(9000) + 1000

    def cast(self, case: Case) -> tuple[dict[str, str], Lock]:
        """The case's values, and what to hold while it is played. Raises LookupError when nobody is left."""
        with self._choosing:
            values = self._values(case)
            return values, self._talking[values["phone"]]

    def _values(self, case: Case) -> dict[str, str]:
        chat = f"{self._run}{next(self._chats):03d}"  # a new one in every run: nothing is left over from the last
        values = {"wa_id": f"62877{chat}", "second_wa_id": f"62878{chat}"} | fresh_numbers(chat)
        if case.profile == STRANGER:
            return values | {"phone": f"0899{chat}"}
        citizen = self._next(case.profile)
        if case.uses_up:
            self._set_aside(citizen["phone"])
        values |= {"phone": _typed(citizen["phone"]), **personal(citizen)}
        for number, relative in enumerate(self._relatives(citizen), start=2):
            values |= {f"{key}{number}": value for key, value in personal(relative).items()}
        if case.other:
            other = self._next(case.other)
            values |= {"other_phone": _typed(other["phone"])}
            values |= {f"other_{key}": value for key, value in personal(other).items()}
        return values

    def _next(self, profile: str) -> dict[str, str]:
        pool = self._of_profile.get(profile)
        if not pool:
            raise LookupError(f"no demo citizen left with profile {profile!r}")
        citizen = pool.pop(0)
        pool.append(citizen)
        return citizen

    def _set_aside(self, phone: str) -> None:
        """Nobody of this number is in a later case."""
        for profile, pool in self._of_profile.items():
            self._of_profile[profile] = [each for each in pool if each["phone"] != phone]

    def _relatives(self, citizen: dict[str, str]) -> list[dict[str, str]]:
        """The other people of the same phone number, oldest record first."""
        return [other for other in self._everyone if other["phone"] == citizen["phone"] and other != citizen]


def _typed(phone: str) -> str:
    return "0" + phone.removeprefix("+62")
