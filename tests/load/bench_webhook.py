"""How fast a webhook is acknowledged while turns run: `python -m tests.load.bench_webhook [rate] [seconds]`.

Starts the whole product, then posts signed messages of many citizens at a steady rate, each on its own schedule
whether or not the one before is answered. Prints one JSON line; times in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import aiohttp

from tests.conversations.phone import SimulatorClient
from tests.integration.product.product_kit import Meta, Store, eventually
from tests.product import Product

RATE, SECONDS, CITIZENS = 20.0, 20.0, 80
TEXTS = (
    "bisa bantu apa saja ya",
    "saya mau download sertifikat vaksin",
    "kapan jadwal booster saya ya",
    "terima kasih",
)
GOAL_P99_MS = 50.0
DRAIN_S = 240.0


async def post_all(meta: Meta, rate: float, seconds: float) -> tuple[list[float], list[float], Counter[int]]:
    """Times of the answers and of requests that store nothing, in milliseconds; how often each status came."""
    times: list[float] = []
    floor: list[float] = []
    statuses: Counter[int] = Counter()
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def post(number: int) -> None:
            text = TEXTS[number // CITIZENS % len(TEXTS)]
            body = json.dumps(meta.body(meta.text(wa_id(number), text))).encode()
            started = time.perf_counter()
            async with session.post(meta.url, data=body, headers=meta.signed(body)) as answer:
                await answer.read()
                statuses[answer.status] += 1
            times.append((time.perf_counter() - started) * 1000)

        async def ask() -> None:
            """The same way without the store: what the machine itself takes under this load."""
            started = time.perf_counter()
            async with session.get(meta.url) as answer:
                await answer.read()
            floor.append((time.perf_counter() - started) * 1000)

        loop = asyncio.get_running_loop()
        start = loop.time()
        posts = []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
            posts.append(asyncio.create_task(post(number)))
            posts.append(asyncio.create_task(ask()))
        await asyncio.gather(*posts)
    return times, floor, statuses


def wa_id(number: int) -> str:
    return f"62866{number % CITIZENS:07d}"


def open_rows(store: Store) -> int:
    return int(store.rows("select count(*) from wa_inbox where state in ('waiting', 'taken')")[0][0])


def main() -> int:
    rate, seconds = (float(given) for given in (sys.argv[1:3] + [str(RATE), str(SECONDS)][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder))
        product.start()
        try:
            meta, store = Meta(product.settings), Store(product.settings)
            simulator = SimulatorClient(product.settings.simulator_url)
            for number in range(CITIZENS):  # Meta lets us answer only who wrote: each phone sends a file first
                files = {"file": ("a.txt", b"a", "text/plain")}
                simulator.post(f"/sim/chats/{wa_id(number)}/messages", files=files)
            eventually(lambda: open_rows(store) == 0, "all phones are known")
            started = time.monotonic()
            times, floor, statuses = asyncio.run(post_all(meta, rate, seconds))
            waiting = open_rows(store)
            eventually(lambda: open_rows(store) == 0, "all messages are answered", within=DRAIN_S)
            drained_s = time.monotonic() - started
        finally:
            product.stop()
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    result = {
        "benchmark": "webhook",
        "rate_per_s": rate,
        "webhooks": len(times),
        "statuses": dict(statuses),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "max_ms": round(max(times), 1),
        "goal_p99_ms": GOAL_P99_MS,
        "without_store_p99_ms": round(statistics.quantiles(floor, n=100, method="inclusive")[98], 1),
        "load_average": round(os.getloadavg()[0], 1),
        "unanswered_at_the_end": waiting,
        "all_answered_after_s": round(drained_s, 1),
    }
    print(json.dumps(result))
    return 0 if set(statuses) == {200} and cuts[98] <= GOAL_P99_MS else 1


if __name__ == "__main__":
    sys.exit(main())
