"""The process in which one file is opened: bytes in, a line that says what came of it and the kept bytes out."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 10


def main() -> None:
    # Before any decoder is loaded. Not every system can limit both; the parent's timeout holds on all.
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    from registry.evidence.cleaning import clean
    from registry.evidence.records import Evidence

    outcome = clean(sys.stdin.buffer.read())
    if isinstance(outcome, Evidence):
        sys.stdout.buffer.write(outcome.file_type.value.encode() + b"\n" + outcome.content)
    else:
        sys.stdout.buffer.write(outcome.value.encode() + b"\n")


if __name__ == "__main__":
    main()
