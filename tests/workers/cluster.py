"""A real scheduler with several worker processes on this machine."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]


@dataclass
class Running:
    """A scheduler's address, and the processes of its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


def _environment() -> dict[str, str]:
    paths = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Running]:
    """Run a scheduler and `workers` workers of one thread each, every one in a folder of its own."""
    file = folder / "scheduler.json"
    common = {"env": _environment(), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [
            sys.executable,
            *("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"),
            *("--no-dashboard", "--no-show", "--scheduler-file", str(file)),
        ],
        cwd=folder,
        **common,  # type: ignore[call-overload]
    )
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(400):
            if file.exists() and file.read_text().strip():
                break
            assert scheduler.poll() is None, "the scheduler ended"
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        for number in range(workers):
            own = folder / f"worker-{number}"
            own.mkdir()
            processes.append(
                subprocess.Popen(
                    [
                        sys.executable,
                        *("-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1"),
                        *("--nthreads", "1", "--nworkers", "1", "--no-nanny", "--no-dashboard"),
                        *("--local-directory", str(own)),
                    ],
                    cwd=own,
                    **common,  # type: ignore[call-overload]
                )
            )
        _wait_for(address, workers)
        yield Running(address, processes)
    finally:
        for process in [*processes, scheduler]:
            process.kill()
            process.wait()


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)
