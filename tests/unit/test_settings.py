from __future__ import annotations

import base64

import pytest

from settings import Mode, SettingsError, read_settings

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "PEDULIBOT_MODE": "production",
    "DATABASE_URL": "postgresql://localhost/pedulibot",
    "ENCRYPTION_KEYS": f"2022a:{KEY}",
    "LOOKUP_KEY": KEY,
    "ACTION_SECRET": "a",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "WHATSAPP_APP_SECRET": "b",
    "WHATSAPP_VERIFY_TOKEN": "c",
    "WHATSAPP_ACCESS_TOKEN": "d",
    "PORTAL_PUBLIC_URL": "https://sertifikat.example",
    "SMS_GATEWAY": "http",
    "SMS_HTTP_URL": "https://sms.example/send",
    "SMS_HTTP_TOKEN": "e",
}


def test_the_embedded_mode_needs_nothing() -> None:
    settings = read_settings({})

    assert settings.mode is Mode.EMBEDDED
    assert settings.channel_database_url.startswith("sqlite:///")
    assert settings.whatsapp.graph_base_url == "http://127.0.0.1:8080/graph"


def test_photos_of_closed_cases_are_kept_as_long_as_operators_say() -> None:
    assert read_settings({}).attachment_days == 30
    assert read_settings({"ATTACHMENT_DAYS": "7"}).attachment_days == 7
    with pytest.raises(SettingsError, match="ATTACHMENT_DAYS"):
        read_settings({"ATTACHMENT_DAYS": "a month"})


def test_production_with_everything_set_starts() -> None:
    settings = read_settings(PRODUCTION)

    assert not settings.embedded
    assert settings.registry_database_url == settings.channel_database_url == PRODUCTION["DATABASE_URL"]
    assert settings.whatsapp.graph_base_url == "https://graph.facebook.com"


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"PEDULIBOT_MODE", "SMS_GATEWAY"}))
def test_production_names_what_is_missing(missing: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    with pytest.raises(SettingsError, match=missing):
        read_settings(environment)


@pytest.mark.parametrize(
    ("name", "default"),
    [("WHATSAPP_APP_SECRET", "development-app-secret"), ("WHATSAPP_VERIFY_TOKEN", "development-verify-token")],
)
def test_production_refuses_development_secrets(name: str, default: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({**PRODUCTION, name: default})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PEDULIBOT_MODE", "prod"),
        ("SMS_GATEWAY", "pigeon"),
        ("RASA_PORT", "five"),
        ("LOOKUP_KEY", "not base64!"),
        ("ENCRYPTION_KEYS", "k1:c2hvcnQ="),
        ("CASE_TARGET_HOURS", "name=soon"),
        ("CASE_TARGET_HOURS", "name=0"),
        ("CASE_TARGET_HOURS", "nmae=1"),
        ("CASE_TARGET_HOURS", "name=1,,other=1"),
        ("WORKING_HOURS", "mon-fri"),
        ("WORKING_HOURS", "mon-fri 17:00-08:00"),
        ("WORKING_HOURS", "fri-mon 08:00-17:00"),
        ("WORKING_HOURS", "mon-fri 08:00-24:00"),
    ],
)
def test_a_malformed_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_sms_must_leave_the_machine_in_production() -> None:
    with pytest.raises(SettingsError, match="SMS_GATEWAY"):
        read_settings({**PRODUCTION, "SMS_GATEWAY": "console"})


def test_target_hours_that_are_not_named_keep_their_default() -> None:
    hours = read_settings({"CASE_TARGET_HOURS": "name=2, phone=8"}).case_target_hours

    assert hours == {"name": 2, "phone": 8, "missing_certificate": 72, "wrong_record": 72, "other": 1}
