import pytest


@pytest.fixture(autouse=True)
def dist(settings):
    assets = settings.static / "assets"
    assets.mkdir(parents=True)
    (settings.static / "index.html").write_text("<!doctype html><html><head><title>Session</title></head></html>")
    (settings.static / "icon.svg").write_text("<svg/>")
    (assets / "app-1a2b.js").write_text("let plain;")
    (settings.var / "secret.txt").write_text("secret")
    return settings.static


@pytest.mark.parametrize("path", ["/", "/join", "/session/abc", "/attendance/clients/x", "/index.html"])
async def test_every_page_is_the_one_page_and_is_not_kept(api, path):
    async with api.client.get(path) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert response.headers["Cache-Control"] == "no-store"
        text = await response.text()
    assert "<title>Session</title>" in text


async def test_each_load_has_a_nonce_of_its_own_for_styles(api):
    nonces = []
    for _ in range(2):
        async with api.client.get("/") as response:
            nonce = (await response.text()).split('nonce="')[1].split('"')[0]
            assert f"style-src 'self' 'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
            nonces.append(nonce)
    assert nonces[0] != nonces[1]


async def test_hashed_files_are_kept_for_a_year_and_sent_compressed(api):
    async with api.client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"}) as response:
        assert await response.text() == "let plain;"
        assert "immutable" in response.headers["Cache-Control"]
        assert "javascript" in response.content_type
    async with api.client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert await response.text() == "let plain;"
    async with api.client.get("/icon.svg") as response:
        assert (response.content_type, response.headers["Cache-Control"]) == ("image/svg+xml", "no-cache")


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/api/gone", "/signal", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"]
)
async def test_what_is_not_there_and_what_lies_outside_is_not_sent(api, path):
    async with api.client.get(path) as response:
        assert "secret" not in await response.text()
        assert response.status == 404 or response.content_type == "text/html"


async def test_without_a_built_client_the_page_says_how_to_build_it(api, dist):
    (dist / "index.html").unlink()
    async with api.client.get("/") as response:
        assert response.status == 503
        assert "make run" in await response.text()
