"""Trains the model when the data has changed; a refusal becomes a problem that designers can read."""

from __future__ import annotations

import subprocess
import sys
import time

from deploy.model import MODEL, fingerprint, model_fits, remember_fingerprint
from settings import ROOT
from tests.qa.complaints import complaint
from tests.qa.records import Check, Problem


def model_check() -> Check:
    started = time.monotonic()
    problems: tuple[Problem, ...] = ()
    if not model_fits():
        sources = fingerprint()
        command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", MODEL.name.split(".")[0]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode == 0:
            remember_fingerprint(sources)
        else:
            problems = (complaint(done.stderr + done.stdout, ROOT),)
    return Check("model", 1, time.monotonic() - started, problems)
