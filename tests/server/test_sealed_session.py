"""A group that meets in the real app is in the attendance log when it ends."""

from pathlib import Path

from server.domain.log.findings import Level
from server.domain.log.leaf import Kind
from signaling.websocket.clock import Clock
from tests.support.live_app import live_group
from tests.support.log import checked, failures, keep, leaves_of, words
from tests.support.waiting import until


async def test_a_session_that_was_held_is_sealed_and_signed_at_its_end_and_nothing_of_it_comes_after(
    tmp_path: Path,
) -> None:
    async with live_group(tmp_path) as group:
        clinic, cast = group.app.clinic, group.cast

        async def is_signed() -> bool:
            report = await checked(clinic, "north")
            return report.newest is not None and report.newest.head.size == report.leaves

        records = await group.end()
        await until(is_signed)
        leaves = await leaves_of(clinic, "north", Kind.ATTENDANCE)
        assert {leaf.subject for leaf in leaves} == {cast.facilitator, *cast.clients}
        assert {leaf.subject for leaf in leaves if leaf.data["record"]} == set(records)
        for page in (group.fay, *group.inside, group.waits):
            await page.socket.close()
        now = Clock().now()
        await keep(clinic, "north", now)
        report = await checked(clinic, "north")
        assert failures(report) == []
        assert "came after its end" not in words(report, Level.NOTE)
        north = await clinic.people.clinic("north")
        assert north is not None
        for client in cast.clients:
            found = await clinic.services.log_proofs.check(north, cast.running, client, now)
            assert found.state == "verified", found.problem
