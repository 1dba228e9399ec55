"""Every test, one step after the other, each with its time: `python -m tests.run_all`."""

from __future__ import annotations

import subprocess
import sys
import time

from deploy.model import MODEL, model_fits, remember_fingerprint
from settings import ROOT

PYTHON = sys.executable
STEPS: tuple[tuple[str, list[str]], ...] = (
    ("conversation data", [PYTHON, "-m", "tests.lint"]),
    ("stories", [PYTHON, "-m", "tests.stories"]),
    ("pytest", [PYTHON, "-m", "pytest", "--numprocesses", "2"]),
)


def train() -> int:
    if model_fits():
        return 0
    command = [PYTHON, "-m", "rasa", "train", "--fixed-model-name", MODEL.name.split(".")[0], "--quiet"]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code == 0:
        remember_fingerprint()
    return code


def main() -> int:
    times: list[tuple[str, float]] = []
    for title, command in (("model", None), *STEPS):
        print(f"▸ {title}", flush=True)
        started = time.monotonic()
        code = train() if command is None else subprocess.run(command, cwd=ROOT, check=False).returncode
        times.append((title, time.monotonic() - started))
        if code:
            print(f"✗ {title} failed", flush=True)
            return code
    for title, seconds in times:
        print(f"  {title:<20} {seconds:6.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
