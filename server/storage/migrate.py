"""Brings a database file to the newest schema. Run before the app opens it; a second run changes nothing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL

HERE = Path(__file__).parent


def alembic_config(path: Path) -> Config:
    """Alembic's configuration for the database at `path`; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["url"] = URL.create("sqlite", database=str(path))
    return config


def migrate(path: Path, revision: str = "head") -> None:
    """Upgrade the database at `path`, making it and its directory (0700) when they are not there. Blocks."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    command.upgrade(alembic_config(path), revision)


def revisions() -> list[str]:
    """All of them, the newest first."""
    return [one.revision for one in ScriptDirectory(str(HERE / "migrations")).walk_revisions()]


def newest_revision() -> str:
    return revisions()[0]
