"""Officers are managed on the command line only."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from settings import ROOT
from tests.databases import SqliteFiles

PRODUCTION = {
    "PEDULIBOT_MODE": "production",
    "ENCRYPTION_KEYS": "own:" + "A" * 43 + "=",
    "LOOKUP_KEY": "B" * 42 + "A=",
    "ACTION_SECRET": "own",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "WHATSAPP_APP_SECRET": "own",
    "WHATSAPP_VERIFY_TOKEN": "own",
    "WHATSAPP_ACCESS_TOKEN": "own",
    "SMS_GATEWAY": "http",
    "SMS_HTTP_URL": "http://127.0.0.1:1",
    "SMS_HTTP_TOKEN": "own",
    "PORTAL_PUBLIC_URL": "https://portal.example",
}


class Office:
    def __init__(self, url: str, var: Path) -> None:
        self.var = var
        self._environment = {"DATABASE_URL": url, "VAR_DIR": str(var)}

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "portal.officers", *arguments],
            cwd=ROOT,
            env={**self._environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path) -> Office:
    return Office(SqliteFiles(sqlite_template, tmp_path / "databases").fresh(), tmp_path / "var")


def test_an_officer_is_added_listed_renewed_and_disabled(office: Office) -> None:
    added = office.run("add", "Sri", "--role", "supervisor")
    first = re.search(r"Sri: password (\S+)\n", added.stdout)
    assert first, added.stderr
    assert office.run("add", "sri").returncode == 1
    assert re.fullmatch(r"Sri +supervisor +never logged in\n", office.run("list").stdout)
    assert first[1] not in office.run("renew", "sri").stdout
    assert office.run("disable", "SRI").returncode == 0
    assert re.fullmatch(r"Sri +supervisor +disabled\n", office.run("list").stdout)
    assert office.run("disable", "nobody").returncode == 1


def test_demo_officers_are_added_once_and_their_codes_can_be_asked(office: Office) -> None:
    file = office.var / "demo-officers.json"
    assert office.run("demo").returncode == 0
    written = file.read_text(encoding="utf8")
    assert {each["role"] for each in json.loads(written)} == {"officer", "supervisor", "auditor"}
    assert office.run("demo").returncode == 0
    assert file.read_text(encoding="utf8") == written
    assert re.fullmatch(r"\d{6}\n", office.run("code", json.loads(written)[0]["name"]).stdout)


def test_demo_officers_whose_passwords_were_lost_get_new_ones(office: Office) -> None:
    office.run("demo")
    (office.var / "demo-officers.json").unlink()
    assert office.run("demo").returncode == 0
    assert len(json.loads((office.var / "demo-officers.json").read_text(encoding="utf8"))) == 3


@pytest.mark.parametrize("command", [["demo"], ["code", "petugas"]])
def test_production_has_no_demo_officers(office: Office, command: list[str]) -> None:
    refused = office.run(*command, **PRODUCTION)
    assert refused.returncode == 1
    assert "embedded" in refused.stderr
    assert not (office.var / "demo-officers.json").exists()
