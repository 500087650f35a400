"""The container files speak of things that exist."""

import re
from pathlib import Path

from aiohttp.test_utils import make_mocked_request

from server.http.security import address_of
from server.settings import Settings

ROOT = Path(__file__).parents[2]


def test_compose_sets_only_what_the_settings_know():
    named = set(re.findall(r"^ +VIOP_(\w+):", (ROOT / "docker-compose.yml").read_text(), flags=re.MULTILINE))
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_image_is_made_of_files_that_exist():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert "server" in sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_what_the_image_keeps_lies_where_the_volume_is():
    var = str(Settings.model_fields["var"].default)
    assert f"/viop/{var}\n" in (ROOT / "Dockerfile").read_text()
    assert f":/viop/{var}\n" in (ROOT / "docker-compose.yml").read_text()


def test_the_attendance_logs_keys_have_a_volume_of_their_own():
    compose = (ROOT / "docker-compose.yml").read_text()
    found = re.search(r"^ +VIOP_LOG_KEYS: (\S+)$", compose, flags=re.MULTILINE)
    assert found is not None
    assert f"log-keys:{found[1]}\n" in compose
    assert f"VOLUME {found[1]}\n" in (ROOT / "Dockerfile").read_text()


def test_behind_the_proxy_of_the_compose_file_everybody_has_an_address_of_their_own():
    """One proxy adds to X-Forwarded-For. Without it told, all browsers share the proxy's limits on guessing."""
    found = re.search(r'^ +VIOP_PROXIES: "(\d+)"$', (ROOT / "docker-compose.yml").read_text(), flags=re.MULTILINE)
    proxies = int(found[1]) if found else Settings.model_fields["proxies"].default
    addresses = {
        address_of(make_mocked_request("GET", "/", {"X-Forwarded-For": f"203.0.113.9, {browser}"}), proxies)
        for browser in ("192.0.2.1", "192.0.2.2")
    }
    assert addresses == {"192.0.2.1", "192.0.2.2"}
