"""The whole product on free ports in a folder of its own, for tests that talk to it as the world does."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import text

from deploy.health import healthy
from deploy.supervision import programs
from settings import ROOT, Settings, read_settings
from storage.engine import open_engine, reading
from storage.vault import Vault

PORT_VARIABLES = ("SIMULATOR_PORT", "INGEST_PORT", "RASA_PORT", "ACTIONS_PORT", "PORTAL_PORT")
START_LIMIT_S = 300


def free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Product:
    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """`environment`: variables of settings.py, beside the ports and the folder."""
        ports = dict(zip(PORT_VARIABLES, map(str, free_ports(len(PORT_VARIABLES))), strict=True))
        self.environment = {"VAR_DIR": str(folder), **ports, **(environment or {})}
        self.settings = read_settings(self.environment)
        self._log = folder / "launcher.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises RuntimeError with the launcher's last lines when it does not come up."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "deploy.embedded"],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        give_up_at = time.monotonic() + START_LIMIT_S
        for program in programs(self.settings):
            while not healthy(program.health_url):
                if self._process.poll() is not None or time.monotonic() > give_up_at:
                    lines = self._log.read_text(encoding="utf8", errors="replace")[-3000:]
                    raise RuntimeError(f"{program.name} did not become healthy:\n{lines}")
                time.sleep(0.2)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)

    @property
    def pid(self) -> int:
        """The launcher's; raises RuntimeError before the start."""
        if self._process is None:
            raise RuntimeError("the product was not started")
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.returncode

    def log(self) -> str:
        """What the launcher printed."""
        return self._log.read_text(encoding="utf8", errors="replace")


def slot_reader(settings: Settings) -> Callable[[str, str], Any]:
    """Reads the last value of a slot of the conversation with a `wa_id` from the product's own store."""
    engine = reading(open_engine(settings.channel_database_url))
    vault = Vault(settings.encryption_keys, settings.lookup_key)

    def read(wa_id: str, slot: str) -> Any:
        wa_hash = vault.fingerprint("wa_id", f"{settings.whatsapp.phone_number_id}:{wa_id}")
        with engine.connect() as connection:
            key = connection.execute(text("select key from wa_user where wa_hash = :hash"), {"hash": wa_hash}).scalar()
            rows = connection.execute(
                text("select data from events where sender_id = :key and type_name = 'slot' order by id desc"),
                {"key": key},
            ).scalars()
            events = (json.loads(row) for row in rows)
            return next((event["value"] for event in events if event["name"] == slot), None)

    return read
