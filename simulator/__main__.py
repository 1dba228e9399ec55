"""`python -m simulator`: serves the simulated phone on the port of the settings; embedded mode only."""

from __future__ import annotations

import sys

import uvicorn

from settings import SettingsError, read_settings
from simulator.app import create_app

GRACE_S = 2  # open event streams would otherwise hold the process


def main() -> int:
    try:
        settings = read_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if not settings.embedded:
        print("The simulator serves the embedded mode only; PEDULIBOT_MODE is production.", file=sys.stderr)
        return 2
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.ports.simulator,
        log_level="warning",
        ws="none",  # Rasa pins a websockets too old for uvicorn's own choice
        access_log=False,  # paths carry telephone numbers
        timeout_graceful_shutdown=GRACE_S,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
