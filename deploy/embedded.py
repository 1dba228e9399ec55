"""The whole product on one machine: `python -m deploy.embedded` (what `make run` calls).

Migrates and seeds, trains when no model fits the data, starts every process under supervisor in the foreground,
waits for the true health answers and prints where to go. Ctrl-C ends all of it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from deploy.databases import DatabaseUnusable, check_databases
from deploy.health import healthy
from deploy.model import fingerprint, model_fits, remember_fingerprint
from deploy.supervision import ENVIRONMENT, Program, programs, write_configuration
from portal.officers.paths import ROOT as CONSOLE
from settings import ROOT, Settings, SettingsError, read_settings

START_LIMIT_S = 180
TABLE_ROWS = 8
LINES_OF_A_FAILURE = 30
PROGRESS = re.compile(r"(?:INFO +[\w.]+ +- |^)((?:Start|Finish|Restor|Validat)\w+ .*|\w+: up to date|\d+ invented .*)")


class StartError(Exception):
    """The product cannot start; the message says in one line what to do."""


def say(step: str) -> None:
    print(f"\033[1m▸ {step}\033[0m" if sys.stdout.isatty() else f"▸ {step}", flush=True)


def check_ports(settings: Settings) -> None:
    for name, port in vars(settings.ports).items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, port))
            except OSError as error:
                variable = f"{name.upper()}_PORT"
                raise StartError(
                    f"port {port} ({name}) is taken: stop what uses it, or set {variable} to another port"
                ) from error


def run_step(title: str, *module_and_arguments: str) -> None:
    say(title)
    command = [sys.executable, "-m", *module_and_arguments]
    environment = {**os.environ, **ENVIRONMENT}
    step = subprocess.Popen(  # noqa: S603
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    lines: list[str] = []
    for line in step.stdout or ():
        lines.append(line)
        if progress := PROGRESS.search(line):
            print(f"  {progress[1]}", flush=True)
    if step.wait():
        print("".join(lines[-LINES_OF_A_FAILURE:]), flush=True)
        raise StartError(f"'{' '.join(module_and_arguments)}' failed; the lines above say why")


def prepare(settings: Settings) -> None:
    settings.var.mkdir(parents=True, exist_ok=True)
    settings.clock_offset_file.unlink(missing_ok=True)
    run_step("Preparing the databases", "migrations")
    if settings.embedded:
        run_step("Seeding demo citizens", "registry.demo")
        run_step("Adding demo officers", "portal.officers", "demo")
    if model_fits():
        say("Model fits the training data")
        return
    sources = fingerprint()
    run_step(
        "Training the model (about a minute)", "rasa", "train", "--fixed-model-name", "pedulibot", "--skip-validation"
    )
    remember_fingerprint(sources)


def wait_until_healthy(all_programs: list[Program], supervisor: subprocess.Popen[bytes]) -> None:
    say("Starting the processes")
    give_up_at = time.monotonic() + START_LIMIT_S
    for program in all_programs:
        while not healthy(program.health_url):
            if supervisor.poll() is not None:
                raise StartError("supervisor has ended; the lines above say why")
            if time.monotonic() > give_up_at:
                raise StartError(
                    f"{program.name} is not healthy after {START_LIMIT_S} s; see var/log/{program.name}.log"
                )
            time.sleep(0.2)
        print(f"  {program.name} is ready", flush=True)


def print_welcome(settings: Settings) -> None:
    if not settings.embedded:
        print(f"\n  Webhooks go to  {settings.ingest_url}/webhook  (Ctrl-C ends everything)\n", flush=True)
        return
    print(f"\n  Open  {settings.simulator_url}  (Ctrl-C ends everything)\n")
    citizens = json.loads(settings.demo_citizens_file.read_text(encoding="utf8"))
    print(f"  {'phone':<16} {'NIK':<18} {'name':<32} about")
    for citizen in citizens[:TABLE_ROWS]:
        phone, nik, name = (citizen[key] or "–" for key in ("phone", "nik", "full_name"))
        print(f"  {phone:<16} {nik:<18} {name:<32} {citizen['note']}")
    print(f"  … and {max(0, len(citizens) - TABLE_ROWS)} more in the simulator's chooser\n")
    print(f"  Officers log in at  {settings.portal_public_url}{CONSOLE}  ({settings.demo_officers_file})\n", flush=True)


def serve(settings: Settings) -> int:
    all_programs = programs(settings)
    configuration = write_configuration(settings, all_programs)
    command = [str(Path(sys.executable).with_name("supervisord")), "-n", "-c", str(configuration)]
    environment = {**os.environ, "ACTION_SECRET": settings.action_secret}  # Rasa knows no other way to read it
    supervisor = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )

    def end(_number: int, _frame: FrameType | None) -> None:
        supervisor.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    try:
        wait_until_healthy(all_programs, supervisor)
        print_welcome(settings)
        return supervisor.wait()
    finally:
        if supervisor.poll() is None:
            supervisor.terminate()
            supervisor.wait()


def main() -> None:
    try:
        settings = read_settings()
        check_ports(settings)
        check_databases(settings)
        prepare(settings)
        code = serve(settings)
    except (StartError, SettingsError, DatabaseUnusable) as error:
        sys.exit(f"PeduliBot cannot start: {error}")
    except KeyboardInterrupt:
        code = 130
    os._exit(max(0, code))


if __name__ == "__main__":
    main()
