"""Officers decide cases of the real registry in a real browser: from the queue to the new certificate."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from adapters import RegisteredCertificates
from certificates.service import CertificateService
from identity.officers.directory import OfficerDirectory
from identity.officers.records import OfficerRole
from identity.officers.service import OfficerService
from identity.officers.totp import code_at
from portal.app import create_app
from portal.officers.app import Parts, create_console
from registry.case_desk import CaseDesk
from registry.case_records import ReportKind
from registry.civil import NoCivilRegistry
from registry.notice_records import NoticeKind
from registry.service import RegistryService
from registry.target_times import TargetTimes
from storage.tables import audit_events
from tests.browser.officer_page import WIDE, OfficerPage, Served
from tests.unit.portal.console_kit import PHOTO, QUICK
from tests.unit.registry.registry_kit import phone_of
from tests.unit.talks_kit import PERSON, WORDING, TalkingOffice
from working_hours import WorkingHours

pytestmark = pytest.mark.browser

TARGETS = TargetTimes(
    {"name": 1, "phone": 24, "missing_certificate": 72, "wrong_record": 72, "other": 1},
    WorkingHours.parse("mon-fri 08:00-17:00"),
)


class OpenOffice(TalkingOffice):
    """The showcase's registry with three officers at its console."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        directory = OfficerDirectory(self.engine, self.vault, self.clock, QUICK)
        roles = {"sri": OfficerRole.OFFICER, "budi": OfficerRole.OFFICER, "dewi": OfficerRole.AUDITOR}
        self.officers = {name: directory.add(name, role) for name, role in roles.items()}
        service = OfficerService(self.engine, self.vault, self.clock, passwords=QUICK)
        desk = CaseDesk(self.engine, self.vault, self.clock, TARGETS)
        registered = RegisteredCertificates(RegistryService(self.registry, NoCivilRegistry()))
        certificates = CertificateService(registered, "http://portal", self.clock)
        parts = Parts(service, directory, desk, self.decisions, self.talks, WORDING)
        self.app = create_app(certificates, create_console(parts, https=False))

    def credentials(self, who: str) -> tuple[str, str]:
        return who, self.officers[who].password

    def fresh_code(self, who: str) -> str:
        self.clock.advance(seconds=30)
        return code_at(self.officers[who].totp_secret, self.clock.now())

    def told_kinds(self) -> list[NoticeKind]:
        return [notice.kind for notice in self.told()]


@pytest.fixture
def served(database_url: str) -> Iterator[Served]:
    with Served(OpenOffice(database_url)) as served:
        yield served


@pytest.fixture
def office(served: Served) -> OpenOffice:
    return served.console


@pytest.fixture
def at_desk(browser: Browser, served: Served) -> Iterator[OfficerPage]:
    page = browser.new_page(viewport=WIDE, locale="id-ID")
    officer = OfficerPage(page, served)
    officer.log_in("sri")
    yield officer
    page.close()


def open_case(officer: OfficerPage, number: str) -> None:
    officer.open("/petugas")
    officer.page.get_by_text(number).click()
    officer.page.wait_for_url(re.compile(number))


def test_a_missing_dose_is_entered_and_its_certificate_issued(at_desk: OfficerPage, office: OpenOffice) -> None:
    dose = len(office.doses(PERSON)) + 1
    number = office.miss(PERSON, dose)
    office.reports.attach(number, phone_of(PERSON), PHOTO, office.turn())
    open_case(at_desk, number)
    photo = at_desk.page.get_by_alt_text("Foto 1 dari warga")
    photo.wait_for()
    for label, value in {"Vaksin": "Comirnaty (Pfizer)", "Nomor batch": "FJ1", "Faskes": "RSUD Depok"}.items():
        at_desk.page.get_by_label(label, exact=True).fill(value)
    at_desk.page.get_by_label("Tanggal vaksinasi").fill("2022-01-20")
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("bisa diurungkan")
    assert office.pass_hold() == 1
    assert [each.facility for each in office.doses(PERSON)][-1] == "RSUD Depok"
    assert office.told_kinds() == [NoticeKind.CERTIFICATE_ISSUED]
    at_desk.page.reload()
    at_desk.sees("Selesai")


def test_a_refusal_is_undone_then_the_citizen_is_asked(at_desk: OfficerPage, office: OpenOffice) -> None:
    number = office.miss(PERSON, len(office.doses(PERSON)) + 1)
    open_case(at_desk, number)
    at_desk.page.get_by_text("Tolak …").click()
    at_desk.page.get_by_label("Faskes tidak menemukan catatannya").check()
    at_desk.page.get_by_role("button", name="Tolak kasus ini").click()
    at_desk.sees("Ditolak.")
    at_desk.page.get_by_role("button", name="Urungkan").click()
    at_desk.page.get_by_text("Tanya warga …").click()
    at_desk.page.get_by_label("Minta foto kartu vaksinasi").check()
    at_desk.page.get_by_role("button", name="Kirim pertanyaan").click()
    at_desk.sees("menunggu jawaban warga")
    assert office.pass_hold() == 0
    assert office.told_kinds() == [NoticeKind.ASKED_BACK]


def test_a_birth_date_needs_two_officers(
    at_desk: OfficerPage, office: OpenOffice, served: Served, browser: Browser
) -> None:
    number = office.report(PERSON, ReportKind.WRONG_RECORD, {"field": "birth_date"})
    born = office.citizen(PERSON).birth_date
    right = born.replace(year=born.year - 1, month=5, day=5)
    open_case(at_desk, number)
    at_desk.page.get_by_label("Tanggal lahir").fill(right.isoformat())
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("Seorang rekan harus menyetujui juga")
    second = OfficerPage(browser.new_context(viewport=WIDE).new_page(), served)
    second.log_in("budi")
    open_case(second, number)
    second.page.get_by_role("button", name="Setujui sebagai petugas kedua").click()
    second.sees("bisa diurungkan")
    office.pass_hold()
    assert office.citizen(PERSON).birth_date == right


def test_a_value_that_cannot_stand_is_explained_beside_its_field(at_desk: OfficerPage, office: OpenOffice) -> None:
    number = office.report(PERSON, ReportKind.WRONG_RECORD, {"field": "date", "dose": "1"})
    open_case(at_desk, number)
    at_desk.page.get_by_label("Tanggal vaksinasi").fill("2031-01-01")
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.page.locator("#bad_date").wait_for()
    assert at_desk.page.get_by_label("Tanggal vaksinasi").input_value() == "2031-01-01"


def test_a_colleague_was_faster(at_desk: OfficerPage, office: OpenOffice) -> None:
    number = office.report(PERSON, ReportKind.OTHER, {"statement": "tolong"})
    open_case(at_desk, number)
    office.approve(number)
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("Petugas lain lebih dulu")
    assert number in at_desk.page.url


def test_whoever_looked_and_decided_is_on_record(at_desk: OfficerPage, office: OpenOffice) -> None:
    number = office.report(PERSON, ReportKind.OTHER, {"statement": "tolong"})
    open_case(at_desk, number)
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("bisa diurungkan")
    with office.engine.connect() as connection:
        by = audit_events.c.actor == office.officers["sri"].id
        kinds = connection.execute(select(audit_events.c.kind).where(by, audit_events.c.subject == number)).scalars()
        assert {"case_viewed", "case_approved"} <= set(kinds)


def test_the_figures_count_what_happened(at_desk: OfficerPage, office: OpenOffice) -> None:
    number = office.report(PERSON, ReportKind.OTHER, {"statement": "tolong"})
    office.approve(number)
    at_desk.open("/petugas/angka")
    assert at_desk.page.locator(".figures dd").all_text_contents()[:3] == ["1", "1", "1"]


def test_a_talk_from_the_wish_to_the_solved_case(at_desk: OfficerPage, office: OpenOffice) -> None:
    number = office.ask_for_officer()
    open_case(at_desk, number)
    at_desk.page.get_by_role("button", name="Ambil percakapan").click()
    box = at_desk.page.get_by_label("Pesan untuk warga")
    box.fill("Selamat siang, apa yang bisa saya bantu?")
    at_desk.page.get_by_role("button", name="Kirim").dblclick()
    at_desk.sees("Selamat siang, apa yang bisa saya bantu?")
    office.citizen_writes("sertifikat dosis dua saya tidak bisa dibuka")
    office.hand_to_officer()
    box.fill("Sebentar, saya periksa.")
    at_desk.page.get_by_text("sertifikat dosis dua saya tidak bisa dibuka").wait_for(timeout=9_000)
    assert box.input_value() == "Sebentar, saya periksa."
    assert at_desk.fits()
    office.citizen_sends(PHOTO)
    keep = at_desk.page.get_by_role("button", name="Simpan ke kasus")
    keep.wait_for(timeout=9_000)
    at_desk.page.locator("#percakapan").scroll_into_view_if_needed()
    at_desk.photograph("percakapan")
    keep.click()
    at_desk.page.get_by_role("status").get_by_role("link", name="Berkas").click()
    photo = at_desk.page.get_by_alt_text("Foto 1 dari warga")
    photo.scroll_into_view_if_needed()
    photo.evaluate("picture => picture.decode()")  # fails when it is none
    assert box.input_value() == "Sebentar, saya periksa."
    at_desk.page.get_by_role("button", name="Kirim").click()
    at_desk.page.get_by_role("button", name="Selesai").click()
    at_desk.sees("bisa diurungkan")
    assert [text for by_officer, text in office.said(number) if by_officer] == [
        "Selamat siang, apa yang bisa saya bantu?",
        "Sebentar, saya periksa.",
    ]
    assert office.pass_hold() == 1
    assert office.told_kinds() == [NoticeKind.SOLVED]
    assert at_desk.blocked == []


def test_the_citizen_ends_the_talk_and_the_page_says_so(at_desk: OfficerPage, office: OpenOffice) -> None:
    number = office.ask_for_officer()
    open_case(at_desk, number)
    at_desk.page.get_by_role("button", name="Ambil percakapan").click()
    at_desk.page.get_by_label("Pesan untuk warga").fill("Masih di sana?")
    office.citizen_writes("selesai")
    office.hand_to_officer()
    at_desk.page.get_by_text("Percakapan sudah berakhir").wait_for(timeout=9_000)
    at_desk.page.get_by_role("button", name="Kirim").click()
    at_desk.page.get_by_role("alert").wait_for()
    at_desk.sees("Masih di sana?")
    at_desk.page.get_by_role("button", name="Ambil percakapan").wait_for()
    assert number in at_desk.page.url


def test_a_foreign_dose_is_taken_off_by_two_officers(
    at_desk: OfficerPage, office: OpenOffice, served: Served, browser: Browser
) -> None:
    number = office.report(PERSON, ReportKind.WRONG_RECORD, {"field": "not_mine", "dose": "2"})
    certificate_id = office.doses(PERSON)[1].certificate_id or ""
    open_case(at_desk, number)
    at_desk.page.get_by_label("Keluarkan dosis ini dari catatan").check()
    at_desk.page.get_by_role("button", name="Setujui").click()
    at_desk.sees("Seorang rekan harus menyetujui juga")
    second = OfficerPage(browser.new_context(viewport=WIDE).new_page(), served)
    second.log_in("budi")
    open_case(second, number)
    second.sees("sertifikatnya dicabut")
    second.page.get_by_role("button", name="Setujui sebagai petugas kedua").click()
    second.sees("bisa diurungkan")
    office.pass_hold()
    assert [dose.dose for dose in office.doses(PERSON)] == [1]
    assert office.told_kinds() == [NoticeKind.RECORD_CORRECTED]
    second.open(f"/v/{certificate_id}")
    second.sees("sudah dicabut")
