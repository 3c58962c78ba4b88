"""The workspace: the only place that opens files.

Reading stays inside the project: a path that leads out of it, also through a symbolic link, is refused and told.
Writing is atomic: a file is complete under its name or not there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.machinery
import importlib.resources
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, Any

from postil.model.edition import (
    OtherProject,
    ProjectFiles,
)
from postil.spans import InputFile

__all__ = [
    "find_project",
    "holds",
    "package_fonts",
    "package_style",
    "package_styles",
    "package_templates",
    "publish",
    "read_other",
    "read_project",
    "skeleton",
]

_FOLDERS = ("source", "annotations", "readers")
_MAX_FILES = 200_000
_MAX_BYTES = 64 * 1024 * 1024
_MAX_TOTAL = 1024 * 1024 * 1024
_STAGING = ".postil-"
_TEMPLATE_ENDINGS = (".j2", ".css", ".html", ".xhtml")


def find_project(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that holds a `postil.yaml`."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / "postil.yaml").is_file():
            return candidate
    return None


def read_project(root: Path, extra: Iterable[str] = (), only: Collection[str] | None = None) -> ProjectFiles:
    """Return every file of the project that the program reads; `extra` are further paths (fonts, styles). With `only`
    no more is read of its editions than these, and of the others their names."""
    root = root.resolve()
    files: dict[str, InputFile] = {}
    refused: list[tuple[str, str]] = []
    total = 0

    def take(path: Path) -> None:
        nonlocal total
        name = path.relative_to(root).as_posix()
        if not name.isprintable():  # a line end, an escape sequence, bytes that are no UTF-8
            refused.append((printable(name), "has a name that cannot be printed"))
            return
        try:
            real = path.resolve()
            if not real.is_relative_to(root):
                refused.append((name, "is a link that leads out of the project"))
                return
            if not real.is_file():
                return
            size = real.stat().st_size
            total += size
            if size > _MAX_BYTES or total > _MAX_TOTAL:
                most = _MAX_BYTES if size > _MAX_BYTES else _MAX_TOTAL
                refused.append((name, f"is too large: at most {most} bytes are read"))
                return
            files[name] = InputFile(name, real.read_bytes())
        except OSError as error:
            refused.append((name, f"cannot be read: {error.strerror}"))
        except RuntimeError:  # Python 3.11 and 3.12 say so of links that lead to each other
            refused.append((name, "is a link that leads to itself"))

    if (root / "postil.yaml").exists():
        take(root / "postil.yaml")
    for folder in _FOLDERS:
        for path in _walk(root / folder, root, refused):
            parts = path.relative_to(root).parts
            if only is None or (folder != "readers" and (len(parts) < 3 or parts[1] in only)):
                take(path)
    for path in _walk(root / "templates", root, refused):
        if (
            path.name.endswith(_TEMPLATE_ENDINGS)
            and "project" not in path.relative_to(root / "templates").parts[:1]
        ):
            take(path)
    for name in extra:
        path = root / name
        if name not in files and path.exists() and ".." not in Path(name).parts:
            take(path)
    return ProjectFiles(files, tuple(sorted(refused)))


def read_other(
    root: Path, path: str, package: str, editions: Collection[str], allowed: Iterable[Path]
) -> OtherProject:
    """Return what is read of another project: the editions of these names, from the folder `path` (relative to `root`)
    or from an installed package, whose code is not run.

    A folder outside of `root` is read only where it is, or lies in, one of those that whoever runs the program has `allowed`.
    """
    root = root.resolve()
    folder = _package_folder(package, root) if package else (root / path).resolve()
    if folder is None:
        return OtherProject(ProjectFiles({}), fault="not installed")
    permitted = [root, *(each.resolve() for each in allowed)]
    if not package and not any(folder.is_relative_to(each) for each in permitted):
        return OtherProject(ProjectFiles({}), fault="not allowed")
    if not (folder / "postil.yaml").is_file():
        return OtherProject(ProjectFiles({}), fault="not there")
    source = folder / "source"
    names = (
        sorted(p.name for p in source.iterdir() if (p / "edition.yaml").is_file()) if source.is_dir() else []
    )
    files = read_project(folder, only=frozenset(editions))
    return OtherProject(files, tuple(names))


def _package_folder(package: str, root: Path) -> Path | None:
    """Return the folder in an installed package that holds a project: its own, or one in it.

    The package is looked up in the folders that Python looks in, by the finder that only looks: it imports nothing. The
    project itself and the current folder are no place where packages are installed.
    """
    here = Path.cwd().resolve()
    places = [p for p in sys.path if p and Path(p).resolve() not in {here, root}]
    spec = importlib.machinery.PathFinder.find_spec(package, places) if package.isidentifier() else None
    for location in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(location)
        if not folder.is_dir():
            continue
        for candidate in (folder, *sorted(p for p in folder.iterdir() if p.is_dir() and not p.is_symlink())):
            if (candidate / "postil.yaml").is_file():
                return candidate.resolve()
    return None


def _walk(folder: Path, root: Path, refused: list[tuple[str, str]]) -> list[Path]:
    """Return the files below a folder in order, without hidden ones; folders that are links out are refused."""
    if folder.is_symlink():
        refused.append((folder.relative_to(root).as_posix(), "is a link to a folder"))
        return []
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        kept = []
        for name in sorted(folders):
            path = Path(here) / name
            if name.startswith("."):
                continue
            if path.is_symlink():
                refused.append((printable(path.relative_to(root).as_posix()), "is a link to a folder"))
                continue
            kept.append(name)
        folders[:] = kept
        found.extend(Path(here) / name for name in sorted(names) if not name.startswith("."))
        if len(found) > _MAX_FILES:
            refused.append((folder.relative_to(root).as_posix(), f"holds more than {_MAX_FILES} files"))
            break
    return found


# what comes with the package ------------------------------------------------------------------------------------------


def _package() -> Traversable:
    return importlib.resources.files("postil") / "templates"


def package_templates() -> Mapping[str, str]:
    """Return the shared templates and style sheets by name."""
    found: dict[str, str] = {}

    def visit(folder: Traversable, prefix: str) -> None:
        for item in sorted(folder.iterdir(), key=lambda i: i.name):
            name = prefix + item.name
            if item.is_dir():
                if name not in {"fonts", "csl", "project"}:
                    visit(item, name + "/")
            elif item.name.endswith(_TEMPLATE_ENDINGS):
                found[name] = item.read_text(encoding="utf-8")

    visit(_package(), "")
    return found


def package_fonts() -> Mapping[str, bytes]:
    """Return the bundled font files by name; one is read when it is asked for."""
    return _Fonts()


class _Fonts(Mapping[str, bytes]):
    """The bundled font files, each read once."""

    def __init__(self) -> None:
        folder = _package() / "fonts"
        files = sorted(folder.iterdir(), key=lambda i: i.name)
        self._files = {f.name: f for f in files if f.name.endswith((".ttf", ".otf"))}
        self._read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._read:
            self._read[name] = self._files[name].read_bytes()
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __reduce__(self) -> tuple[Any, ...]:
        return package_fonts, ()


def package_styles() -> tuple[str, ...]:
    """Return the names of the bundled citation styles."""
    return tuple(
        sorted(i.name.removesuffix(".csl") for i in (_package() / "csl").iterdir() if i.name.endswith(".csl"))
    )


def package_style(name: str) -> str | None:
    """Return a bundled citation style (CSL), or nothing where there is none of this name."""
    if name not in package_styles():
        return None
    return (_package() / "csl" / f"{name}.csl").read_text(encoding="utf-8")


def skeleton() -> Mapping[str, bytes]:
    """Return the files of a new project by path."""
    found: dict[str, bytes] = {}

    def visit(folder: Traversable, prefix: str) -> None:
        for item in sorted(folder.iterdir(), key=lambda i: i.name):
            if item.is_dir():
                visit(item, f"{prefix}{item.name}/")
            else:
                found[prefix + item.name] = item.read_bytes()

    visit(_package() / "project", "")
    return found


# writing ----------------------------------------------------------------------------------------------------------------


def publish(root: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` (by path below `root`) so that each is there whole or as it was before.

    All are written beside their places first; only when every one lies complete on the disk are they renamed. Where
    a renaming fails, those before it are taken back. What a run that was killed left lying is cleared away by the next.
    No link is followed. Raises `OSError`.
    """
    for name in files:
        _refuse_links(root, name)
    made = _make_folder(root)
    _sweep(root)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=root))
    with (staging / "lock").open("wb") as held:
        _lock(held)
        staged: list[tuple[Path, Path]] = []
        try:
            for number, (name, data) in enumerate(sorted(files.items())):
                temporary = staging / str(number)
                with temporary.open("wb") as handle:
                    handle.write(data)
                    handle.flush()
                    os.fsync(handle.fileno())
                temporary.chmod(0o644)
                target = root / name
                made += _make_folder(target.parent)
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
                staged.append((temporary, target))
            _rename(staged)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            for folder in reversed(made):
                with contextlib.suppress(OSError):
                    folder.rmdir()  # those that stayed empty
            raise
        shutil.rmtree(staging, ignore_errors=True)


def _rename(staged: Iterable[tuple[Path, Path]]) -> None:
    """Put all files into their places, or none of them."""
    done: list[tuple[Path, Path | None]] = []
    try:
        for temporary, target in staged:
            earlier = temporary.with_suffix(".old") if target.exists() else None
            if earlier is not None:
                _second_name(target, earlier)
            temporary.replace(target)
            done.append((target, earlier))
    except OSError:
        for target, earlier in reversed(done):
            with contextlib.suppress(OSError):
                if earlier is None:
                    target.unlink()
                else:
                    earlier.replace(target)
        raise


def _second_name(file: Path, other: Path) -> None:
    """Keep `file` under another name too, whatever becomes of its first."""
    try:
        os.link(file, other)
    except OSError:  # a file system without hard links
        shutil.copy2(file, other)


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the ones that were not there, outer first."""
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _refuse_links(root: Path, name: str) -> None:
    """Raise an `OSError` where a folder on the way to `name`, `root` among them, is a link: a project must not lead
    what is written elsewhere."""
    way = root
    for part in (*Path(name).parts[:-1], ""):
        if way.is_symlink():
            raise OSError(errno.ELOOP, f"{way.name} is a link", str(way))
        way = way / part


def _lock(handle: IO[bytes]) -> bool:
    """Lock an open file as long as this process lives; tell whether nobody else has it."""
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be removed anyway
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(root: Path) -> None:
    """Clear away the staging folders of runs that were killed; those of runs that still live stay."""
    for left in sorted(root.glob(f"{_STAGING}*")):
        if left.is_symlink() or not left.is_dir():
            continue
        try:
            with (left / "lock").open("rb") as handle:
                dead = _lock(handle)
        except OSError:
            dead = False  # being made at this moment
        if dead:
            shutil.rmtree(left, ignore_errors=True)


def holds(root: Path, name: str, sha256: str) -> bool:
    """Tell whether the file `name` below `root` is there with these bytes; no link is followed."""
    try:
        _refuse_links(root, name)
        path = root / name
        return path.is_file() and not path.is_symlink() and digest(path.read_bytes()) == sha256
    except OSError:
        return False


def printable(name: str) -> str:
    """Return a name with what cannot be printed as escapes."""
    return "".join(
        ch if ch.isprintable() else ch.encode("unicode_escape", "backslashreplace").decode() for ch in name
    )


def digest(data: bytes) -> str:
    """Return the sha256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
