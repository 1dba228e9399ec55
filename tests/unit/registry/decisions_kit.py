"""An office with officers, who decide cases of the showcase's citizens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from registry import tables
from registry.case_records import ReportKind
from registry.decision_records import Decided, Officer, OfficerRole, Question, RecordCorrection, RefusalReason
from registry.decisions import DecisionService, Holds
from registry.lost_numbers import LostNumbers
from registry.notice_records import Notice, NoticeKind
from registry.notices import NoticeQueue
from registry.routing import DOSE
from tests.unit.registry.registry_kit import CHAT, OTHER_CHAT, Office, phone_of

FIRST, OTHER = Officer("1" * 32, OfficerRole.OFFICER), Officer("2" * 32, OfficerRole.OFFICER)
SUPERVISOR, AUDITOR = Officer("3" * 32, OfficerRole.SUPERVISOR), Officer("4" * 32, OfficerRole.AUDITOR)
NEW_NUMBER, OTHER_NUMBER = "+6281355566677", "+6281355566688"
ON_THE_WAY = {NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGE_PAUSED, NoticeKind.PHONE_CHANGE_STOPPED}
FINAL = set(NoticeKind) - {NoticeKind.ASKED_BACK} - ON_THE_WAY


class DecidingOffice(Office):
    def __init__(self, url: str, *, make_tables: bool = False) -> None:
        super().__init__(url, make_tables=make_tables)
        hold = Holds(ordinary=timedelta(minutes=2))
        self.decisions = DecisionService(self.engine, self.vault, self.clock, hold)
        self.lost_numbers = LostNumbers(self.engine, self.vault, self.clock)
        self.notices = NoticeQueue(self.engine, self.clock)

    def lose_number(self, profile: str, new_e164: str = NEW_NUMBER) -> str:
        opened = self.lost_numbers.open(self.citizen(profile).id, new_e164, OTHER_CHAT, self.turn())
        return str(opened.case_number)

    def report(self, profile: str, kind: ReportKind, details: dict[str, str] | None = None) -> str:
        opened = self.reports.open_report(
            kind, self.citizen(profile).id, phone_of(profile), details or {}, CHAT, self.turn()
        )
        return opened.case_number

    def miss(self, profile: str, dose: int) -> str:
        return self.report(profile, ReportKind.MISSING_CERTIFICATE, {DOSE: str(dose)})

    def row(self, number: str) -> Any:
        both = [*self.rows(tables.corrections), *self.rows(tables.reports)]
        return next(row for row in both if row["number"] == number)

    def state(self, number: str) -> str:
        return str(self.row(number)["state"])

    def version(self, number: str) -> int:
        return int(self.row(number)["version"])

    def approve(self, number: str, officer: Officer = FIRST, correction: RecordCorrection | None = None) -> Decided:
        return self.decisions.approve(officer, number, self.version(number), self.turn(), correction)

    def refuse(
        self, number: str, officer: Officer = FIRST, reason: RefusalReason = RefusalReason.EVIDENCE_MISSING
    ) -> Decided:
        return self.decisions.refuse(officer, number, self.version(number), reason, self.turn())

    def ask_back(self, number: str, officer: Officer = FIRST) -> Decided:
        return self.decisions.ask_back(officer, number, self.version(number), Question.CARD_PHOTO, self.turn())

    def undo(self, number: str, officer: Officer = FIRST) -> Decided:
        return self.decisions.undo(officer, number, self.turn())

    def pass_hold(self, **by: float) -> int:
        self.clock.advance(**(by or {"minutes": 2}))
        return self.decisions.apply_due()

    def told(self) -> list[Notice]:
        return self.notices.waiting(100)

    def decision_states(self) -> list[str]:
        rows = sorted(self.rows(tables.decisions), key=lambda row: row["decided_at"])
        return [row["state"] for row in rows]
