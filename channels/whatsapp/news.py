"""The loop that brings citizens what they did not ask for; runs beside the sender, in any number of processes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from channels.whatsapp.handover import HandOvers
from channels.whatsapp.notices import Notices
from channels.whatsapp.ports import NoticeSource
from channels.whatsapp.records import Notice

log = logging.getLogger(__name__)

LOOK_S = 1.0
AT_ONCE = 100


class News:
    def __init__(
        self, sources: Sequence[NoticeSource], notices: Notices, hand_overs: HandOvers, look_s: float = LOOK_S
    ) -> None:
        self._sources = sources
        self._notices = notices
        self._hand_overs = hand_overs
        self._look_s = look_s

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(self._look_s)

    def look(self) -> None:
        """One round. What fails is tried again in the next one, and holds up nothing else."""
        for work in (self._take_over, self._notices.announce_refused, self._notices.release, self._hand_overs.time_out):
            self._attempt(work)

    def _take_over(self) -> None:
        for source in self._sources:
            for notice in source.waiting(AT_ONCE):
                self._attempt(partial(self._pass_on, source, notice), notice.id)

    def _pass_on(self, source: NoticeSource, notice: Notice) -> None:
        self._notices.post(notice)
        source.sent(notice.id)  # after the commit: dying in between, the notice comes again and adds nothing

    @staticmethod
    def _attempt(work: Callable[[], object], what: str = "") -> None:
        try:
            work()
        except Exception as error:
            log.error("news %s stays for the next look: %s", what or "of all", type(error).__name__)
