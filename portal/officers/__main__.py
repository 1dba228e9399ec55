"""`python -m portal.officers`: who may work in the console. Nobody can change this in the browser."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from bootstrap import clock, officer_directory, settings
from identity.officers.directory import OfficerDirectory
from identity.officers.errors import NameTaken, UnknownOfficer
from identity.officers.records import NewOfficer, OfficerRole
from identity.officers.totp import code_at
from portal.officers import paths
from portal.officers.demo import add_demo_officers


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m portal.officers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="a new officer; prints a password that is shown once")
    adding.add_argument("name")
    adding.add_argument("--role", choices=[role.value for role in OfficerRole], default=OfficerRole.OFFICER.value)
    commands.add_parser("list", help="every officer")
    commands.add_parser("disable", help="ends the sessions; no login any more").add_argument("name")
    commands.add_parser("renew", help="new password, new authenticator; enables again").add_argument("name")
    commands.add_parser("demo", help="embedded mode: adds the demo officers")
    commands.add_parser("code", help="embedded mode: a demo officer's code of this moment").add_argument("name")
    chosen = parser.parse_args(arguments)
    try:
        _run(chosen, officer_directory())
    except NameTaken:
        sys.exit(f"There is an officer {chosen.name!r} already.")
    except UnknownOfficer:
        sys.exit(f"There is no officer {chosen.name!r}.")


def _run(chosen: argparse.Namespace, directory: OfficerDirectory) -> None:
    if chosen.command == "add":
        _tell(chosen.name, directory.add(chosen.name, OfficerRole(chosen.role)))
    elif chosen.command == "renew":
        _tell(chosen.name, directory.renew(chosen.name))
    elif chosen.command == "disable":
        directory.disable(chosen.name)
    elif chosen.command == "list":
        for officer in directory.all():
            state = "disabled" if officer.disabled else "active" if officer.enrolled else "never logged in"
            print(f"{officer.name:<32} {officer.role.value:<12} {state}")
    elif not settings().embedded:
        sys.exit("Demo officers are of the embedded mode only.")
    elif chosen.command == "demo":
        add_demo_officers(directory, settings().demo_officers_file)
    else:
        known = json.loads(settings().demo_officers_file.read_text(encoding="utf8"))
        secrets = {officer["name"]: officer["totp_secret"] for officer in known}
        if chosen.name not in secrets:
            raise UnknownOfficer(chosen.name)
        print(code_at(secrets[chosen.name], clock().now()))


def _tell(name: str, new: NewOfficer) -> None:
    print(f"{name}: password {new.password}")
    print("The password is shown only now; the authenticator is set up at the first login:")
    print(f"{settings().portal_public_url}{paths.ROOT}")


if __name__ == "__main__":
    main()
