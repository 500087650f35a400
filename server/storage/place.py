"""Where a clinic is kept: in a file of this machine, or in a PostgreSQL."""

from pathlib import Path
from typing import TypeAlias

from sqlalchemy import URL, make_url

from server.settings import Settings

Place: TypeAlias = Path | URL


def place_of(settings: Settings) -> Place:
    if settings.database is None:
        return settings.database_path
    return make_url(settings.database).set(drivername="postgresql+asyncpg", password=settings.database_password)
