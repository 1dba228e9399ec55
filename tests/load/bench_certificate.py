"""How long one certificate takes: `python -m tests.load.bench_certificate` prints one JSON line."""

from __future__ import annotations

import json
import statistics
import time
from datetime import date, datetime, timezone

from certificates.records import CertificateContent
from certificates.render import render

WARM_UPS = 3
RUNS = 50
NINETY_FIVE = 18  # the 19th of the 19 cuts into twentieths

CONTENT = CertificateContent(
    number="KV-2022-01-000000001",
    full_name="Raden Ajeng Kusumaningrum Wulandari Prameswari Hadiningrat",
    masked_nik="3273********0001",
    birth_date=date(1990, 1, 1),
    vaccine="CoronaVac (Sinovac)",
    dose=2,
    batch="202108-1234B",
    date=date(2022, 1, 27),
    facility="Puskesmas Cibeunying Kaler",
    issued_on=date(2022, 1, 29),
    verification_url="https://sertifikat.example.id/v/4f6c1b5a9d3e4c82b7a05e6f1c2d3b4a",
)
CREATED_AT = datetime(2022, 1, 31, tzinfo=timezone.utc)


def milliseconds() -> float:
    start = time.perf_counter()
    render(CONTENT, created_at=CREATED_AT)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    for _ in range(WARM_UPS):
        milliseconds()
    times = [milliseconds() for _ in range(RUNS)]
    result = {
        "benchmark": "certificate",
        "runs": RUNS,
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[NINETY_FIVE], 1),
        "bytes": len(render(CONTENT, created_at=CREATED_AT)),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
