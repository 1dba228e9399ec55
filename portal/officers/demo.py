"""Officers for trying the console. Their passwords and TOTP secrets stand in a file: nothing for production."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from identity.officers.directory import OfficerDirectory
from identity.officers.errors import NameTaken
from identity.officers.records import OfficerRole

CAST = Path(__file__).with_name("demo_officers.yml")


def add_demo_officers(directory: OfficerDirectory, file: Path) -> None:
    """Adds those that are missing and writes them to `file`; what the file says of the others stays."""
    written = json.loads(file.read_text(encoding="utf8")) if file.exists() else []
    for member in yaml.safe_load(CAST.read_text(encoding="utf8")):
        name = member["name"]
        try:
            new = directory.add(name, OfficerRole(member["role"]))
        except NameTaken:
            if any(each["name"] == name for each in written):
                continue
            new = directory.renew(name)
        written.append({**member, "password": new.password, "totp_secret": new.totp_secret})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(written, indent=1), encoding="utf8")
    file.chmod(0o600)
