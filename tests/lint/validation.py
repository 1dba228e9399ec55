"""`rasa data validate`, with the warnings that mean nothing here taken out and all others taken seriously."""

from __future__ import annotations

import re
import subprocess
import sys

from settings import ROOT

# Python libraries that Rasa pins; what Rasa itself cannot see is listed in `language/responses_importer.py`.
KNOWN_NOISE = re.compile(r"DeprecationWarning|MovedIn20Warning|pkg_resources")
WARNING = re.compile(r"WARNING|UserWarning|ERROR|InvalidRule|Error")


def unexpected_lines() -> list[str]:
    """What `rasa data validate` says beyond the known noise; empty when all is well."""
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--max-history", "5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    unexpected = [line for line in lines if WARNING.search(line) and not KNOWN_NOISE.search(line)]
    return unexpected or ([] if done.returncode == 0 else lines[-20:])
