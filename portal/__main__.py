"""`python -m portal` serves the portal on PORTAL_PORT."""

from __future__ import annotations

import uvicorn

from settings import read_settings


def main() -> None:
    from bootstrap import portal_app  # after `main` is called, so that importing the portal opens no database

    settings = read_settings()
    uvicorn.run(
        portal_app(),
        host=settings.host,
        port=settings.ports.portal,
        access_log=False,  # an address holds a certificate's id, and who looked at which is nobody's business
        server_header=False,
        ws="none",  # uvicorn's own choice needs a newer `websockets` than Rasa's Sanic allows
    )


if __name__ == "__main__":
    main()
