"""The container files speak of things that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from aiohttp.test_utils import make_mocked_request

from server.http.security import address_of
from server.settings import Settings

ROOT = Path(__file__).parents[2]


COMPOSE = {"docker-compose.yml": "app-1", "docker-compose.one.yml": "app"}
"""Each file with an app of it."""
ENVIRONMENT = {
    "VIOP_PUBLIC_URL": "https://iop.example.org",
    "VIOP_MEDIA_ADDRESS": "203.0.113.7",
    "VIOP_MEDIA_ANNOUNCE": "203.0.113.7",
}
PROXY = {"VIOP_PROXY_BIND", "VIOP_PROXY_PLAIN", "VIOP_PROXY_TLS", "VIOP_APP_1", "VIOP_APP_2"}
"""What the proxy's own configuration reads."""


def services(file: str) -> dict[str, Any]:
    """As Compose reads them, with what is written once merged in and the environment filled in."""
    text = (ROOT / file).read_text()
    for name, value in ENVIRONMENT.items():
        text = re.sub(rf"\$\{{VIOP_{name}(:[^}}]*)?\}}", value, text)
    text = re.sub(r"\$\{\w+:-\}", "", text)
    found: dict[str, Any] = yaml.safe_load(text)["services"]
    return found


@pytest.mark.parametrize("file", COMPOSE)
def test_compose_sets_only_what_the_settings_know(file):
    named = {
        name.removeprefix("VIOP_").lower()
        for service in services(file).values()
        for name in service.get("environment", {})
        if name.startswith("VIOP_") and name not in PROXY
    }
    assert named
    assert named <= set(Settings.model_fields)


def test_no_service_of_the_cluster_is_root_or_may_become_it_or_writes_beside_its_volumes():
    for name, service in services("docker-compose.yml").items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert ":latest" not in service["image"] and service.get("user") != "root", name
        assert service["image"].startswith("viop") or re.search(r":\d+\.\d+", service["image"]), name


def test_what_the_proxy_reads_is_what_compose_sets_and_leads_to_ports_that_are_listened_on():
    found = services("docker-compose.yml")
    text = (ROOT / "deploy/haproxy/haproxy.cfg").read_text()
    assert set(re.findall(r'"\$\{(\w+)\}"', text)) == PROXY
    environment = found["proxy"]["environment"]
    assert set(environment) == PROXY
    for node in ("VIOP_APP_1", "VIOP_APP_2"):
        host, _, port = environment[node].partition(":")
        assert found[host]["environment"]["VIOP_PORT"] == port
    inside = {published.split(":")[1] for published in found["proxy"]["ports"]}
    assert inside == {environment["VIOP_PROXY_BIND"][2:], environment["VIOP_PROXY_PLAIN"][2:]}
    assert int(found["app-1"]["environment"]["VIOP_PROXIES"]) == 1


def test_browsers_reach_each_media_node_at_the_port_that_it_announces_and_app_nodes_where_it_says():
    found = services("docker-compose.yml")
    for name in ("media-1", "media-2"):
        environment = found[name]["environment"]
        port = environment["VIOP_MEDIA_PORT"]
        assert found[name]["ports"] == [f"{port}:{port}/udp", f"{port}:{port}/tcp"]
        assert environment["VIOP_CONTROL_ANNOUNCE"] == f"{name}:{environment['VIOP_CONTROL_LISTEN'].split(':')[1]}"
    assert found["media-1"]["ports"] != found["media-2"]["ports"]


def test_secrets_are_files_that_the_script_makes_and_every_service_has_those_that_it_reads():
    whole = (ROOT / "docker-compose.yml").read_text()
    made = (ROOT / "deploy/secrets.sh").read_text()
    for file in re.findall(r"file: \./secrets/(\S+?)\}", whole):
        assert file in made, file
    for name, service in services("docker-compose.yml").items():
        assert set(re.findall(r"/run/secrets/([\w-]+)", str(service))) == set(service.get("secrets", [])), name


def test_the_image_is_made_of_files_that_exist():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert "server" in sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_what_the_image_keeps_lies_where_the_volume_is():
    var = str(Settings.model_fields["var"].default)
    assert f"/viop/{var}\n" in (ROOT / "Dockerfile").read_text()
    for file, app in COMPOSE.items():
        assert any(volume.endswith(f":/viop/{var}") for volume in services(file)[app]["volumes"])


@pytest.mark.parametrize("file", COMPOSE)
def test_the_attendance_logs_keys_have_a_volume_of_their_own(file):
    app = services(file)[COMPOSE[file]]
    folder = app["environment"]["VIOP_LOG_KEYS"]
    assert f"log-keys:{folder}" in app["volumes"]
    assert f"VOLUME {folder}\n" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("file", COMPOSE)
def test_behind_the_proxy_of_the_compose_file_everybody_has_an_address_of_their_own(file):
    """One proxy adds to X-Forwarded-For. Without it told, all browsers share the proxy's limits on guessing."""
    proxies = int(services(file)[COMPOSE[file]]["environment"].get("VIOP_PROXIES", 0))
    addresses = {
        address_of(make_mocked_request("GET", "/", {"X-Forwarded-For": f"203.0.113.9, {browser}"}), proxies)
        for browser in ("192.0.2.1", "192.0.2.2")
    }
    assert addresses == {"192.0.2.1", "192.0.2.2"}
