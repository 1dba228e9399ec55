"""The console over officers of its own and a registry that knows a handful of cases."""

from __future__ import annotations

import dataclasses
import io
import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

from argon2 import PasswordHasher
from PIL import Image, ImageDraw
from starlette.testclient import TestClient

import identity.tables
import storage.tables
from identity.officers.directory import OfficerDirectory
from identity.officers.passwords import Passwords
from identity.officers.records import OfficerRole
from identity.officers.service import OfficerService
from identity.officers.totp import code_at
from portal.app import create_app
from portal.officers.app import Parts, create_console
from portal.officers.talks import FileProblem, FileRefused, Talk, TalkLine, TalkProblem, TalkRefused
from registry.attachments import AttachedFile
from registry.case_records import CaseState, CorrectionKind, Queue, ReportKind
from registry.decision_records import (
    Asked,
    AttachmentSummary,
    CaseEvent,
    CaseFile,
    CaseSummary,
    DayFigures,
    Decided,
    DoseOnRecord,
    Figures,
    Officer,
    PersonOnRecord,
    QueueFilter,
    Statement,
)
from registry.decision_records import OfficerRole as DeciderRole
from registry.errors import AlreadyDecided, BadCorrection, NotAllowed, UnknownCase
from registry.evidence.records import AttachmentProblem
from storage.engine import open_engine
from storage.vault import Vault
from wording import Sentence, Wording

NAME, PHONE, MISSING, WRONG = "KR-220126-AAAA", "KR-220126-BBBB", "LP-220126-CCCC", "LP-220126-DDDD"
HELP = "LP-220126-EEEE"
HOLD = timedelta(minutes=2)
NAMES = {"officer": "sri", "supervisor": "joko", "auditor": "dewi", "colleague": "budi"}
CITIZEN = "+6281234567801"
JPEG, PDF = "a" * 32, "b" * 32


def _photo() -> bytes:
    """A card with a few lines on it."""
    card = Image.new("RGB", (900, 560), "#e9dfc4")
    draw = ImageDraw.Draw(card)
    draw.rectangle((20, 20, 879, 539), outline="#7c6a3a", width=6)
    for line, text in enumerate(
        ("KARTU VAKSINASI COVID-19", "SRI WAHYUNINGSIH", "Dosis 2   31-07-2021   Puskesmas Menteng")
    ):
        draw.text((60, 70 + line * 120), text, fill="#22301d", font_size=36)
    written = io.BytesIO()
    card.save(written, "JPEG", quality=80)
    return written.getvalue()


PHOTO = _photo()
WORDING = Wording(
    {"utter_one": Sentence("Halo {name}, *kode* sudah dikirim"), "utter_two": Sentence("Baris\nkedua" + "!" * 300)}
)
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
TOKEN = re.compile(r'name="(form_token|version|command_id)" value="([^"]*)"')


class NoCertificates:
    def status(self, certificate_id: str) -> None:
        return None


class FakeClock:
    def __init__(self) -> None:
        self.moment = datetime(2022, 1, 26, 3, tzinfo=timezone.utc)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class FakeDecisions:
    """Keeps to the rules of the real one as far as pages can show them."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.calls: list[tuple[Any, ...]] = []
        self.files = {file.summary.number: file for file in _cases(clock.now())}

    def queue(self, officer: Officer, wanted: QueueFilter) -> list[CaseSummary]:
        def fits(case: CaseSummary) -> bool:
            return (
                wanted.kind in (None, case.kind)
                and wanted.queue in (None, case.queue)
                and wanted.state in (None, case.state)
                and (case.overdue or not wanted.overdue)
                and wanted.number in case.number
            )

        return sorted((f.summary for f in self.files.values() if fits(f.summary)), key=lambda case: case.due_at)

    def case(self, officer: Officer, number: str) -> CaseFile:
        self.calls.append(("case", officer.id, number))
        if number not in self.files:
            raise UnknownCase
        return self.files[number]

    def attachment(self, officer: Officer, attachment_id: str) -> AttachedFile:
        kinds = {JPEG: ("image/jpeg", PHOTO), PDF: ("application/pdf", b"%PDF-1.7")}
        if attachment_id not in kinds:
            raise UnknownCase
        return AttachedFile(attachment_id, NAME, *kinds[attachment_id], self.clock.now())

    def approve(self, officer: Officer, number: str, version: int, command_id: str, correction: Any = None) -> Decided:
        file = self._check(officer, number, version)
        if file.awaiting_second == officer.id:
            raise NotAllowed
        if correction is not None and correction.facility == "nowhere":
            raise BadCorrection("facility", "unknown")
        self.calls.append(("approve", officer.id, number, command_id, correction))
        if number == PHONE and file.awaiting_second is None:
            return self._becomes(file, CaseState.IN_PROGRESS, awaiting_second=officer.id)
        return self._becomes(file, CaseState.APPROVED, awaiting_second=None, effective_at=self.clock.now() + HOLD)

    def refuse(self, officer: Officer, number: str, version: int, reason: Any, command_id: str) -> Decided:
        file = self._check(officer, number, version)
        self.calls.append(("refuse", officer.id, number, reason))
        return self._becomes(file, CaseState.IN_PROGRESS, effective_at=self.clock.now() + HOLD)

    def ask_back(self, officer: Officer, number: str, version: int, question: Any, command_id: str) -> Decided:
        file = self._check(officer, number, version)
        self.calls.append(("ask_back", officer.id, number, question))
        return self._becomes(file, CaseState.WAITING)

    def undo(self, officer: Officer, number: str, command_id: str) -> Decided:
        file = self.case(officer, number)
        if officer.role is DeciderRole.AUDITOR:
            raise NotAllowed
        if file.effective_at is None and file.awaiting_second is None:
            raise AlreadyDecided
        self.calls.append(("undo", officer.id, number))
        return self._becomes(file, CaseState.IN_PROGRESS, effective_at=None, awaiting_second=None)

    def figures(self) -> Figures:
        days = tuple(DayFigures(date(2022, 1, 13) + timedelta(n), 3 + n * 5 % 11, 2 + n * 7 % 9) for n in range(14))
        return Figures(9, 6, 1.25, {"name": 5, "missing_certificate": 4}, 4, 1, days)

    def change(self, number: str) -> None:
        """Somebody else does something to the case."""
        file = self.files[number]
        self.files[number] = dataclasses.replace(file, version=file.version + 1)

    def _check(self, officer: Officer, number: str, version: int) -> CaseFile:
        if officer.role is DeciderRole.AUDITOR:
            raise NotAllowed
        if self.files[number].version != version:
            raise AlreadyDecided
        return self.files[number]

    def _becomes(self, file: CaseFile, state: CaseState, **changes: Any) -> Decided:
        summary = dataclasses.replace(file.summary, state=state)
        fresh = dataclasses.replace(file, summary=summary, version=file.version + 1, **changes)
        self.files[summary.number] = fresh
        return Decided(state, fresh.effective_at)


class FakeTalks:
    """One talk for each case; `broken`: what is wrong with the next message, `spoilt`: with the next file."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.talks: dict[str, Talk] = {}
        self.said: dict[str, list[TalkLine]] = {}
        self.broken: TalkProblem | None = None
        self.kept: list[tuple[str, int, str]] = []
        self.spoilt: FileProblem | AttachmentProblem | None = None
        self._commands: set[str] = set()

    def current(self, number: str) -> Talk | None:
        return self.talks.get(number)

    def lines(self, officer: Officer, number: str, after: int = 0) -> list[TalkLine]:
        return [line for line in self.said.get(number, []) if line.seq > after]

    def take(self, officer: Officer, number: str, command_id: str) -> None:
        self._check(officer, number)
        self.talks[number] = Talk(officer.id, self.clock.now() + timedelta(minutes=30))

    def say(self, officer: Officer, number: str, text: str, command_id: str) -> None:
        self._check(officer, number)
        if command_id not in self._commands:
            self.hear(number, text, by_officer=True)
        self._commands.add(command_id)

    def end(self, officer: Officer, number: str, command_id: str) -> None:
        self._check(officer, number)
        self.talks[number] = dataclasses.replace(self.talks[number], until=None)

    async def keep(self, officer: Officer, number: str, seq: int, command_id: str) -> None:
        if officer.role is DeciderRole.AUDITOR:
            raise NotAllowed
        if self.spoilt is not None:
            raise FileRefused(self.spoilt)
        self.kept.append((number, seq, command_id))

    def hear(self, number: str, text: str, *, by_officer: bool = False, kind: str = "text") -> None:
        lines = self.said.setdefault(number, [])
        lines.append(TalkLine(len(lines) + 1, by_officer, kind, text, self.clock.now(), kind == "image"))

    def _check(self, officer: Officer, number: str) -> None:
        if officer.role is DeciderRole.AUDITOR:
            raise NotAllowed
        if self.broken is not None:
            raise TalkRefused(self.broken)
        talk = self.talks.get(number)
        if talk is not None and talk.until is not None and talk.officer_id != officer.id:
            raise TalkRefused(TalkProblem.TAKEN_BY_ANOTHER)


class Console:
    """The portal, an officer of each role and a colleague of the first. Each `browser()` has cookies of its own."""

    def __init__(self) -> None:
        self.engine = open_engine("sqlite://")
        identity.tables.metadata.create_all(self.engine)
        storage.tables.metadata.create_all(self.engine)
        self.vault = Vault({"test": bytes(32)}, bytes(32))
        self.clock = FakeClock()
        directory = OfficerDirectory(self.engine, self.vault, self.clock, QUICK)
        self.officers = {role.value: directory.add(NAMES[role.value], role) for role in OfficerRole}
        self.officers["colleague"] = directory.add(NAMES["colleague"], OfficerRole.OFFICER)
        self.service = OfficerService(self.engine, self.vault, self.clock, passwords=QUICK)
        self.decisions = FakeDecisions(self.clock)
        self.talks = FakeTalks(self.clock)
        parts = Parts(self.service, directory, self.decisions, self.decisions, self.talks, WORDING)
        self.app = create_app(NoCertificates(), create_console(parts, https=False))

    def credentials(self, who: str) -> tuple[str, str]:
        return NAMES[who], self.officers[who].password

    def fresh_code(self, who: str) -> str:
        """One that was not taken yet."""
        self.clock.advance(seconds=30)
        return code_at(self.officers[who].totp_secret, self.clock.now())

    def browser(self, name: str = "") -> Browser:
        browser = Browser(self)
        if name:
            browser.log_in(name)
        return browser


class Browser:
    def __init__(self, console: Console) -> None:
        self.console = console
        self.http = TestClient(console.app, base_url="http://portal")

    def get(self, path: str) -> Any:
        return self.http.get(path)

    def send(self, path: str, on: str, **fields: str) -> Any:
        """What a browser sends from a form on the page `on`; fields given here go before those of the page."""
        hidden = dict(TOKEN.findall(self.http.get(on).text))
        return self.http.post(path, data={**hidden, **fields})

    def give_password(self, name: str, password: str | None = None) -> Any:
        password = password or self.console.officers[name].password
        return self.send("/petugas/masuk", "/petugas/masuk", officer_name=NAMES[name], password=password)

    def code(self, name: str) -> str:
        return code_at(self.console.officers[name].totp_secret, self.console.clock.now())

    def log_in(self, name: str) -> Any:
        self.console.clock.advance(seconds=30)  # a code is taken once
        self.give_password(name)
        return self.send("/petugas/kode", "/petugas/kode", code=self.code(name))


def _cases(now: datetime) -> list[CaseFile]:
    person = PersonOnRecord("SRI WAHYUNI", "3171••••••••0001", date(1990, 5, 31), "female")
    doses = (
        DoseOnRecord(1, "CoronaVac (Sinovac)", "202109012", date(2021, 7, 3), "Puskesmas Menteng", "SV-210705-ABCDEF"),
        DoseOnRecord(2, "CoronaVac (Sinovac)", "202109114", date(2021, 7, 31), "Puskesmas Menteng", None),
    )

    def case(number: str, kind: Any, queue: Queue, hours: float, asked: Asked, **more: Any) -> CaseFile:
        due = now + timedelta(hours=hours)
        files = more.pop("attachments", ())
        said = more.pop("statements", ())
        opened = now - timedelta(hours=3)
        summary = CaseSummary(number, kind, queue, CaseState.PENDING, opened, due, due < now, len(files), len(said))
        events = (CaseEvent("correction_opened" if number.startswith("KR") else "report_opened", opened, None),)
        return CaseFile(
            summary, 1, person, doses, asked, more.pop("civil_answer", None), files, said, events, None, None, CITIZEN
        )

    photo = AttachmentSummary(JPEG, "image/jpeg", 81_234, now)
    document = AttachmentSummary(PDF, "application/pdf", 40_960, now)
    said = (Statement("Kartu vaksin saya sudah difoto\nmohon dibantu <b>ya</b>", now),)
    return [
        case(
            NAME,
            CorrectionKind.NAME,
            Queue.PLATFORM,
            -1,
            Asked("SRI WAHYUNI", "SRI WAHYUNINGSIH", {}),
            civil_answer="different",
            attachments=(photo, document),
        ),
        case(PHONE, CorrectionKind.PHONE, Queue.PLATFORM, 20, Asked("+62 812-••••-7801", "+62 813-••••-1122", {})),
        case(
            MISSING,
            ReportKind.MISSING_CERTIFICATE,
            Queue.FACILITY,
            30,
            Asked(None, None, {"dose": "3"}),
            statements=said,
        ),
        case(WRONG, ReportKind.WRONG_RECORD, Queue.FACILITY, 40, Asked(None, None, {"field": "date", "dose": "1"})),
        case(
            HELP,
            ReportKind.OTHER,
            Queue.PLATFORM,
            50,
            Asked(None, None, {"field": "hand_over", "so_far": "utter_one, utter_gone, utter_two"}),
        ),
    ]
