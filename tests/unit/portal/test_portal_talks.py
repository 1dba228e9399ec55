"""Officers talk with citizens on the page of a case, and see who did what in its history."""

from __future__ import annotations

import dataclasses
import re

import pytest

from portal.officers.talks import FileProblem, TalkProblem
from registry.case_records import CaseState
from registry.decision_records import CaseEvent, RecordCorrection
from registry.evidence.records import AttachmentProblem
from tests.unit.portal.console_kit import CITIZEN, HELP, NAME, NAMES, WRONG, Browser, Console

PAGE = f"/petugas/kasus/{HELP}"
LINES, TAKE, SAY, END, KEEP = (f"{PAGE}/percakapan{each}" for each in ("", "/ambil", "/kirim", "/selesai", "/simpan"))
KEEP_BUTTON = f'formaction="{KEEP}"'

WHY_NOT_KEPT = [*FileProblem, *(each for each in AttachmentProblem if each is not AttachmentProblem.UNKNOWN_CASE)]


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
def talking(console: Console) -> Browser:
    browser = console.browser("officer")
    browser.send(TAKE, PAGE)
    return browser


def decided(console: Console) -> list[str]:
    return [call[0] for call in console.decisions.calls if call[0] != "case"]


def test_a_talk_is_taken_written_and_read(console: Console, talking: Browser) -> None:
    console.talks.hear(HELP, "tolong <b>saya</b>")
    said = talking.send(SAY, PAGE, text="Selamat siang")
    assert said.url.path == PAGE
    assert "tolong &lt;b&gt;saya&lt;/b&gt;" in said.text
    assert "Selamat siang" in said.text
    assert "26 Januari 2022, 10.00" in said.text  # in Jakarta
    assert CITIZEN not in said.text
    assert "812-••••-7801" in said.text


def test_two_clicks_send_once(console: Console, talking: Browser) -> None:
    for _ in range(2):
        talking.send(SAY, PAGE, text="Selamat siang", command_id="c" * 32)
    assert [line.text for line in console.talks.said[HELP]] == ["Selamat siang"]


def test_the_end_of_a_wished_talk_solves_its_case(console: Console, talking: Browser) -> None:
    fields = dict(re.findall(r'name="(solved)" value="(\w+)"', talking.get(PAGE).text))
    ended = talking.send(END, PAGE, **fields)
    assert decided(console) == ["approve"]
    assert f'action="{PAGE}/urungkan"' in ended.text
    assert f'action="{SAY}"' not in ended.text


def test_a_question_about_another_case_leaves_its_decision_open(console: Console) -> None:
    page = f"/petugas/kasus/{NAME}"
    browser = console.browser("officer")
    taken = browser.send(f"{page}/percakapan/ambil", page)
    assert 'name="solved"' not in taken.text
    ended = browser.send(f"{page}/percakapan/selesai", page)
    assert decided(console) == []
    assert f'action="{page}/setujui"' in ended.text


@pytest.mark.parametrize("problem", TalkProblem)
def test_what_was_not_sent_is_explained_and_stays_in_the_box(
    console: Console, talking: Browser, problem: TalkProblem
) -> None:
    console.talks.broken = problem
    refused = talking.send(SAY, PAGE, text="Selamat siang")
    assert refused.status_code in (409, 422)
    assert 'role="alert"' in refused.text
    assert "Selamat siang</textarea>" in refused.text


def test_an_empty_message_is_not_sent(console: Console, talking: Browser) -> None:
    assert talking.send(SAY, PAGE, text="").status_code == 422
    assert HELP not in console.talks.said


def test_a_colleague_sees_whose_talk_it_is_and_has_no_box(console: Console, talking: Browser) -> None:
    shown = console.browser("colleague").get(PAGE).text
    assert NAMES["officer"] in shown
    assert "<textarea" not in shown


def test_an_auditor_reads_and_does_nothing(console: Console, talking: Browser) -> None:
    console.talks.hear(HELP, "tolong")
    browser = console.browser("auditor")
    shown = browser.get(PAGE).text
    assert "tolong" in shown
    assert not re.search(rf'action="{LINES}', shown)
    for path in (TAKE, SAY, END, KEEP):
        refused = browser.send(path, "/petugas", version="1", command_id="c" * 32, text="halo", line="1")
        assert refused.status_code == 403


def test_only_new_lines_are_fetched_and_the_end_is_told(console: Console, talking: Browser) -> None:
    console.talks.hear(HELP, "satu")
    console.talks.hear(HELP, "ini kartunya", kind="image")
    lines = talking.get(f"{LINES}?after=1").text
    assert "satu" not in lines
    assert "Foto" in lines
    assert "data-over" not in lines
    talking.send(END, PAGE)
    assert "data-over" in talking.get(f"{LINES}?after=2").text


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "9" * 30])
def test_an_odd_place_to_go_on_from_is_the_beginning(console: Console, talking: Browser, after: str) -> None:
    console.talks.hear(HELP, "satu")
    assert "satu" in talking.get(f"{LINES}?after={after}").text


def test_without_a_login_no_line_is_given(console: Console, talking: Browser) -> None:
    console.talks.hear(HELP, "satu")
    assert "satu" not in console.browser().get(LINES).text


@pytest.mark.parametrize("path", [TAKE, SAY, END, KEEP])
def test_a_form_from_elsewhere_says_nothing(console: Console, talking: Browser, path: str) -> None:
    fields = {"version": "1", "command_id": "c" * 32, "text": "halo", "line": "1", "form_token": "guess"}
    assert talking.http.post(path, data=fields).status_code == 403
    assert HELP not in console.talks.said
    assert console.talks.kept == []


def test_the_summary_is_sentences_without_what_was_filled_in(console: Console) -> None:
    text = console.browser("officer").get(PAGE).text
    summary = re.findall(r"<li>([^<]*)</li>", text[text.index("so-far") : text.index("</ol>")])
    assert summary == ["Halo …, kode sudah dikirim", f"Baris kedua{'!' * 149}…"]


def test_a_long_summary_has_twelve_lines(console: Console) -> None:
    file = console.decisions.files[HELP]
    details = {"field": "hand_over", "so_far": ", ".join(["utter_one"] * 20) + "\nutter_two"}
    console.decisions.files[HELP] = dataclasses.replace(file, asked=dataclasses.replace(file.asked, details=details))
    text = console.browser("officer").get(PAGE).text
    assert text[text.index("so-far") : text.index("</ol>")].count("<li>") == 12


def test_the_history_names_officers(console: Console) -> None:
    file, at = console.decisions.files[NAME], console.clock.now()
    by = [console.officers["colleague"].id, "somebody who is gone", console.officers["officer"].id]
    events = tuple(CaseEvent("case_approved", at, each) for each in by)
    console.decisions.files[NAME] = dataclasses.replace(file, events=events)
    text = console.browser("officer").get(f"/petugas/kasus/{NAME}").text
    history = re.findall(r"</span> <small>[^·]*· ([^<]*)</small>", text)
    assert history == [NAMES["colleague"], "petugas lain", "Anda"]


def test_a_foreign_dose_is_taken_off_and_the_second_officer_sees_what_the_first_entered(console: Console) -> None:
    page, file = f"/petugas/kasus/{WRONG}", console.decisions.files[WRONG]
    asked = dataclasses.replace(file.asked, details={"field": "not_mine", "dose": "2"})
    console.decisions.files[WRONG] = dataclasses.replace(file, asked=asked)
    first = console.browser("officer")
    assert re.search(r'id="c_dose"[^>]* value="2"', first.get(page).text)
    first.send(f"{page}/setujui", page, dose="2", remove_dose="1")
    entered = console.decisions.calls[-2][4]
    assert entered == RecordCorrection(dose=2, remove_dose=True)
    console.decisions.files[WRONG] = dataclasses.replace(
        console.decisions.files[WRONG],
        summary=file.summary,
        effective_at=None,
        awaiting_second=console.officers["officer"].id,
        entered=entered,
    )
    shown = console.browser("colleague").get(page).text
    assert NAMES["officer"] in shown
    assert "sertifikatnya dicabut" in shown
    assert re.search(r'id="c_dose"[^>]* value=""', shown)


def test_what_a_colleague_was_too_late_to_say_is_not_lost(console: Console, talking: Browser) -> None:
    colleague = console.browser("colleague")
    refused = colleague.send(SAY, PAGE, text="Selamat siang")
    assert refused.status_code == 409
    assert "Selamat siang</blockquote>" in refused.text


def test_where_nobody_talked_about_the_case_no_line_is_read(console: Console) -> None:
    console.talks.hear(HELP, "of another case")
    assert "of another case" not in console.browser("officer").get(PAGE).text


@pytest.fixture
def photo(console: Console, talking: Browser) -> str:
    """The line with a photo that the citizen sent."""
    console.talks.hear(HELP, "tolong")
    console.talks.hear(HELP, "ini kartunya", kind="image")
    return "2"


def test_a_photo_of_the_talk_goes_to_the_files_of_the_case(console: Console, talking: Browser, photo: str) -> None:
    shown = talking.get(PAGE).text
    assert shown.count(KEEP_BUTTON) == 1
    assert f'name="line" value="{photo}"' in shown
    assert talking.get(f"{LINES}?after=1").text.count(KEEP_BUTTON) == 1
    kept = talking.send(KEEP, PAGE, line=photo, command_id="c" * 32)
    assert console.talks.kept == [(HELP, 2, "c" * 32)]
    assert (kept.url.path, kept.url.fragment) == (PAGE, "berkas")


def test_a_message_that_is_being_typed_stays_when_a_photo_is_kept(
    console: Console, talking: Browser, photo: str
) -> None:
    kept = talking.send(KEEP, PAGE, line=photo, text="Selamat siang")
    assert kept.status_code == 200
    assert "Selamat siang</textarea>" in kept.text
    assert 'role="status"' in kept.text
    assert len(console.talks.kept) == 1


@pytest.mark.parametrize("problem", WHY_NOT_KEPT)
def test_why_a_photo_was_not_kept_is_explained_and_nothing_typed_is_lost(
    console: Console, talking: Browser, photo: str, problem: FileProblem | AttachmentProblem
) -> None:
    console.talks.spoilt = problem
    refused = talking.send(KEEP, PAGE, line=photo, text="Selamat siang")
    assert refused.status_code in (409, 422)
    assert re.search(r'role="alert">Belum disimpan: [^<]{20,}', refused.text)
    assert "Selamat siang</textarea>" in refused.text


@pytest.mark.parametrize("line", ["", "0", "-1", "x", "9" * 30])
def test_an_odd_line_holds_no_photo(console: Console, talking: Browser, photo: str, line: str) -> None:
    assert talking.send(KEEP, PAGE, line=line).status_code == 422
    assert console.talks.kept == []


def test_the_photo_can_be_kept_after_the_talk_until_the_case_is_closed(
    console: Console, talking: Browser, photo: str
) -> None:
    ended = talking.send(END, PAGE, solved="1")
    assert KEEP_BUTTON in ended.text
    assert re.search(f'<form id="talk" [^>]*action="{KEEP}"', ended.text)
    talking.send(KEEP, PAGE, line=photo)
    assert len(console.talks.kept) == 1
    file = console.decisions.files[HELP]
    over = dataclasses.replace(file.summary, state=CaseState.DONE)
    console.decisions.files[HELP] = dataclasses.replace(file, summary=over)
    assert KEEP_BUTTON not in talking.get(PAGE).text


@pytest.mark.parametrize("name", ["colleague", "supervisor", "auditor"])
def test_whoever_does_not_have_the_talk_is_offered_no_photo(
    console: Console, talking: Browser, photo: str, name: str
) -> None:
    browser = console.browser(name)
    for page in (PAGE, LINES):
        shown = browser.get(page).text
        assert "ini kartunya" in shown
        assert KEEP_BUTTON not in shown
