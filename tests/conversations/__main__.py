"""Play conversation cases against a running product: `python -m tests.conversations [FILE…]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from settings import read_settings
from tests.conversations.cases import CaseError, load_cases
from tests.conversations.officers import Officers
from tests.conversations.phone import SimulatorClient
from tests.conversations.runner import CaseFailed, Runner
from tests.product import slot_reader


def main() -> int:
    settings = read_settings()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[Path(__file__).parent])
    parser.add_argument("--simulator", default=settings.simulator_url)
    arguments = parser.parse_args()
    try:
        cases = load_cases(*arguments.files)
    except CaseError as error:
        return print(error) or 2
    officers = Officers(settings)
    client = SimulatorClient(arguments.simulator)
    runner = Runner(client, settings.responses, slot_reader(settings), officers)
    runner.let_limits_run_out()
    failed = 0
    for case in cases:
        try:
            runner.run(case)
            print(f"✓ {case.name}", flush=True)
        except CaseFailed as failure:
            failed += 1
            print(f"✗ {failure}", flush=True)
    officers.close()
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
