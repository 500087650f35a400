import pytest

from server.settings import Settings


@pytest.fixture
def settings_of_clinic(settings: Settings) -> Settings:
    """Of a migrated database, under a name that hypothesis' own settings leave free."""
    return settings
