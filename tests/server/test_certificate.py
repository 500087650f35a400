import asyncio
import ssl
from datetime import UTC, datetime

from server.certificate import make_certificate
from server.demo import _qr, lan_address


async def test_a_client_that_trusts_the_certificate_speaks_to_that_address(tmp_path):
    certificate, key = make_certificate(tmp_path / "tls", "127.0.0.1", datetime.now(UTC))
    assert key.stat().st_mode & 0o777 == 0o600
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate, key)

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=serving)
    async with server:
        trusting = ssl.create_default_context(cafile=str(certificate))
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname(), ssl=trusting)
        assert await reader.read() == b"hello"
        writer.close()


def test_the_address_shown_to_a_phone_is_an_ip_address():
    assert lan_address().count(".") == 3


def test_the_code_for_a_phone_is_square():
    lines = _qr("https://192.0.2.7:8080/join#" + "x" * 200).splitlines()[2:]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines) == (len(lines[0]) - 2 + 1) // 2
