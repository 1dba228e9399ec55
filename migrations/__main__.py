"""`python -m migrations` brings both stores to the newest schema; `--down` takes everything away again."""

from __future__ import annotations

import argparse

from migrations.stores import STORES
from settings import read_settings


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m migrations", description=__doc__)
    parser.add_argument("--down", action="store_true", help="back to empty stores; all data is lost")
    down = parser.parse_args().down
    settings = read_settings()
    for store in STORES.values():
        if down:
            store.downgrade(settings)
        else:
            store.upgrade(settings)
        print(f"{store.name}: {'emptied' if down else 'up to date'}")


if __name__ == "__main__":
    main()
