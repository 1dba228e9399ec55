"""Whether the trained model still fits the files it was trained from."""

from __future__ import annotations

import hashlib

from settings import ROOT

MODEL = ROOT / "models" / "pedulibot.tar.gz"
FINGERPRINT = ROOT / "models" / "pedulibot.fingerprint"
SOURCES = ("config.yml", "domain.yml", "data/**/*.yml", "language/*.py", "language/*.yml", "uv.lock")


def fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def model_fits() -> bool:
    return MODEL.exists() and FINGERPRINT.exists() and FINGERPRINT.read_text(encoding="ascii") == fingerprint()


def remember_fingerprint(trained_from: str) -> None:
    """`trained_from`: the fingerprint before the training, during which somebody may have edited a file."""
    FINGERPRINT.write_text(trained_from, encoding="ascii")
