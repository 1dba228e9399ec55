"""`rasa test core` on the test stories; fails on a wrong prediction: `python -m tests.stories`."""

from __future__ import annotations

import subprocess
import sys
import tempfile

from deploy.model import MODEL
from settings import ROOT


def main() -> int:
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "rasa", "test", "core", "--model", str(MODEL)]
        command += ["--stories", "tests/stories", "--out", out, "--no-plot", "--fail-on-prediction-errors"]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
