"""Whether a process says that it is well."""

from __future__ import annotations

import urllib.error
import urllib.request


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback addresses
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
