"""The real PostgreSQL that tests are given."""

import asyncpg
import pytest

from tests.support.postgres import USER, running_postgres


async def test_a_server_listens_on_loopback_to_whoever_knows_its_password_and_may_crash_and_come_back():
    with running_postgres(loopback=True) as server:
        name = server.create("clinic")
        assert server.execute("SHOW lc_collate", name)[0][0] == "C"
        server.execute("CREATE TABLE kept (id int)", name)
        where = {"host": "127.0.0.1", "port": server.port, "user": USER, "database": server.create("copy", name)}
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(**where, password="another")
        connection = await asyncpg.connect(**where, password=server.password_file.read_text().strip())
        with server.paused(), pytest.raises(TimeoutError):
            await connection.fetchval("SELECT count(*) FROM kept", timeout=0.2)
        server.stop()
        with pytest.raises(OSError):
            await asyncpg.connect(**where, password=server.password)
        server.start()
        assert server.execute("SELECT count(*) FROM kept", "copy")[0][0] == 0
    assert not server.directory.exists()
