"""Work that comes to no good, for processes of their own. Functions of a module, so that they are found by their names."""

from __future__ import annotations

import faulthandler
import os
import signal


def twice(number: int) -> int:
    return 2 * number


def forever() -> None:
    while True:
        pass


def hungry() -> int:
    return len(b"x" * (16 * 2**30))


def gone() -> None:
    os._exit(7)


def crashed() -> None:
    faulthandler.disable()  # pytest's
    os.kill(os.getpid(), signal.SIGSEGV)


def deep(level: int = 0) -> int:
    return deep(level + 1) + 1
