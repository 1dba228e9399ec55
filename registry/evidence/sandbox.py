"""Opening a stranger's file apart from the service: a process of its own, bounded in time and memory.

A thread cannot be stopped and shares its memory with everybody; a process that takes too long, or that a decoder's
fault brings down, costs one answer. It inherits no environment, hence no secret.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from registry.evidence.records import AttachmentProblem, Evidence, FileType

PROJECT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 20.0
AT_ONCE = 2  # processes of at most 1.5 GB each

_free = BoundedSemaphore(AT_ONCE)


def clean_apart(content: bytes, timeout_s: float = TIMEOUT_S) -> Evidence | AttachmentProblem:
    """As `cleaning.clean`. Blocks for about half a second, `timeout_s` at most once it is this file's turn."""
    command = [sys.executable, "-m", "registry.evidence"]
    try:
        with _free:
            done = subprocess.run(  # noqa: S603 - our own module; the file goes through stdin
                command, input=content, capture_output=True, check=True, timeout=timeout_s, cwd=PROJECT, env={}
            )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return AttachmentProblem.UNREADABLE
    heading, _, kept = done.stdout.partition(b"\n")
    return Evidence(FileType(heading.decode()), kept) if kept else AttachmentProblem(heading.decode())
