"""`rasa test core` on the test stories; names every wrong prediction with its place: `python -m tests.stories`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.qa.stories import stories_check


def main() -> int:
    with tempfile.TemporaryDirectory() as out:
        check = stories_check(Path(out))
    for problem in check.problems:
        print(problem)
    print(f"stories: {check.counted}, {len(check.problems) or 'none'} failed")
    return 0 if check.passed else 1


if __name__ == "__main__":
    sys.exit(main())
