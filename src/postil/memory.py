"""The memory of a project: what steps gave is kept by content hash in `build/.cache`, and may be deleted at any time.

Nothing is believed that this user's postil did not write: every entry bears a seal made with a key that lies in the
user's own state folder. A project that comes from elsewhere with a memory of its own cannot put anything into a book, nor
can an entry that was written by halves.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import hmac
import os
import pickle
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["Memory", "Packed", "compiled", "has_ended", "user_key"]

MOST_BYTES = 2 * 1024**3
_SEAL = 32
_NOTHING = object()


def user_key() -> bytes | None:
    """Return the key of this user's seals; it is made when it is first asked for. Nothing where it cannot be kept.

    It lies where the XDG Base Directory Specification puts state: `$XDG_STATE_HOME`, else `~/.local/state`.
    """
    home = os.environ.get("XDG_STATE_HOME", "")
    try:
        folder = Path(home) if home.startswith("/") else Path.home() / ".local" / "state"
    except RuntimeError:  # no home
        return None
    path = folder / "postil" / "memory.key"
    for _ in range(2):
        try:
            found = path.read_bytes()
            if len(found) == _SEAL:
                return found
            path.unlink()  # torn
        except FileNotFoundError:
            pass
        except OSError:
            return None
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_name(f"memory.{os.getpid()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "wb") as handle:  # noqa: PTH123  a descriptor
                handle.write(secrets.token_bytes(_SEAL))
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)  # the first of two that do this at once is the one
            fresh.unlink()
    return None


def compiled(age: str) -> Memory:
    """Return where this user's postil keeps what it compiles of itself, as Python keeps byte code: `$XDG_CACHE_HOME`, else
    `~/.cache`. What is of another age is deleted."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = Path(home) if home.startswith("/") else Path.home() / ".cache"
    except RuntimeError:  # no home
        return Memory(None, None, age)
    own = folder / "postil" / age[:16]
    if not own.is_dir() and own.parent.is_dir() and not own.parent.is_symlink():
        for other in own.parent.iterdir():
            shutil.rmtree(other, ignore_errors=True)
    return Memory(own, user_key(), age)


def has_ended(pid: str) -> bool:
    """Tell whether `pid`, as a name has it, is the number of a process that lives no more."""
    if not (pid.isascii() and pid.isdigit()):
        return False
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):  # too large a number is nobody's
        return True
    except OSError:  # somebody else's
        return False
    return False


class Packed:
    """A value that goes from one process to another and into the memory, packed once."""

    __slots__ = ("_body", "_value")

    def __init__(self, value: Any) -> None:
        self._value = value
        self._body: bytes | None = None

    @property
    def value(self) -> Any:
        """The value."""
        if self._value is _NOTHING and self._body is not None:
            self._value = pickle.loads(self._body)  # noqa: S301  a process of ours packed it
        return self._value

    @property
    def body(self) -> bytes:
        """The value as bytes."""
        if self._body is None:
            self._body = pickle.dumps(self._value, protocol=pickle.HIGHEST_PROTOCOL)
        return self._body

    def __reduce__(self) -> tuple[Any, ...]:
        return _packed, (self.body,)


def _packed(body: bytes) -> Packed:
    made = Packed(_NOTHING)
    made._body = body
    return made


class Memory:
    """Keeps results by key. Without a folder or a key it keeps nothing and knows nothing.

    `age` names the versions of everything that results depend on besides their steps: results of another age are not found.
    """

    def __init__(self, folder: Path | None, seal: bytes | None, age: str) -> None:
        self.folder = folder if seal is not None else None
        self.seal = seal or b""
        self.age = age
        self.used: set[str] = set()
        self._made: set[Path] = set()
        self.full: OSError | None = None
        """Why something could not be kept, if that was so."""

    def recall(self, key: str) -> Any:
        """Return what was kept under `key`, or `Memory.NOTHING`."""
        if self.folder is None:
            return _NOTHING
        name = self._name(key)
        try:
            data = self._path(name).read_bytes()
        except OSError:
            return _NOTHING
        body = memoryview(data)[_SEAL:]
        if not hmac.compare_digest(data[:_SEAL], self._sealed(name, body)):
            return _NOTHING
        self.used.add(name)
        try:
            return pickle.loads(body)  # noqa: S301  sealed: this user's postil wrote it
        except Exception:  # noqa: BLE001  an older form of a class: made anew
            return _NOTHING

    def keep(self, key: str, value: Any) -> None:
        """Keep `value` (or what is `Packed`) under `key`. Where there is no room it is not kept, which is remembered in `full`."""
        if self.folder is None or self.full is not None:
            return
        name = self._name(key)
        body = value.body if isinstance(value, Packed) else Packed(value).body
        path = self._path(name)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            if self.folder.is_symlink() or self.folder.parent.is_symlink():
                return
            if path.parent not in self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(path.parent)
            with fresh.open("wb", buffering=0) as handle:
                data = self._sealed(name, memoryview(body)) + body
                if handle.write(data) != len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            fresh.replace(path)
        except OSError as error:
            self.full = error
            with contextlib.suppress(OSError):
                fresh.unlink()
            return
        self.used.add(name)

    def forget(self) -> None:
        """Delete everything that is kept."""
        if self.folder is not None and not self.folder.is_symlink():
            shutil.rmtree(self.folder, ignore_errors=True)
            self._made.clear()

    def tidy(self, most: int = MOST_BYTES) -> None:
        """Delete what was not used in this build, longest unused first, where more than `most` bytes are kept; and what a
        build that was killed left half-written."""
        if self.folder is None:
            return
        found = []
        total = 0
        for path in self._files():
            with contextlib.suppress(OSError):
                about = path.stat()
                if "." in path.name:
                    self._clear(path)
                    continue
                total += about.st_size
                if path.parent.name + path.name not in self.used:
                    found.append((about.st_mtime, path, about.st_size))
        for _, path, size in sorted(found):
            if total <= most:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size

    def _clear(self, path: Path) -> None:
        """Delete a half-written file, unless the process that writes it still lives."""
        if has_ended(path.name.rpartition(".")[2]):
            path.unlink()

    def _files(self) -> Iterator[Path]:
        if self.folder is None or not self.folder.is_dir() or self.folder.is_symlink():
            return
        for group in sorted(self.folder.iterdir()):
            if group.is_dir() and not group.is_symlink():
                yield from sorted(group.iterdir())

    def _name(self, key: str) -> str:
        return hashlib.sha256(f"{self.age}\n{key}".encode()).hexdigest()

    def _path(self, name: str) -> Path:
        assert self.folder is not None  # noqa: S101  asked before
        return self.folder / name[:1] / name[1:]

    def _sealed(self, name: str, body: memoryview) -> bytes:
        made = hmac.new(self.seal, name.encode(), "sha256")
        made.update(body)
        return made.digest()

    NOTHING = _NOTHING
