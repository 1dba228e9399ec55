"""The processes of the embedded product, and the supervisor configuration that keeps them alive."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.model import MODEL
from settings import ROOT, Settings

STOP_WAIT_S = 15
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",  # one busy core a process; more threads only get in each other's way
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TICKET_LOCK_LIFETIME": "330",  # seconds; longer than the longest action call, so that no two turns overlap
}


@dataclass(frozen=True)
class Program:
    """One process: its command, and the address that says whether it is well."""

    name: str
    command: str
    health_url: str


def programs(settings: Settings) -> list[Program]:
    python = sys.executable
    ports, base = settings.ports, f"http://{settings.host}"
    endpoints = settings.var / "endpoints.yml"
    actions_health = f"{base}:{ports.actions}/health"
    rasa = (
        f"{python} -m rasa run --model {MODEL} --endpoints {endpoints} --credentials {ROOT / 'credentials.yml'}"
        f" --interface {settings.host} --port {ports.rasa}"
    )
    fleet = [
        Program("actions", f"{python} -m actions", actions_health),
        Program("rasa", rasa, f"{base}:{ports.rasa}/webhooks/whatsapp/health"),
        Program("ingest", f"{python} -m channels.whatsapp", f"{base}:{ports.ingest}/health"),
        Program("portal", f"{python} -m portal", f"{base}:{ports.portal}/health"),
    ]
    if settings.embedded:
        fleet.append(Program("simulator", f"{python} -m simulator", f"{base}:{ports.simulator}/health"))
    return fleet


def write_endpoints(settings: Settings) -> None:
    """Rasa's endpoints with this machine's action server address."""
    template = (ROOT / "deploy" / "endpoints.yml").read_text(encoding="utf8")
    address = f"http://{settings.host}:{settings.ports.actions}/webhook"
    text = template.replace("${ACTIONS_URL}", address)
    if not settings.action_secret:
        text = text.replace("  headers:\n    X-Action-Secret: ${ACTION_SECRET}\n", "")
    (settings.var / "endpoints.yml").write_text(text, encoding="utf8")


def write_configuration(settings: Settings, fleet: list[Program]) -> Path:
    write_endpoints(settings)
    logs = settings.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    socket = settings.var / "supervisor.sock"
    text = f"""[supervisord]
nodaemon=true
pidfile={settings.var / "supervisord.pid"}
logfile={logs / "supervisord.log"}
logfile_maxbytes=1MB
logfile_backups=1
childlogdir={logs}

[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{socket}
"""
    path = settings.var / "supervisord.conf"
    path.write_text(text + "".join(_section(p, logs) for p in fleet), encoding="utf8")
    return path


def _section(program: Program, logs: Path) -> str:
    environment = ",".join(f"{name}={value}" for name, value in ENVIRONMENT.items())
    return f"""
[program:{program.name}]
command={sys.executable} -m deploy.child {program.command}
directory={ROOT}
environment={environment},PYTHONPATH="{ROOT}"
autorestart=true
startsecs=2
startretries=20
stopwaitsecs={STOP_WAIT_S}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={logs / (program.name + ".log")}
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=1
"""
