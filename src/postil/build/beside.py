"""Work beside the typesetter: what can be done while it runs is done in a second process.

The typesetter takes most of a build and one core. On Linux a forked process makes the other media meanwhile; it
inherits the book and never touches the typesetter. Elsewhere the same is done one after the other.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

__all__ = ["Beside", "warm"]

T = TypeVar("T")
_work: Callable[[], Any] | None = None


def _run() -> Any:
    assert _work is not None  # noqa: S101 - set before the fork
    return _work()


class Beside(AbstractContextManager["Beside[T]"]):
    """Runs `work` in a second process where there is one to be had, else when its result is asked for."""

    def __init__(self, work: Callable[[], T], *, parallel: bool) -> None:
        self.work = work
        self.pool: ProcessPoolExecutor | None = None
        self.future: Future[T] | None = None
        if parallel and sys.platform == "linux" and threading.active_count() == 1:
            global _work  # noqa: PLW0603 - the forked process finds it there; a closure cannot be sent
            _work = work
            self.pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))
            self.future = self.pool.submit(_run)
            _work = None

    def result(self) -> T:
        """Return what the work gave."""
        return self.future.result() if self.future is not None else self.work()

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)


def warm(name: str) -> threading.Thread:
    """Return a started thread that imports a module while something else is waited for; join it before forking."""

    def load() -> None:
        # what goes wrong here goes wrong again, and is told, where the module is needed
        with contextlib.suppress(Exception):
            __import__(name)

    thread = threading.Thread(target=load)
    thread.start()
    return thread
