"""What is generated from the server's code and committed for the pages is in step with the code."""

from pathlib import Path

from server.http import openapi
from signaling.protocol import typescript

ROOT = Path(__file__).parents[2]


def test_the_committed_messages_are_those_of_the_protocol():
    committed = (ROOT / typescript.TARGET).read_text(encoding="utf-8")
    assert committed == typescript.generate(), "run `make generate`"


def test_the_committed_openapi_document_is_that_of_the_views():
    committed = (ROOT / openapi.CHECKED_IN).read_text(encoding="utf-8")
    assert committed == openapi.text(), "run `make generate`"
