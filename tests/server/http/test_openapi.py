from server.http import openapi


def test_the_checked_in_document_is_that_of_the_views():
    """Otherwise: run `viop openapi`, then `npm run api-types` in client_web."""
    assert openapi.CHECKED_IN.read_text("utf-8") == openapi.text()


def test_every_operation_says_what_it_does_and_who_may_call_it():
    for path, methods in openapi.document()["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], (method, path)
            assert "default" in operation["responses"] and "security" in operation


async def test_in_development_the_api_can_be_browsed_without_anybody_elses_server(api):
    status, page = await api.get("/api/docs")
    assert status == 200
    assert "POST /api/sessions/{session}/ticket" in page
    assert "http" not in page.replace("http-equiv", "").split("<h1>Shapes")[0]
    assert (await api.get("/api/openapi.json"))[1] == openapi.document()
