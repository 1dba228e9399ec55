"""Everything a process of PeduliBot reads from its environment, typed and read once.

`docs/configuration.md` is the table for operators. A missing or developer-only value refuses to start in
production and the error names the variable.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TypeVar

from starlette.config import Config

from working_hours import WorkingHours

ROOT = Path(__file__).resolve().parent
KEY_BYTES = 32
CASE_TARGET_HOURS = "name=1,phone=24,missing_certificate=72,wrong_record=72,other=1"
_HOURS = re.compile("[1-9][0-9]{0,2}")


class SettingsError(Exception):
    """A setting is missing, malformed or unfit for production; the message names the variable."""


class Mode(str, Enum):
    EMBEDDED = "embedded"
    PRODUCTION = "production"


class SmsGatewayKind(str, Enum):
    SIMULATOR = "simulator"
    CONSOLE = "console"
    TWILIO = "twilio"
    HTTP = "http"


@dataclass(frozen=True)
class WhatsAppSettings:
    """How we talk to Meta's Graph API. `graph_base_url` has no trailing slash."""

    phone_number_id: str
    app_secret: str
    verify_token: str
    access_token: str
    graph_base_url: str
    graph_version: str


@dataclass(frozen=True)
class SmsSettings:
    gateway: SmsGatewayKind
    http_url: str
    http_token: str
    twilio_account_sid: str
    twilio_auth_token: str
    twilio_sender: str


@dataclass(frozen=True)
class Ports:
    simulator: int
    ingest: int
    rasa: int
    actions: int
    portal: int


@dataclass(frozen=True)
class Settings:
    mode: Mode
    host: str
    var: Path
    responses: Path
    channel_database_url: str
    registry_database_url: str
    encryption_keys: dict[str, bytes]
    lookup_key: bytes
    action_secret: str
    whatsapp: WhatsAppSettings
    sms: SmsSettings
    portal_public_url: str
    attachment_days: int
    undo_minutes: int
    case_target_hours: dict[str, int]
    working_hours: WorkingHours
    officer_idle: timedelta
    hand_over_idle: timedelta
    ports: Ports

    @property
    def embedded(self) -> bool:
        return self.mode is Mode.EMBEDDED

    @property
    def simulator_url(self) -> str:
        return f"http://{self.host}:{self.ports.simulator}"

    @property
    def ingest_url(self) -> str:
        return f"http://{self.host}:{self.ports.ingest}"

    @property
    def clock_offset_file(self) -> Path:
        """Seconds by which the simulated clock runs ahead; followed in embedded mode only."""
        return self.var / "clock-offset"

    @property
    def demo_citizens_file(self) -> Path:
        return self.var / "demo-citizens.json"

    @property
    def demo_officers_file(self) -> Path:
        return self.var / "demo-officers.json"


Choice = TypeVar("Choice", bound=Enum)


def _developer_key(name: str) -> str:
    return base64.b64encode(hashlib.sha256(f"pedulibot development {name}".encode()).digest()).decode()


DEVELOPER_ENCRYPTION_KEYS = f"development:{_developer_key('encryption')}"
DEVELOPER_LOOKUP_KEY = _developer_key("lookup")


def _parse_keys(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        key_id, _, encoded = part.partition(":")
        keys[key_id] = _decode_key("ENCRYPTION_KEYS", encoded)
    if not keys:
        raise SettingsError("ENCRYPTION_KEYS is empty; give it as id:base64, the newest first")
    return keys


def _decode_key(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise SettingsError(f"{name} is not base64") from error
    if len(key) != KEY_BYTES:
        raise SettingsError(f"{name} needs {KEY_BYTES} bytes, base64-encoded")
    return key


class _Reader:
    """Reads variables; developer defaults serve the embedded mode and are refused in production."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.mode = self.choice("PEDULIBOT_MODE", Mode, Mode.EMBEDDED)

    def text(self, name: str, default: str = "") -> str:
        return str(self._config(name, default=default)) or default

    def secret(self, name: str, developer_default: str) -> str:
        value = self.text(name)
        if self.mode is Mode.EMBEDDED:
            return value or developer_default
        if not value:
            raise SettingsError(f"{name} is not set; production mode needs it")
        if value == developer_default:
            raise SettingsError(f"{name} still holds the development default; set a value of your own")
        return value

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if not text.isdigit():
            raise SettingsError(f"{name} must be a whole number, not {text!r}")
        return int(text)

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        text = self.text(name, str(default.value))
        try:
            return kind(text)
        except ValueError as error:
            choices = ", ".join(str(member.value) for member in kind)
            raise SettingsError(f"{name} must be one of {choices}, not {text!r}") from error


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (default: the process's environment over the file `.env`).

    Raises SettingsError when a value is malformed or unfit for production.
    """
    env_file = ROOT / ".env"
    config = Config(env_file if env_file.exists() else None) if environ is None else Config(environ=environ)
    read = _Reader(config)
    var = Path(read.text("VAR_DIR", str(ROOT / "var")))
    ports = Ports(
        simulator=read.number("SIMULATOR_PORT", 8080),
        ingest=read.number("INGEST_PORT", 8000),
        rasa=read.number("RASA_PORT", 5005),
        actions=read.number("ACTIONS_PORT", 5055),
        portal=read.number("PORTAL_PORT", 8090),
    )
    host = read.text("HOST", "127.0.0.1")
    return Settings(
        mode=read.mode,
        host=host,
        var=var,
        responses=ROOT / "data" / "responses",
        channel_database_url=_database_url(read, "CHANNEL_DATABASE_URL", var / "channel.db"),
        registry_database_url=_database_url(read, "REGISTRY_DATABASE_URL", var / "registry.db"),
        encryption_keys=_parse_keys(read.secret("ENCRYPTION_KEYS", DEVELOPER_ENCRYPTION_KEYS)),
        lookup_key=_decode_key("LOOKUP_KEY", read.secret("LOOKUP_KEY", DEVELOPER_LOOKUP_KEY)),
        action_secret=read.secret("ACTION_SECRET", ""),
        whatsapp=WhatsAppSettings(
            phone_number_id=read.secret("WHATSAPP_PHONE_NUMBER_ID", "105550567000001"),
            app_secret=read.secret("WHATSAPP_APP_SECRET", "development-app-secret"),
            verify_token=read.secret("WHATSAPP_VERIFY_TOKEN", "development-verify-token"),
            access_token=read.secret("WHATSAPP_ACCESS_TOKEN", "development-access-token"),
            graph_base_url=read.text("GRAPH_BASE_URL", _graph_default(read.mode, host, ports)).rstrip("/"),
            graph_version=read.text("GRAPH_VERSION", "v24.0"),
        ),
        sms=_sms(read),
        portal_public_url=read.secret("PORTAL_PUBLIC_URL", f"http://{host}:{ports.portal}").rstrip("/"),
        attachment_days=read.number("ATTACHMENT_DAYS", 30),
        undo_minutes=read.number("UNDO_MINUTES", 2),
        case_target_hours=_target_hours(read.text("CASE_TARGET_HOURS", CASE_TARGET_HOURS)),
        working_hours=_working_hours(read.text("WORKING_HOURS", "mon-fri 08:00-17:00")),
        officer_idle=timedelta(minutes=read.number("OFFICER_IDLE_MINUTES", 15)),
        hand_over_idle=timedelta(minutes=read.number("HANDOVER_IDLE_MINUTES", 30)),
        ports=ports,
    )


def _target_hours(text: str) -> dict[str, int]:
    """What `text` does not name keeps its default."""
    hours = _hours_by_kind(CASE_TARGET_HOURS)
    for kind, number in _hours_by_kind(text).items():
        if kind not in hours:
            raise SettingsError(f"CASE_TARGET_HOURS names {kind!r}; the kinds are {', '.join(hours)}")
        hours[kind] = number
    return hours


def _hours_by_kind(text: str) -> dict[str, int]:
    parts = [part.strip().partition("=") for part in text.split(",")]
    if not all(sign and _HOURS.fullmatch(number) for _, sign, number in parts):
        raise SettingsError(f"CASE_TARGET_HOURS must look like {CASE_TARGET_HOURS}, in hours from 1 to 999")
    return {kind: int(number) for kind, _, number in parts}


def _working_hours(text: str) -> WorkingHours:
    try:
        return WorkingHours.parse(text)
    except ValueError as error:
        raise SettingsError(f"WORKING_HOURS: {error}") from error


def _graph_default(mode: Mode, host: str, ports: Ports) -> str:
    return "https://graph.facebook.com" if mode is Mode.PRODUCTION else f"http://{host}:{ports.simulator}/graph"


def _database_url(read: _Reader, name: str, embedded_file: Path) -> str:
    """The specific variable, else DATABASE_URL for both stores, else an SQLite file."""
    url = read.text(name) or read.text("DATABASE_URL")
    if url:
        return url
    if read.mode is Mode.PRODUCTION:
        raise SettingsError(f"{name} (or DATABASE_URL) is not set; production mode needs it")
    return f"sqlite:///{embedded_file}"


def _sms(read: _Reader) -> SmsSettings:
    gateway = read.choice("SMS_GATEWAY", SmsGatewayKind, SmsGatewayKind.SIMULATOR)
    if read.mode is Mode.PRODUCTION and gateway not in (SmsGatewayKind.TWILIO, SmsGatewayKind.HTTP):
        raise SettingsError("SMS_GATEWAY must be twilio or http in production mode")
    needed = {
        SmsGatewayKind.HTTP: ("SMS_HTTP_URL", "SMS_HTTP_TOKEN"),
        SmsGatewayKind.TWILIO: ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_SENDER"),
    }
    for name in needed.get(gateway, ()):
        if not read.text(name):
            raise SettingsError(f"{name} is not set; SMS_GATEWAY={gateway.value} needs it")
    return SmsSettings(
        gateway=gateway,
        http_url=read.text("SMS_HTTP_URL"),
        http_token=read.text("SMS_HTTP_TOKEN"),
        twilio_account_sid=read.text("TWILIO_ACCOUNT_SID"),
        twilio_auth_token=read.text("TWILIO_AUTH_TOKEN"),
        twilio_sender=read.text("TWILIO_SENDER"),
    )
