"""Ours against the bot that `rasa init` makes, in one run: `python -m tests.load.bench_against_stock`.

Prints one JSON line: training time, NLU time per message (median, in process), and the time from a citizen's message
to the answer (median, one citizen at a time): for the stock bot over its REST channel, for ours from the simulated
phone to the simulated phone, hence with webhook, inbox, outbox and Graph calls.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import requests

from deploy.health import healthy
from deploy.model import MODEL
from settings import ROOT
from tests.conversations.phone import Phone, SimulatorClient
from tests.product import Product, free_ports

WARM_UP, MESSAGES = 5, 60
OURS = (
    "min mau donlot sertifikat dong",
    "vaksin booster kapan ya bolehnya",
    "sertifikat saya kok belum muncul juga",
    "apa syarat naik pesawat sekarang",
)
STOCK = (
    "hello there my friend",
    "I am feeling very sad today",
    "that sounds really good to me",
    "are you a bot or what",
)
QUIET = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}


def rasa(folder: Path, *arguments: str) -> float:
    """Runs a Rasa command in `folder`; seconds it took."""
    started = time.monotonic()
    command = [sys.executable, "-m", "rasa", *arguments]
    subprocess.run(command, cwd=folder, env=QUIET, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - started


def parse_ms(folder: Path, model: Path, messages: tuple[str, ...]) -> float:
    """Median milliseconds of NLU for a message, in a process of its own."""
    code = """
import asyncio, json, statistics, sys, time
from rasa.core.agent import Agent
async def main(model, messages, warm_up, count):
    agent = Agent.load(model)
    times = []
    for n in range(warm_up + count):
        started = time.perf_counter()
        await agent.parse_message(messages[n % len(messages)])
        times.append(time.perf_counter() - started)
    print(json.dumps(statistics.median(times[warm_up:]) * 1000))
asyncio.run(main(sys.argv[1], json.loads(sys.argv[2]), *map(int, sys.argv[3:])))
"""
    command = [sys.executable, "-c", code, str(model), json.dumps(messages), str(WARM_UP), str(MESSAGES)]
    done = subprocess.run(command, cwd=folder, env=QUIET, check=True, capture_output=True, text=True)
    return float(done.stdout.strip().splitlines()[-1])


def median_ms(send: Callable[[str], object], messages: tuple[str, ...]) -> float:
    times = []
    for n in range(WARM_UP + MESSAGES):
        started = time.perf_counter()
        send(messages[n % len(messages)])
        times.append(time.perf_counter() - started)
    return statistics.median(times[WARM_UP:]) * 1000


def stock_turn_ms(folder: Path) -> float:
    (port,) = free_ports(1)
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf8")
    command = [sys.executable, "-m", "rasa", "run", "--port", str(port), "--interface", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=folder, env=QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not healthy(f"http://127.0.0.1:{port}/status") and not healthy(f"http://127.0.0.1:{port}/"):
            time.sleep(0.3)
        http = requests.Session()
        address = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        senders = iter(range(10_000))

        def send(text: str) -> None:
            while not http.post(address, json={"sender": f"s{next(senders)}", "message": text}, timeout=60).ok:
                time.sleep(0.3)

        return median_ms(send, STOCK)
    finally:
        server.terminate()
        server.wait()


def our_turn_ms(folder: Path) -> float:
    product = Product(folder)
    product.start()
    try:
        client = SimulatorClient(product.settings.simulator_url)
        numbers = iter(range(10_000))

        def send(text: str) -> None:
            phone = Phone(client, f"628990{next(numbers):06d}")
            client.post(f"/sim/chats/{phone.wa_id}/messages", json={"type": "text", "text": text})
            while not any(m["from"] == "bot" for m in client.get(f"/sim/chats/{phone.wa_id}/messages", after=0)):
                time.sleep(0.002)

        return median_ms(send, OURS)
    finally:
        product.stop()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        stock, ours = Path(name) / "stock", Path(name) / "ours"
        stock.mkdir()
        ours.mkdir()
        rasa(stock, "init", "--no-prompt", "--init-dir", str(stock))
        stock_training = rasa(stock, "train", "--force")
        our_training = rasa(ROOT, "train", "--force", "--out", str(ours), "--skip-validation")
        stock_model = max((stock / "models").glob("*.tar.gz"))
        result = {
            "training_s": [round(our_training, 1), round(stock_training, 1)],
            "nlu_ms": [round(parse_ms(ROOT, MODEL, OURS), 2), round(parse_ms(stock, stock_model, STOCK), 2)],
            "turn_ms": [round(our_turn_ms(ours), 1), round(stock_turn_ms(stock), 1)],
        }
    print(json.dumps({**result, "ratios": {name: round(a / b, 2) for name, (a, b) in result.items()}}))


if __name__ == "__main__":
    main()
