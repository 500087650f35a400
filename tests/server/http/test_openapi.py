from importlib import import_module
from pkgutil import iter_modules

from pydantic import BaseModel

from server.http import models, openapi


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


def test_no_two_shapes_have_one_name():
    """The document keeps one of them, and the pages' types of the other are wrong."""
    modules = [import_module(f"server.http.models.{one.name}") for one in iter_modules(models.__path__)]
    shapes = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__.startswith("server.http")
    }
    names = [one.__name__ for one in shapes]
    assert [one for one in names if names.count(one) > 1] == []
