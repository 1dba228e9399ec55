"""`rasa data validate`, with the warnings that mean nothing here taken out and all others taken seriously."""

from __future__ import annotations

import re
import subprocess
import sys

from settings import ROOT

# Rasa cannot see which responses actions, forms and SMS use; `checks.py` can.
KNOWN_NOISE = (
    r"The utterance '.*' is not used in any story or rule",
    r"The response '.*' is not used in any story or rule",
    r"The action '.*' is not used in any story or rule",
    r"duplicated intents",
    r"Issues found in .*retrieval intent",
    r"UserWarning: (pkg_resources|The utterance|The action)",
    r"^\s*(rasa\.shared\.utils\.io\.raise_warning|warnings\.warn|import pkg_resources|More info at)",
    r"declare_namespace",
    r"(Deprecation|MovedIn20|RuntimeWarning)",
)
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
    unexpected = [
        line for line in lines if WARNING.search(line) and not any(re.search(noise, line) for noise in KNOWN_NOISE)
    ]
    return unexpected or ([] if done.returncode == 0 else lines[-20:])
