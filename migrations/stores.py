"""The two stores: where each one is and which tables belong to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData

import channels.whatsapp.tables
import identity.officers.tables
import identity.tables
import registry.tables
import storage.tables
from settings import ROOT, Settings

CONFIGURATION = ROOT / "alembic.ini"


@dataclass(frozen=True)
class Store:
    name: str
    metadata: Sequence[MetaData]
    url: Callable[[Settings], str]

    @property
    def version_table(self) -> str:
        return f"alembic_version_{self.name}"

    def owns(self, table: str) -> bool:
        """Whether we made the table; Rasa's `events` and the other store's tables are left alone."""
        return any(table in metadata.tables for metadata in self.metadata)

    def upgrade(self, settings: Settings, revision: str = "head") -> None:
        command.upgrade(self._configuration(settings), revision)

    def downgrade(self, settings: Settings, revision: str = "base") -> None:
        command.downgrade(self._configuration(settings), revision)

    def _configuration(self, settings: Settings) -> Config:
        return Config(CONFIGURATION, ini_section=self.name, attributes={"settings": settings})


CHANNEL = Store("channel", [channels.whatsapp.tables.metadata], lambda settings: settings.channel_database_url)
REGISTRY = Store(
    "registry",
    [registry.tables.metadata, identity.tables.metadata, storage.tables.metadata],
    lambda settings: settings.registry_database_url,
)
STORES = {store.name: store for store in (CHANNEL, REGISTRY)}
