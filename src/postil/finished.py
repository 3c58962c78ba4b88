"""Finished files of a project are read: what lies in `build/`, and any PDF inside the project. No link out of it is followed."""

from __future__ import annotations

import errno
from pathlib import Path

__all__ = ["built", "inside", "pdfs", "read"]

_MOST_BYTES = 1024 * 1024 * 1024


def built(root: Path) -> tuple[str, ...]:
    """Return the folders of `build/` that hold something finished, in order: those with a `manifest.json`."""
    folder = root / "build"
    if folder.is_symlink() or not folder.is_dir():
        return ()
    return tuple(
        sorted(f.name for f in folder.iterdir() if not f.is_symlink() and (f / "manifest.json").is_file())
    )


def pdfs(root: Path, name: str) -> tuple[str, ...]:
    """Return the paths, relative to `root`, of the PDFs in a folder of `build/`; there are none in one that is a link."""
    folder = root / "build" / name
    if not name or Path(name).parts != (name,) or folder.is_symlink() or not folder.is_dir():
        return ()
    found = sorted(f.name for f in folder.iterdir() if f.suffix.lower() == ".pdf" and f.is_file())
    return tuple(f"build/{name}/{each}" for each in found)


def inside(root: Path, path: str) -> str:
    """Return a path relative to `root`, which may be given so or as an absolute one. Raises `ValueError` for one that leads out
    of it, also through a link."""
    base = root.resolve()
    try:
        return (base / path).resolve().relative_to(base).as_posix()
    except RuntimeError as error:  # Python 3.11 and 3.12 say so of links that lead to each other
        raise ValueError(path) from error


def read(root: Path, path: str) -> bytes:
    """Return a finished file. Raises `OSError` where it is not there, leads out of the project, is no file or too large."""
    base = root.resolve()
    try:
        real = (base / path).resolve()
    except RuntimeError as error:
        raise OSError(errno.ELOOP, "it is a link that leads to itself", path) from error
    if not real.is_relative_to(base):
        raise OSError(errno.ELOOP, "it is a link that leads out of the project", path)
    if real.exists() and not real.is_file():
        raise OSError(errno.EINVAL, "it is no file", path)
    if real.is_file() and real.stat().st_size > _MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has more than {_MOST_BYTES} bytes", path)
    return real.read_bytes()
