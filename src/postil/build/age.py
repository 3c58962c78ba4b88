"""The age of what is remembered: everything that the results of steps depend on besides the steps themselves."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["age", "likeness"]

# The libraries that shape and measure text; another version breaks lines elsewhere.
_LIBRARIES = (
    ("libpango-1.0.so.0", "pango_version_string"),
    ("libharfbuzz.so.0", "hb_version_string"),
    ("libfontconfig.so.1", "FcGetVersion"),
)


@functools.cache
def age() -> str:
    """Return a digest of the program itself, of the packages beside it, of Python, and of the libraries of the machine.

    The program's files are known by size and time of change, which takes milliseconds; where they cannot be told (a zipped
    package), nothing that an earlier process made is of the same age.
    """
    return _digest((sys.version, sys.platform, *_program(), *_packages(), *_libraries()))


@functools.cache
def likeness() -> str:
    """Return a digest by which another machine can be told to make the same books: the program's files by what is in
    them, its packages, Python's version, the libraries."""
    return _digest((sys.version.partition(" ")[0], *_content(), *_packages(), *_libraries()))


def _digest(lines: Iterable[str]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return found.hexdigest()


def _content() -> Iterator[str]:
    root = Path(__file__).resolve().parents[1]
    for line in _program():
        name = line.rsplit(" ", 2)[0]
        if name.endswith((".py", ".j2", ".css", ".csl", ".ttf")):
            yield f"{name} {hashlib.sha256((root / name).read_bytes()).hexdigest()}"


def _program() -> Iterator[str]:
    root = Path(__file__).resolve().parents[1]
    if not root.is_dir():
        yield f"process {os.getpid()}"
        return
    for here, folders, names in os.walk(root, followlinks=True):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for name in sorted(names):
            try:
                about = os.stat(os.path.join(here, name))  # noqa: PTH116, PTH118  a third of the time of paths
            except OSError:  # a link of an editor to nowhere
                continue
            yield f"{os.path.relpath(here, root)}/{name} {about.st_size} {about.st_mtime_ns}"


def _packages() -> Iterator[str]:
    """Yield the installed packages as their folders tell them, with their versions (PyPA, recording installed projects)."""
    found = {
        name
        for place in sys.path
        if place and Path(place).is_dir()
        for name in os.listdir(place)  # noqa: PTH208  a path object for each of a thousand takes time
        if name.endswith((".dist-info", ".egg-info"))
    }
    yield from sorted(found)


def _libraries() -> Iterator[str]:
    for name, function in _LIBRARIES:
        try:
            ask = getattr(ctypes.CDLL(name), function)
        except (OSError, AttributeError):
            yield f"{name} unknown"
            continue
        ask.restype = ctypes.c_int if function == "FcGetVersion" else ctypes.c_char_p
        said = ask()
        yield f"{name} {said.decode() if isinstance(said, bytes) else said}"
