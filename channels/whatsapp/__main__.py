"""`python -m channels.whatsapp` takes in webhooks and sends answers, on INGEST_PORT."""

from __future__ import annotations

import logging

import uvicorn

from settings import read_settings


def main() -> None:
    from bootstrap import ingest_app  # after `main` is called, so that importing the channel opens no database

    settings = read_settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    uvicorn.run(
        ingest_app(),
        host=settings.host,
        port=settings.ports.ingest,
        access_log=False,  # its lines would hold Meta's verify token
        ws="none",  # Rasa pins a websockets that uvicorn cannot load
    )


if __name__ == "__main__":
    main()
