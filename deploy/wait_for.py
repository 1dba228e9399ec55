"""Wait until a health address answers 200, then become the real command.

`python -m deploy.wait_for URL SECONDS -- COMMAND…`. The process id stays, so signals arrive; when the parent dies
(Linux), so does this process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
import urllib.error
import urllib.request

PR_SET_PDEATHSIG = 1
POLL_S = 0.3


def die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback addresses
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main(arguments: list[str]) -> None:
    url, seconds, _, *command = arguments
    die_with_parent()
    give_up_at = time.monotonic() + float(seconds)
    while url != "-" and not healthy(url):
        if time.monotonic() > give_up_at:
            sys.exit(f"{url} did not become healthy within {seconds} s")
        time.sleep(POLL_S)
    os.execvp(command[0], command)  # noqa: S606 - the command comes from our own generated configuration


if __name__ == "__main__":
    main(sys.argv[1:])
