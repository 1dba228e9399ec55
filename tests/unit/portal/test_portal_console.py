"""What officers can do in the console, and what they meet when something is in the way."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from enum import Enum

import pytest
from starlette.testclient import TestClient

from identity.officers.records import OfficerRole
from portal.officers.talks import TalkProblem
from portal.officers.templates import FOLDER
from registry.audit import AuditKind
from registry.case_records import CaseState, CorrectionKind, Queue, ReportKind
from registry.civil import CivilAnswer
from registry.decision_records import AccountMember, Question, RecordCorrection, RefusalReason
from registry.routing import RecordField
from tests.unit.portal.console_kit import HELP, JPEG, MISSING, NAME, NAMES, PDF, PHONE, PHOTO, WRONG, Console

QUEUE, LOGIN, CODE = "/petugas", "/petugas/masuk", "/petugas/kode"


def page(number: str) -> str:
    return f"/petugas/kasus/{number}"


def heading(response) -> str:  # noqa: ANN001
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""


@pytest.fixture
def console() -> Console:
    return Console()


def test_without_a_login_everything_leads_to_it(console: Console) -> None:
    for path in (QUEUE, page(NAME), "/petugas/angka", f"/petugas/berkas/{JPEG}"):
        assert console.browser().get(path).url.path == LOGIN


def test_password_then_authenticator_then_code_then_queue(console: Console) -> None:
    browser = console.browser()
    enrolling = browser.give_password("officer")
    assert enrolling.url.path == CODE
    assert "<svg" in enrolling.text
    queue = browser.send(CODE, CODE, code=browser.code("officer"))
    assert queue.url.path == QUEUE
    assert NAMES["officer"] in queue.text


def test_a_second_login_shows_no_qr_any_more(console: Console) -> None:
    console.browser("officer")
    assert "<svg" not in console.browser().give_password("officer").text


def test_a_code_may_be_typed_with_the_space_that_apps_show(console: Console) -> None:
    browser = console.browser()
    browser.give_password("officer")
    code = browser.code("officer")
    assert browser.send(CODE, CODE, code=f"{code[:3]} {code[3:]}").url.path == QUEUE


@pytest.mark.parametrize("code", ["000000", "12345", "", "abcdef", "1234567", "１２３４５６"])
def test_a_wrong_code_is_said_and_may_be_typed_again(console: Console, code: str) -> None:
    browser = console.browser()
    browser.give_password("officer")
    refused = browser.send(CODE, CODE, code=code)
    assert refused.status_code == 401
    assert 'role="alert"' in refused.text
    assert browser.send(CODE, CODE, code=browser.code("officer")).url.path == QUEUE


def test_a_wrong_password_keeps_the_name_and_tells_nothing(console: Console) -> None:
    known = console.browser().give_password("officer", "guess")
    unknown = console.browser().give_password("colleague", "guess")
    assert known.status_code == unknown.status_code == 401
    assert f'value="{NAMES["officer"]}"' in known.text
    assert "guess" not in known.text


def test_too_many_tries_are_told_until_when(console: Console) -> None:
    for _ in range(5):
        console.browser().give_password("officer", "guess")
    refused = console.browser().give_password("officer")
    assert refused.status_code == 429
    assert "10.15" in refused.text  # a quarter of an hour after ten in Jakarta


def test_the_code_page_without_a_password_begins_anew(console: Console) -> None:
    refused = console.browser().send(CODE, CODE, code="123456")
    assert (refused.status_code, heading(refused)) == (401, heading(console.browser().get(LOGIN)))


def test_the_cookie_changes_with_each_step_and_no_script_can_read_it(console: Console) -> None:
    browser, seen = console.browser(), []
    browser.get(LOGIN)
    seen.append(browser.http.cookies["console_session"])
    browser.give_password("officer")
    seen.append(browser.http.cookies["console_session"])
    browser.http.follow_redirects = False
    welcome = browser.send(CODE, CODE, code=browser.code("officer"))
    assert all("httponly" in header.lower() for header in welcome.headers.get_list("set-cookie"))
    seen.append(browser.http.cookies["console_session"])
    assert len(set(seen)) == 3


def test_logging_out_ends_it(console: Console) -> None:
    browser = console.browser("officer")
    token = browser.http.cookies["console_session"]
    assert browser.send("/petugas/keluar", QUEUE).url.path == LOGIN
    assert console.service.session(token) is None
    assert browser.get(QUEUE).url.path == LOGIN


@pytest.mark.parametrize("path", [LOGIN, CODE])
def test_a_form_from_elsewhere_is_refused_before_the_login(console: Console, path: str) -> None:
    browser = console.browser()
    browser.get(LOGIN)
    assert browser.http.post(path, data={"form_token": "guess", "code": "123456"}).status_code == 403


@pytest.mark.parametrize("act", ["setujui", "tolak", "tanya", "urungkan"])
def test_a_form_from_elsewhere_changes_nothing(console: Console, act: str) -> None:
    browser = console.browser("officer")
    fields = {"version": "1", "command_id": "c" * 32, "reason": "duplicate", "question": "card_photo"}
    for token in ({}, {"form_token": "guess"}, {"form_token": "é"}):
        refused = browser.http.post(f"{page(NAME)}/{act}", data={**fields, **token})
        assert refused.status_code == 403
        assert 'role="alert"' in refused.text
    assert [call[0] for call in console.decisions.calls if call[0] != "case"] == []


def test_the_queue_shows_the_oldest_due_first_and_marks_the_overdue(console: Console) -> None:
    text = console.browser("officer").get(QUEUE).text
    assert re.findall(r'class="number">([^<]+)', text) == [NAME, PHONE, MISSING, WRONG, HELP]
    assert text.count('<li class="overdue">') == 1


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("kind=name", [NAME]),
        ("queue=facility", [MISSING, WRONG]),
        ("queue=facility&kind=wrong_record", [WRONG]),
        ("state=done", []),
        ("overdue=1", [NAME]),
        ("number=cccc", [MISSING]),
        ("kind=nonsense", [NAME, PHONE, MISSING, WRONG, HELP]),
    ],
)
def test_the_queue_is_filtered(console: Console, query: str, numbers: list[str]) -> None:
    text = console.browser("officer").get(f"{QUEUE}?{query}").text
    assert re.findall(r'class="number">([^<]+)', text) == numbers


@pytest.mark.parametrize("typed", ["KR-220126-AAAA", "kr 220126 aaaa", "KR220126AAAA"])
def test_a_number_typed_in_full_leads_to_its_case(console: Console, typed: str) -> None:
    assert console.browser("officer").http.get(QUEUE, params={"number": typed}).url.path == page(NAME)


@pytest.mark.parametrize("number", ["KR-220126-ZZZZ", "nonsense", "KR-1"])
def test_an_unknown_case_has_a_page_that_says_so(console: Console, number: str) -> None:
    missing = console.browser("officer").get(page(number))
    assert missing.status_code == 404
    assert QUEUE in missing.text
    assert 'role="alert"' in missing.text


def test_what_is_asked_stands_beside_what_is_on_record_with_the_difference_marked(console: Console) -> None:
    text = console.browser("officer").get(page(NAME)).text
    assert "SRI WAHYUNI<ins>NGSIH</ins>" in text
    assert "3171••••••••0001" in text


def test_what_citizens_wrote_is_escaped(console: Console) -> None:
    text = console.browser("officer").get(page(MISSING)).text
    assert "&lt;b&gt;ya&lt;/b&gt;" in text
    assert "<b>ya</b>" not in text


def test_a_photo_is_shown_and_kept_by_no_cache(console: Console) -> None:
    photo = console.browser("officer").get(f"/petugas/berkas/{JPEG}")
    assert photo.content == PHOTO
    assert photo.headers["content-type"] == "image/jpeg"
    assert photo.headers["cache-control"] == "no-store"
    assert photo.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in photo.headers["content-security-policy"]


def test_a_pdf_is_saved_never_opened_in_the_page(console: Console) -> None:
    document = console.browser("officer").get(f"/petugas/berkas/{PDF}")
    assert document.headers["content-disposition"].startswith("attachment")


def test_an_unknown_file_is_not_found(console: Console) -> None:
    assert console.browser("officer").get("/petugas/berkas/nothing").status_code == 404


def test_approving_shows_the_case_with_the_way_back(console: Console) -> None:
    browser = console.browser("officer")
    approved = browser.send(f"{page(NAME)}/setujui", page(NAME))
    assert approved.url.path == page(NAME)
    assert f'action="{page(NAME)}/urungkan"' in approved.text
    assert console.decisions.files[NAME].summary.state is CaseState.APPROVED
    undone = browser.send(f"{page(NAME)}/urungkan", page(NAME))
    assert f'action="{page(NAME)}/setujui"' in undone.text


@pytest.mark.parametrize("reason", RefusalReason)
def test_refusing_takes_a_reason_from_the_list(console: Console, reason: RefusalReason) -> None:
    console.browser("officer").send(f"{page(NAME)}/tolak", page(NAME), reason=reason.value)
    assert console.decisions.calls[-2][0::3] == ("refuse", reason)


@pytest.mark.parametrize("question", Question)
def test_asking_back_takes_a_question_from_the_list(console: Console, question: Question) -> None:
    console.browser("officer").send(f"{page(NAME)}/tanya", page(NAME), question=question.value)
    assert console.decisions.calls[-2][0::3] == ("ask_back", question)


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("tolak", {}),
        ("tolak", {"reason": "because"}),
        ("tanya", {"question": "why"}),
        ("setujui", {"version": "x"}),
        ("setujui", {"command_id": "../.."}),
    ],
)
def test_an_incomplete_decision_is_not_sent(console: Console, act: str, fields: dict[str, str]) -> None:
    refused = console.browser("officer").send(f"{page(NAME)}/{act}", page(NAME), **fields)
    assert refused.status_code == 422
    assert {call[0] for call in console.decisions.calls} == {"case"}


def test_another_officer_was_faster(console: Console) -> None:
    browser = console.browser("officer")
    browser.get(page(NAME))
    stale = {"version": "1"}
    console.decisions.change(NAME)
    late = browser.send(f"{page(NAME)}/setujui", page(NAME), **stale)
    assert late.status_code == 409
    assert page(NAME) in late.text
    assert "approve" not in {call[0] for call in console.decisions.calls}


def test_two_officers_are_needed_and_the_first_cannot_be_the_second(console: Console) -> None:
    first = console.browser("officer")
    waiting = first.send(f"{page(PHONE)}/setujui", page(PHONE))
    assert f'action="{page(PHONE)}/setujui"' not in waiting.text
    assert first.send(f"{page(PHONE)}/setujui", page(PHONE)).status_code == 403
    console.browser("colleague").send(f"{page(PHONE)}/setujui", page(PHONE))
    assert console.decisions.files[PHONE].summary.state is CaseState.APPROVED


def test_the_first_of_two_may_take_the_approval_back(console: Console) -> None:
    first = console.browser("officer")
    first.send(f"{page(PHONE)}/setujui", page(PHONE))
    undone = first.send(f"{page(PHONE)}/urungkan", page(PHONE))
    assert console.decisions.files[PHONE].awaiting_second is None
    assert f'action="{page(PHONE)}/setujui"' in undone.text


def test_the_next_case_is_the_one_behind_in_the_queue(console: Console) -> None:
    browser = console.browser("officer")
    browser.send(f"{page(PHONE)}/tanya", page(PHONE), question="card_photo")
    assert browser.get(f"/petugas/berikutnya?after={NAME}").url.path == page(MISSING)
    assert browser.get(f"/petugas/berikutnya?after={HELP}").url.path == page(NAME)
    assert browser.get("/petugas/berikutnya").url.path == page(NAME)
    for number in (NAME, MISSING, WRONG, HELP):
        browser.send(f"{page(number)}/tanya", page(number), question="card_photo")
    assert browser.get(f"/petugas/berikutnya?after={NAME}").url.path == QUEUE


@pytest.mark.parametrize(
    ("number", "details", "fields"),
    [
        (MISSING, {"dose": "3"}, {"dose", "vaccine", "batch", "date", "facility"}),
        (WRONG, {"field": "date", "dose": "1"}, {"dose", "date"}),
        (WRONG, {"field": "birth_date"}, {"birth_date"}),
        (WRONG, {"field": "name\nsex"}, {"full_name", "sex"}),
        (WRONG, {"field": "not_mine", "dose": "2"}, {"dose"}),
        (
            WRONG,
            {"field": "other"},
            {"dose", "vaccine", "batch", "date", "facility", "full_name", "nik", "birth_date", "sex"},
        ),
        (NAME, {}, set()),
        (PHONE, {}, set()),
    ],
)
def test_an_approval_asks_for_what_the_case_needs(
    console: Console, number: str, details: dict[str, str], fields: set[str]
) -> None:
    file = console.decisions.files[number]
    asked = dataclasses.replace(file.asked, details=details)
    console.decisions.files[number] = dataclasses.replace(file, asked=asked)
    assert set(re.findall(r'id="c_(\w+)"', console.browser("officer").get(page(number)).text)) == fields


def test_a_report_of_a_stranger_offers_everybody_else_of_the_number(console: Console) -> None:
    file = console.decisions.files[WRONG]
    asked = dataclasses.replace(file.asked, details={"field": "not_mine"})
    other = AccountMember("7" * 32, "PARDI <b>", "3171••••••••0009", date(1960, 1, 2), doses=2)
    console.decisions.files[WRONG] = dataclasses.replace(file, asked=asked, account=(other,))
    browser = console.browser("officer")
    text = browser.get(page(WRONG)).text
    assert set(re.findall(r'id="c_(\w+)"', text)) == {"dose", "remove_person"}
    assert "PARDI &lt;b&gt; · 3171••••••••0009 · lahir 2 Januari 1960 · 2 dosis" in text
    browser.send(f"{page(WRONG)}/setujui", page(WRONG), remove_person=other.citizen_id)
    assert console.decisions.calls[-2][4] == RecordCorrection(remove_person=other.citizen_id)


def test_an_auditor_sees_everything_and_decides_nothing(console: Console) -> None:
    browser = console.browser("auditor")
    shown = browser.get(page(NAME))
    assert shown.status_code == 200
    assert "/setujui" not in shown.text
    refused = browser.send(f"{page(NAME)}/setujui", QUEUE, version="1", command_id="c" * 32)
    assert refused.status_code == 403


def test_a_missing_dose_is_entered_with_the_approval(console: Console) -> None:
    dose = {"dose": "3", "vaccine": "Pfizer", "batch": "FJ1", "date": "2022-01-20", "facility": "RSUD Depok"}
    console.browser("officer").send(f"{page(MISSING)}/setujui", page(MISSING), **dose)
    correction = console.decisions.calls[-2][4]
    assert isinstance(correction, RecordCorrection)
    assert (correction.dose, correction.vaccine, correction.date.isoformat()) == (3, "Pfizer", "2022-01-20")


@pytest.mark.parametrize(
    ("fields", "bad"),
    [
        ({"date": "31-12-1990"}, "date"),
        ({"date": "2022-02-30"}, "date"),
        ({"dose": "three"}, "dose"),
        ({"dose": "²"}, "dose"),
        ({"facility": "nowhere"}, "facility"),
    ],
)
def test_a_bad_correction_is_marked_and_nothing_typed_is_lost(
    console: Console, fields: dict[str, str], bad: str
) -> None:
    refused = console.browser("officer").send(f"{page(MISSING)}/setujui", page(MISSING), vaccine="Pfizer", **fields)
    assert refused.status_code == 422
    assert f'aria-describedby="bad_{bad}"' in refused.text
    assert 'value="Pfizer"' in refused.text


def test_what_was_typed_survives_a_session_that_ended(console: Console) -> None:
    browser = console.browser("officer")
    form = browser.get(page(MISSING)).text
    console.clock.advance(minutes=16)
    hidden = dict(re.findall(r'name="(form_token|version|command_id)" value="([^"]*)"', form))
    ended = browser.http.post(f"{page(MISSING)}/setujui", data={**hidden, "vaccine": "Moderna", "batch": "M77"})
    assert ended.url.path == LOGIN
    again = browser.log_in("officer")
    assert again.url.path == page(MISSING)
    assert 'value="Moderna"' in again.text
    assert 'value="M77"' in again.text
    assert "approve" not in {call[0] for call in console.decisions.calls}
    assert "Moderna" not in str(again.url)


def test_another_officer_does_not_find_what_a_colleague_typed(console: Console) -> None:
    browser = console.browser("officer")
    form = browser.get(page(MISSING)).text
    console.clock.advance(minutes=16)
    hidden = dict(re.findall(r'name="(form_token|version|command_id)" value="([^"]*)"', form))
    browser.http.post(f"{page(MISSING)}/setujui", data={**hidden, "vaccine": "Moderna"})
    assert browser.log_in("colleague").url.path == QUEUE
    assert "Moderna" not in browser.get(page(MISSING)).text


def test_the_figures_are_numbers_a_chart_and_a_table(console: Console) -> None:
    text = console.browser("auditor").get("/petugas/angka").text
    assert "<dd>9</dd>" in text
    assert "1,2 <small>" in text
    assert text.count("<rect") == 28
    assert text.count('<th scope="row">') == 14 + 2


@pytest.mark.parametrize("path", [QUEUE, page(NAME), page(MISSING), "/petugas/angka", LOGIN])
def test_pages_load_their_own_files_only_and_are_kept_nowhere(console: Console, path: str) -> None:
    shown = console.browser("officer").get(path)
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert shown.headers["cache-control"] == "no-store"
    assert re.findall(r'(?:src|href|action)="(?!/|#)[^"]*"', shown.text) == []
    assert " style=" not in shown.text
    assert re.findall(r"<script(?! src)", shown.text) == []


def test_the_verification_page_still_sends_no_form_anywhere(console: Console) -> None:
    policy = TestClient(console.app).get("/").headers["content-security-policy"]
    assert "form-action 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("path", [QUEUE, page(NAME), page(MISSING), page(WRONG), "/petugas/angka"])
def test_every_field_has_a_label_and_every_picture_a_text(console: Console, path: str) -> None:
    text = console.browser("officer").get(path).text
    ids = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', text)
    assert all(f'for="{each}"' in text for each in ids)
    assert all(" alt=" in image for image in re.findall(r"<img[^>]*>", text))


@pytest.mark.parametrize(
    "names",
    [
        *(CorrectionKind, ReportKind, Queue, CaseState, RefusalReason, Question, OfficerRole, CivilAnswer),
        *(AuditKind, TalkProblem, RecordField),
    ],
)
def test_whatever_the_registry_names_has_a_word(names: type[Enum]) -> None:
    words = (FOLDER / "officers" / "words.html").read_text(encoding="utf8")
    assert [each for each in names if f'"{each.value}":' not in words] == []
