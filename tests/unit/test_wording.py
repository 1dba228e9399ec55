from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from wording import Sentence, Wording, WordingError

HELLO = """
version: "3.1"
responses:
  utter_hello:
    - text: "Halo {name}"
      buttons:
        - {title: Menu, payload: /ask_menu}
  utter_month_names:
    - text: "Januari, Februari, Maret, April, Mei, Juni, Juli, Agustus, September, Oktober, November, Desember"
"""


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    (tmp_path / "hello.yml").write_text(HELLO, encoding="utf8")
    return Wording.load(tmp_path)


def test_placeholders_are_filled(wording: Wording) -> None:
    sentence = wording.sentence("utter_hello", name="Siti")

    assert sentence.text == "Halo Siti"
    assert sentence.buttons[0].payload == "/ask_menu"


def test_a_missing_value_or_name_is_told(wording: Wording) -> None:
    with pytest.raises(WordingError, match="name"):
        wording.text("utter_hello")
    with pytest.raises(WordingError, match="utter_goodbye"):
        wording.text("utter_goodbye")


def test_a_name_in_two_files_is_refused(tmp_path: Path) -> None:
    for file in ("a.yml", "b.yml"):
        (tmp_path / file).write_text(HELLO, encoding="utf8")

    with pytest.raises(WordingError, match="utter_hello"):
        Wording.load(tmp_path)


def test_days_and_times_are_told_in_jakarta(wording: Wording) -> None:
    late_evening_in_utc = datetime(2022, 1, 26, 17, 5, tzinfo=timezone.utc)

    assert wording.date(late_evening_in_utc) == "27 Januari 2022"
    assert wording.time(late_evening_in_utc) == "00.05"
    assert wording.date(date(2021, 8, 1)) == "1 Agustus 2021"


def test_an_outline_leaves_out_what_is_filled_in() -> None:
    wording = Wording({"utter_code": Sentence("Halo {name}, kode {code} {{ditulis}} sendiri")})
    assert wording.outline("utter_code") == "Halo …, kode … {ditulis} sendiri"
    assert wording.outline("utter_unknown") == ""
