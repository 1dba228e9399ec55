from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import pytest

from case_notices import CaseNotices, response_of, template_of
from certificates.records import CertificateFacts
from channels.whatsapp.fitting import cut
from channels.whatsapp.rendering import BODY_LIMIT, BUTTON_TITLE_LIMIT, BUTTONS_LIMIT
from channels.whatsapp.templates import Template
from settings import ROOT
from tests.unit.channels.notices_kit import CASE
from wording import Wording

KINDS = [
    "name_corrected",
    "record_corrected",
    "certificate_issued",
    "phone_changed",
    "phone_change_held",
    "solved",
]
REASONS = {
    "refused": [
        "not_in_civil_registry",
        "evidence_missing",
        "evidence_unreadable",
        "facility_denies",
        "not_the_owner",
        "duplicate",
    ],
    "asked_back": ["card_photo", "identity_card_photo", "date_and_place", "clearer_photo"],
}
TOLD: list[tuple[str, str | None]] = [
    *((kind, None) for kind in KINDS),
    *((kind, reason) for kind, reasons in REASONS.items() for reason in reasons),
]
LONGEST = 600


class Kind(Enum):
    NAME_CORRECTED = "name_corrected"
    REFUSED = "refused"


@dataclass(frozen=True)
class Decided:
    kind: Kind
    reason: str | None = None
    certificate_ids: tuple[str, ...] = ()
    id: str = "n1"
    case_number: str = CASE
    conversation_id: str = "c1"


@dataclass
class Queue:
    notices: list[Decided]
    reported: list[str] = field(default_factory=list)

    def waiting(self, limit: int) -> list[Decided]:
        return self.notices[:limit]

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
    decided = Decided(Kind.NAME_CORRECTED, certificate_ids=("first", "second", "unknown"))
    (notice,) = CaseNotices(Queue([decided]), Certificates()).waiting(10)
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
    (notice,) = CaseNotices(Queue([Decided(Kind.NAME_CORRECTED)]), Certificates()).waiting(10)
    assert notice.response == "utter_notice_name_corrected_without_certificate"


def test_a_refusal_gives_its_reason_and_what_was_said_is_reported() -> None:
    queue = Queue([Decided(Kind.REFUSED, "duplicate")])
    source = CaseNotices(queue, Certificates())
    (notice,) = source.waiting(10)
    source.sent(notice.id)
    assert notice.response == "utter_notice_refused_duplicate"
    assert queue.reported == ["n1"]


@pytest.mark.parametrize("with_certificate", [True, False])
@pytest.mark.parametrize(("kind", "reason"), TOLD)
def test_everything_that_can_be_decided_has_its_words(
    wording: Wording, kind: str, reason: str | None, with_certificate: bool
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
