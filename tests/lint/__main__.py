"""Checks the conversation data: `python -m tests.lint`. Each finding names file and line and says what to do."""

from __future__ import annotations

import sys

from settings import ROOT
from tests.lint.checks import lint
from tests.lint.validation import rasa_findings


def main() -> int:
    findings = lint(ROOT)
    findings += rasa_findings(ROOT, findings)
    for finding in findings:
        print(finding)
    print(f"conversation data: {len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
