"""Apart: work on what others made is done in a process of its own, which has so much time and memory and no more.

A file can be made to take a program that reads it into an endless loop, to fill the memory or to end it. Here that costs the one
process; whoever asked is told that nothing came of it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from postil.frozen import dataclass

__all__ = ["Ended", "each_apart"]

SECONDS = 120.0
MEGABYTES = 2048


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing came of it, and why."""

    reason: str


Call = tuple[Callable[..., Any], tuple[Any, ...]]


def each_apart(
    calls: Sequence[Call], jobs: int, *, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> list[Any]:
    """Return what each call of a module's function gives, or `Ended`; at most `jobs` processes run at a time.

    Each has `seconds` of time and `megabytes` of memory more than it begins with.
    """
    from multiprocessing import connection, get_context

    # forked where that is safe: it costs a hundredth of a new start
    plain = sys.platform == "linux" and threading.active_count() == 1
    context: Any = get_context("fork" if plain else "spawn")
    results: list[Any] = [Ended("it was not begun")] * len(calls)
    waiting = list(enumerate(calls))[::-1]
    running: dict[Any, tuple[int, Any, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                number, (work, arguments) = waiting.pop()
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(
                    target=_do, args=(theirs, work, arguments, seconds, megabytes), daemon=True
                )
                process.start()
                theirs.close()
                running[ours] = number, process, time.monotonic() + seconds
            soonest = min(until for _, _, until in running.values())
            ready = connection.wait(list(running), max(0.0, soonest - time.monotonic()))
            late = [pipe for pipe, (_, _, until) in running.items() if time.monotonic() > until]
            for pipe in {*ready, *late}:
                number, process, _ = running.pop(pipe)
                results[number] = (
                    _received(pipe) if pipe in ready else Ended(f"it took more than {seconds:.0f} seconds")
                )
                _end(pipe, process)
    finally:
        for pipe, (_, process, _) in running.items():
            _end(pipe, process)
    return results


def _received(pipe: Any) -> Any:
    try:
        return pickle.loads(pipe.recv_bytes())  # noqa: S301  a process of ours packed it
    except (EOFError, OSError):
        return Ended("the program that read it ended without a word")


def _end(pipe: Any, process: Any) -> None:
    pipe.close()
    process.join(0.5)
    if process.is_alive():
        process.kill()
        process.join(5)


def _do(
    pipe: Any, work: Callable[..., Any], arguments: tuple[Any, ...], seconds: float, megabytes: int
) -> None:
    _bound(seconds, megabytes)
    try:
        made = pickle.dumps(work(*arguments), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        made = pickle.dumps(Ended("it takes too much memory"))
    except RecursionError:
        made = pickle.dumps(Ended("it is nested too deep"))
    with contextlib.suppress(OSError):
        pipe.send_bytes(made)
    pipe.close()
    os._exit(0)  # what was inherited is not this process's to clear away


def _bound(seconds: float, megabytes: int) -> None:
    """Bound what this process may take, where the system can (POSIX)."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/self/statm") as told:  # noqa: PTH123  a system file
            now = int(told.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 2**20,) * 2)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
