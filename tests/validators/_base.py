"""What all drivers share: findings, where the tools lie, and what to say when one is not there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

AnyPath = str | PathLike[str]

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
NODE_MODULES = TOOLS / "node" / "node_modules"

#: What Chromium needs where it runs as root in a closed network: no sandbox, and no calls home.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    # Whatever a page asks for outside this machine is not found, at once.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

_closers: list[Callable[[], None]] = []


class MissingTool(Exception):
    """A checker is not installed; the message says which command installs it."""

    def __init__(self, what: str, debian: str = "") -> None:
        hint = f" (on Debian that is: apt-get install {debian})" if debian else ""
        super().__init__(f"{what} is not there; install it with: scripts/setup test{hint}")


class CheckerFailed(Exception):
    """A checker stopped without a verdict."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a checker found wrong."""

    checker: str
    rule: str
    severity: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    context: str = ""

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        context = f"\n    {self.context}" if self.context else ""
        return f"{where}: {self.checker} {self.severity} {self.rule}: {self.message}{context}"


def report(findings: Iterable[Finding]) -> str:
    """The findings as text, one a line: for ``assert not findings, report(findings)``."""
    return "\n".join(str(finding) for finding in findings)


def resolved(paths: AnyPath | Iterable[AnyPath]) -> list[Path]:
    """The paths, absolute and known to be files. One path may be given alone."""
    several = [paths] if isinstance(paths, str | PathLike) else list(paths)
    found = [Path(path).resolve() for path in several]
    for path in found:
        if not path.is_file():
            raise FileNotFoundError(path)
    return found


def program(name: str, debian: str) -> str:
    """Where a program lies on PATH."""
    found = shutil.which(name)
    if found is None:
        raise MissingTool(name, debian)
    return found


def chromium() -> str:
    """Where Chromium or a near relation of it lies."""
    for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"):
        found = shutil.which(name)
        if found is not None:
            return found
    for app in ("Chromium", "Google Chrome"):
        path = Path("/Applications", f"{app}.app", "Contents", "MacOS", app)
        if path.is_file():
            return str(path)
    raise MissingTool("Chromium", "chromium")


def node_package(name: str, *parts: str) -> Path:
    """A file of an npm package of the checkers' lock file."""
    path = NODE_MODULES.joinpath(name, *parts)
    if not path.exists():
        raise MissingTool(f"the npm package {name}")
    return path


def at_close(closer: Callable[[], None]) -> None:
    """Have something ended by :func:`close`."""
    _closers.append(closer)


def close() -> None:
    """End every JVM and browser that was started. Using a driver again starts them anew."""
    while _closers:
        _closers.pop()()
