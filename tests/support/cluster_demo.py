"""`make cluster`: the whole product with people in it on two app nodes, two media nodes and all that these stand on."""

import asyncio
import contextlib
import logging
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from server.clinic import Clinic, open_clinic
from server.demo import LOOK_EVERY, Stage, seed, welcome
from tests.support.cluster import AppNode, Cluster, missing_programs, running_cluster
from tests.support.media_node import MediaNode

WHAT_ONE_CAN_DO = """
  {nodes}
      End any of these with `kill -9`: another takes over, and the pages come back by themselves.
  The logs are below {directory}.
"""


def main() -> int:
    if missing := missing_programs():
        print(f"Needed, by the names of Debian's packages: {' '.join(missing)}", file=sys.stderr)
        print(f"On Debian or Ubuntu: sudo apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="viop-cluster-") as directory:
        asyncio.run(_until_told(Path(directory)))
    return 0


async def _until_told(directory: Path) -> None:
    """Until SIGINT or SIGTERM, also while it still prepares."""
    running = asyncio.ensure_future(_run(directory))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _run(directory: Path) -> None:
    print("Preparing the cluster. This takes a minute …", flush=True)
    async with (
        running_cluster(directory, _prepare, turn=True, VIOP_KEEP_MESSAGES="true") as cluster,
        open_clinic(cluster.settings, boot="demo") as clinic,
    ):
        stage = Stage(clinic, cluster.url, cluster.proxy.certificate)
        try:
            await stage.open()
            print(welcome(cluster.url, stage.on, None), flush=True)
            print(_told(cluster), flush=True)
            while True:
                await asyncio.sleep(LOOK_EVERY)
                for fresh in await stage.renew():
                    print(fresh.told(), flush=True)
        finally:
            print("Stopping …", flush=True)
            await stage.close()


async def _prepare(clinic: Clinic) -> None:
    await seed(clinic).refresh(datetime.now(UTC))


def _told(cluster: Cluster) -> str:
    apps = [f"app node {_pid(node)} on {node.address}" for node in cluster.apps]
    media = [f"media node {_pid(node)} on UDP port {node.media_port}" for node in cluster.media]
    return WHAT_ONE_CAN_DO.format(nodes="\n  ".join([*apps, *media]), directory=cluster.directory)


def _pid(node: AppNode | MediaNode) -> int:
    assert node.process is not None
    return node.process.pid


if __name__ == "__main__":
    sys.exit(main())
