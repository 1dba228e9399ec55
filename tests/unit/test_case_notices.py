from __future__ import annotations

from datetime import date, datetime, timezone
from enum import Enum

import pytest

from case_notices import CaseNotices, response_of, template_of
from certificates.records import CertificateFacts
from channels.whatsapp.fitting import cut
from channels.whatsapp.rendering import BODY_LIMIT, BUTTON_TITLE_LIMIT, BUTTONS_LIMIT
from channels.whatsapp.templates import Template
from registry.decision_records import Question, RefusalReason
from registry.notice_records import Notice as Decided
from registry.notice_records import NoticeKind
from registry.notices import NoticeQueue
from settings import ROOT
from tests.unit.channels.notices_kit import CASE
from wording import Wording

REASONS: dict[NoticeKind, type[Enum]] = {NoticeKind.REFUSED: RefusalReason, NoticeKind.ASKED_BACK: Question}
TOLD: list[tuple[NoticeKind, str | None]] = [
    *((kind, None) for kind in NoticeKind if kind not in REASONS),
    *((kind, reason.value) for kind, reasons in REASONS.items() for reason in reasons),
]
LONGEST = 600


class Queue(NoticeQueue):
    """One that holds what it is given."""

    def __init__(self, kind: NoticeKind, reason: str | None = None, certificate_ids: tuple[str, ...] = ()) -> None:
        at = datetime(2021, 11, 3, tzinfo=timezone.utc)
        self._notice = Decided("n1", CASE, "c1", kind, reason, certificate_ids, at)
        self.reported: list[str] = []

    def waiting(self, limit: int) -> list[Decided]:
        return [self._notice][:limit]

    def sent(self, notice_id: str) -> None:
        self.reported.append(notice_id)


class Certificates:
    """Knows the certificates "first" and "second"."""

    def content(self, certificate_id: str) -> CertificateFacts | None:
        dose = {"first": 1, "second": 2}.get(certificate_id)
        return None if dose is None else _facts(dose)


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording.load(ROOT / "data" / "responses")


def test_a_correction_comes_with_its_new_certificates() -> None:
    queue = Queue(NoticeKind.NAME_CORRECTED, certificate_ids=("first", "second", "unknown"))
    (notice,) = CaseNotices(queue, Certificates()).waiting(10)
    assert notice.response == "utter_notice_name_corrected"
    assert [(d.reference, d.filename[-4:], d.mime_type) for d in notice.documents] == [
        ("first", ".pdf", "application/pdf"),
        ("second", ".pdf", "application/pdf"),
    ]
    assert (notice.id, notice.conversation_id, notice.case_number, notice.values) == (
        "n1",
        "c1",
        CASE,
        {"number": CASE},
    )


def test_without_a_new_certificate_none_is_promised() -> None:
    (notice,) = CaseNotices(Queue(NoticeKind.NAME_CORRECTED), Certificates()).waiting(10)
    assert notice.response == "utter_notice_name_corrected_without_certificate"


def test_a_refusal_gives_its_reason_and_what_was_said_is_reported() -> None:
    queue = Queue(NoticeKind.REFUSED, "duplicate")
    source = CaseNotices(queue, Certificates())
    (notice,) = source.waiting(10)
    source.sent(notice.id)
    assert notice.response == "utter_notice_refused_duplicate"
    assert queue.reported == ["n1"]


@pytest.mark.parametrize("with_certificate", [True, False])
@pytest.mark.parametrize(("kind", "reason"), TOLD)
def test_everything_that_can_be_decided_has_its_words(
    wording: Wording, kind: NoticeKind, reason: str | None, with_certificate: bool
) -> None:
    sentence = wording.sentence(response_of(kind, reason, with_certificate=with_certificate), number=CASE)
    assert CASE in sentence.text
    assert len(sentence.text) <= min(LONGEST, BODY_LIMIT)
    assert len(sentence.buttons) <= BUTTONS_LIMIT
    assert all(cut(button.title, BUTTON_TITLE_LIMIT) == button.title for button in sentence.buttons)
    assert wording.text(template_of(kind), number=CASE).count(CASE) == 1
    assert Template.of(wording, template_of(kind)).name


def _facts(dose: int) -> CertificateFacts:
    day = date(2021, 8, 12)
    return CertificateFacts(
        number=f"N{dose}",
        full_name="Siti Aminah",
        masked_nik="3273••••",
        birth_date=day,
        vaccine="CoronaVac",
        dose=dose,
        batch="B1",
        date=day,
        facility="Puskesmas Melati",
        issued_on=day,
    )
