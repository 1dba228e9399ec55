"""`python -m registry.demo`: fills the migrated registry with invented citizens and lists them."""

from __future__ import annotations

import sys

from sqlalchemy import inspect

from registry.demo.loading import load, write_list
from registry.demo.material import load_material
from registry.demo.population import population
from registry.tables import accounts
from settings import Settings, read_settings
from storage.engine import open_engine
from storage.vault import Vault


def seed(settings: Settings) -> int:
    """Loads and lists the population; returns how many people it has. Repeating it changes nothing."""
    material = load_material()
    households = population(material)
    engine = open_engine(settings.registry_database_url)
    try:
        if not inspect(engine).has_table(accounts.name):
            sys.exit("the registry has no tables yet; run python -m migrations first")
        load(households, engine, Vault(settings.encryption_keys, settings.lookup_key))
    finally:
        engine.dispose()
    write_list(households, material.notes, settings.demo_citizens_file)
    return sum(len(household.people) for household in households)


def main() -> None:
    settings = read_settings()
    if not settings.embedded:
        sys.exit("invented citizens belong in the embedded mode only, not in production")
    print(f"{seed(settings)} invented citizens stand in {settings.demo_citizens_file}")


if __name__ == "__main__":
    main()
