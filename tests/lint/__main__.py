"""Checks the conversation data: `python -m tests.lint`. Each finding names file and line and says what to do."""

from __future__ import annotations

import sys

from settings import ROOT
from tests.lint.checks import lint
from tests.lint.validation import unexpected_lines


def main() -> int:
    findings = [str(finding) for finding in lint(ROOT)]
    findings += [f"rasa data validate: {line}" for line in unexpected_lines()]
    for finding in findings:
        print(finding)
    print(f"conversation data: {len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
