"""The relay worker, as it is, in a process that says on SIGUSR1 what it holds: into CONTROL.watched, as JSON."""

import asyncio
import gc
import json
import os
import signal
import sys
from pathlib import Path

from signaling.media.worker import WorkerSettings, parse, run


def watched(control: Path) -> Path:
    """Where the answer is; `count` in it rises with each."""
    return control.with_name(f"{control.name}.watched")


async def main(settings: WorkerSettings) -> None:
    count = 0
    path = watched(settings.control)

    def tell() -> None:
        nonlocal count
        count += 1
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        held = {
            "count": count,
            "rss": pages * os.sysconf("SC_PAGE_SIZE"),
            "fds": len(os.listdir("/proc/self/fd")),
            "tasks": len(asyncio.all_tasks()),
        }
        path.with_suffix(".new").write_text(json.dumps(held))
        path.with_suffix(".new").rename(path)

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, tell)
    await run(settings)


if __name__ == "__main__":
    asyncio.run(main(parse(sys.argv[1:])))
