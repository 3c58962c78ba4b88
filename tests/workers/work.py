"""Steps for the tests: what they do, and what goes wrong in them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from postil.model.steps import Step, blob, digest_of, key_of


def double(number: int) -> int:
    return 2 * number


def noted(number: int, folder: str) -> int:
    """Do it, and leave a trace of having done it."""
    with (Path(folder) / f"{number}").open("a") as handle:
        handle.write("x")
    return number


def slow(number: int, folder: str, seconds: float) -> int:
    time.sleep(seconds)
    return noted(number, folder)


def deadly_once(number: int, folder: str) -> int:
    """End the process the first time, hard."""
    mark = Path(folder) / f"died-{number}"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def deadly(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def length(digest: str, number: int = 0) -> tuple[int, int]:
    return len(blob(digest)), os.getpid()


def wrong(number: int) -> int:
    raise ValueError(f"not {number}")


def step(work: object, *arguments: object, blobs: tuple[str, ...] = ()) -> Step[object]:
    name = work.__name__  # type: ignore[attr-defined]
    return Step(work, arguments, key_of(name, arguments), f"{name} {arguments[0]}", blobs)  # type: ignore[arg-type]


def digest(data: bytes) -> str:
    return digest_of(data)
