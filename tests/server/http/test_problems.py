"""What becomes of errors that no view foresaw."""

import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server.http.problems import GONE, problems


class Line:
    def __init__(self, closing: bool) -> None:
        self.closing = closing

    def is_closing(self) -> bool:
        return self.closing

    def get_extra_info(self, name: str) -> None:
        return None


async def reset(request: web.Request) -> web.StreamResponse:
    raise ConnectionResetError


@pytest.mark.parametrize(("closing", "status"), [(True, GONE), (False, 500)])
async def test_a_page_that_closes_while_its_socket_opens_is_no_fault_of_the_servers(
    closing: bool, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    request = make_mocked_request("GET", "/", transport=Line(closing))
    answer = await problems(request, reset)
    assert answer.status == status
    assert [one.levelno for one in caplog.records] == ([] if closing else [logging.ERROR])
