"""Runs a command and tells what it and all that it started took: seconds, processor seconds, memory.

Every process started carries a word in its environment by which it is known, whatever session or parent it has: children,
servers that fork workers, and processes that outlive the command.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

MARK = "POSTIL_BENCH_RUN"
INTERVAL = 0.03
PATIENCE = 3.0
"""Seconds that processes have to end after their command did; those that are there still were left behind."""
PR_SET_CHILD_SUBREAPER = 36


class FailedRun(Exception):
    """A measured command did not do what it should; the message holds the end of what it said."""


@dataclass(frozen=True)
class Run:
    """What a command took.

    `cpu` counts every process. `peak` is the largest sum of PSS in bytes (0 where it was not watched), `each` the largest
    PSS of every process, the largest first; `left` is the number of processes that outlived the command (they were ended),
    `most` how many there were at most at one time.
    """

    seconds: float
    cpu: float
    peak: int = 0
    each: tuple[int, ...] = ()
    left: int = 0
    most: int = 1


def run(
    command: Sequence[str],
    folder: Path,
    *,
    memory: bool = False,
    also: Mapping[str, str] | None = None,
    allowed: Sequence[int] = (0,),
) -> Run:
    """Run a command to its end. Raises `FailedRun` where its exit status is not among those allowed.

    This process must have no other children meanwhile.
    """
    _adopt()
    mark = secrets.token_hex(8)
    environment = {**os.environ, **(also or {}), MARK: mark}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # byte code is there once a program has run, as where it is installed
    with TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen(
            list(command), cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        watch = _Watch(mark) if memory else None
        if watch:
            watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if watch:
            watch.stop()
        cpu, left = _end(mark)
        if process.returncode not in allowed:
            said.seek(0)
            words = said.read().decode(errors="replace")[-2000:]
            raise FailedRun(f"{' '.join(command)}: exit status {process.returncode}\n{words}")
    cpu += usage.ru_utime + usage.ru_stime
    if not watch:
        return Run(seconds, cpu, left=left)
    return Run(seconds, cpu, watch.peak, tuple(sorted(watch.each.values(), reverse=True)), left, watch.most)


def _adopt() -> None:
    """Become the parent of what a command leaves: servers of workers are not waited for by those who start them, and
    the processor's time of a process is told only to its parent."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("this system lets no process adopt others")


def _reap() -> tuple[float, bool]:
    """Take note of all adopted processes that ended; return the processor seconds they took, and whether there are others."""
    cpu = 0.0
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return cpu, False
        if pid == 0:
            return cpu, True
        cpu += usage.ru_utime + usage.ru_stime


def _marked(mark: str, known: dict[tuple[str, str], bool]) -> list[str]:
    """Return the ids of the live processes that carry the mark; `known` remembers who does and who does not."""
    found = []
    wanted = f"{MARK}={mark}".encode()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            stat = Path(entry.path, "stat").read_text(errors="replace").rpartition(")")[2].split()
            key = (entry.name, stat[19])  # an id may be given again: with the time of start it is one process
            if key not in known:
                environment = Path(entry.path, "environ").read_bytes()
                if not environment:  # a zombie, one of the kernel's, or one that is just being started
                    continue
                known[key] = wanted in environment
            if known[key] and stat[0] not in "ZX":
                found.append(entry.name)
        except OSError:  # ended meanwhile, or somebody else's
            continue
    return found


def _end(mark: str) -> tuple[float, int]:
    """Wait for what a command left to end, then end it; return what it took and how many had to be ended.

    Whatever of a command still runs is a child of this process, or a child of such a one.
    """
    cpu, more = _reap()
    until = time.perf_counter() + PATIENCE
    while more and time.perf_counter() < until:
        time.sleep(0.01)
        took, more = _reap()
        cpu += took
    left = _marked(mark, {}) if more else []
    for pid in left:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue
    until = time.perf_counter() + PATIENCE
    while more and time.perf_counter() < until:
        time.sleep(0.01)
        took, more = _reap()
        cpu += took
    return cpu, len(left)


def pss_of(pid: str) -> int:
    """Return the proportional set size of a process in bytes, 0 where it is gone."""
    try:
        for line in Path("/proc", pid, "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


class _Watch(threading.Thread):
    """Adds up the memory of all marked processes until it is stopped."""

    def __init__(self, mark: str) -> None:
        super().__init__(daemon=True)
        self._mark, self._known, self._over = mark, dict[tuple[str, str], bool](), threading.Event()
        self.peak, self.most = 0, 0
        self.each: dict[str, int] = {}

    def run(self) -> None:
        """Sample until stopped."""
        while not self._over.is_set():
            begin = time.perf_counter()
            pids = _marked(self._mark, self._known)
            sizes = {pid: pss_of(pid) for pid in pids}
            self.each.update({pid: max(size, self.each.get(pid, 0)) for pid, size in sizes.items()})
            self.peak = max(self.peak, sum(sizes.values()))
            self.most = max(self.most, len(pids))
            took = time.perf_counter() - begin
            self._over.wait(
                max(INTERVAL - took, 2 * took)
            )  # a look at large processes takes milliseconds itself

    def stop(self) -> None:
        """Take no more samples."""
        self._over.set()
        self.join()
