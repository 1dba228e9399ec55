"""Every test, each step with its time: `python -m tests.run_all`. Steps of one row run side by side."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from deploy.model import MODEL, fingerprint, model_fits, remember_fingerprint
from settings import ROOT

PYTHON = sys.executable


@dataclass(frozen=True)
class Step:
    title: str
    command: list[str]


ROWS = (
    (Step("conversation data", [PYTHON, "-m", "tests.lint"]), Step("stories", [PYTHON, "-m", "tests.stories"])),
    # One test waits while another works: three keep two processors busy.
    (Step("pytest", [PYTHON, "-m", "pytest", "--numprocesses", "3"]),),
)


@dataclass(frozen=True)
class Ended:
    title: str
    code: int
    seconds: float


def train() -> int:
    if model_fits():
        return 0
    sources = fingerprint()
    name = MODEL.name.split(".")[0]
    command = [PYTHON, "-m", "rasa", "train", "--fixed-model-name", name, "--skip-validation", "--quiet"]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code == 0:
        remember_fingerprint(sources)
    return code


def run(step: Step) -> Ended:
    print(f"▸ {step.title}", flush=True)
    started = time.monotonic()
    code = subprocess.run(step.command, cwd=ROOT, check=False).returncode
    return Ended(step.title, code, time.monotonic() - started)


def main() -> int:
    started = time.monotonic()
    print("▸ model", flush=True)
    ended = [Ended("model", train(), time.monotonic() - started)]
    for row in ROWS:
        if not any(one.code for one in ended):
            with ThreadPoolExecutor(len(row)) as pool:
                ended += pool.map(run, row)
    for one in ended:
        print(f"  {one.title:<20} {one.seconds:6.1f} s" + (" ✗ failed" if one.code else ""))
    return next((one.code for one in ended if one.code), 0)


if __name__ == "__main__":
    sys.exit(main())
