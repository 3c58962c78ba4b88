"""Finished files as they lie in the project: which there are, and the facts of a PDF, read once and remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from postil import finished
from postil.apart import Ended, each_apart
from postil.diagnostics import Collector, code
from postil.frozen import dataclass
from postil.model.steps import digest_of, key_of
from postil.preflight import (
    MOST_PAGES,
    Area,
    FileFacts,
    Unreadable,
    count_pages,
    put_together,
    read_pages,
)
from postil.spans import Span
from postil.workers import Workers

__all__ = ["FinishedFile", "Shelf", "facts_of_files", "shelves"]

_TOGETHER = 40
"""So many pages are read by one process."""


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A PDF that is to be verified: its path below the project, its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """A folder of `build/` with its PDFs and what its `manifest.json` says: the product, and each file with its sha256."""

    folder: str
    files: tuple[FinishedFile, ...]
    manifest: Mapping[str, Any]

    @property
    def listed(self) -> Mapping[str, str]:
        """The sha256 of each file that the manifest names."""
        found = self.manifest.get("files")
        if not isinstance(found, dict):
            return {}
        return {
            name: str(about.get("sha256", ""))
            for name, about in found.items()
            if isinstance(name, str) and isinstance(about, dict)
        }

    def profile(self, file: FinishedFile) -> str:
        """Return what a book is for: `screen`, `print`, `archive`; nothing where the manifest does not say it."""
        files = self.manifest.get("files")
        about = files.get(self.name(file)) if isinstance(files, dict) else None
        found = about.get("profile") if isinstance(about, dict) else None
        return found if isinstance(found, str) else ""

    def name(self, file: FinishedFile) -> str:
        """Return the name of a file on this shelf."""
        return file.path.removeprefix(f"build/{self.folder}/")


def shelves(root: Path, names: Sequence[str], out: Collector) -> list[Shelf]:
    """Return the folders or files that are named, all of `build/` where none is. Reports V030, M011."""
    found = []
    for name in names or finished.built(root):
        if name.lower().endswith(".pdf"):
            file = _read(root, name, out)
            found += [_alone(root, file)] if file is not None else []
        else:
            shelf = _shelf(root, name, out)
            found += [shelf] if shelf is not None else []
    if not names and not found:
        out.report(code("V030"), "nothing is built", None, hint="`postil build` makes everything")
    return found


def _shelf(root: Path, name: str, out: Collector) -> Shelf | None:
    paths = finished.pdfs(root, name)
    if not paths:
        hint = f"`postil build {name} --format pdf` makes it"
        out.report(code("V030"), f"there is no PDF in build/{name}", None, hint=hint)
        return None
    files = [file for path in paths if (file := _read(root, path, out)) is not None]
    return Shelf(name, tuple(files), _manifest(root, name))


def _alone(root: Path, file: FinishedFile) -> Shelf:
    """Return a shelf for one file, which may lie in `build/`."""
    place, folder = PurePosixPath(file.path).parts[:-1], ""
    if len(place) == 2 and place[0] == "build":
        folder = place[1]
    return Shelf(folder, (file,), _manifest(root, folder) if folder else {})


def _manifest(root: Path, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(finished.read(root, f"build/{name}/manifest.json"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _read(root: Path, path: str, out: Collector) -> FinishedFile | None:
    """Return a file of the project; `path` is relative to it or absolute."""
    try:
        inside = finished.inside(root, path)
    except ValueError:
        out.report(
            code("M011"),
            f"{path} lies outside of the project",
            None,
            hint="copy the file into the project, or name the one that it is in with --project",
        )
        return None
    try:
        return FinishedFile(inside, finished.read(root, inside))
    except OSError as error:
        words = (
            "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        )
        out.report(code("V030"), f"{inside} {words}", None, hint="name an edition or a PDF of this project")
        return None


# facts ----------------------------------------------------------------------------------------------------------------


def facts_of_files(
    files: Sequence[FinishedFile],
    workers: Workers,
    out: Collector,
    places: Mapping[str, Area] | None = None,
) -> dict[str, FileFacts]:
    """Return the facts of files by their paths. `places` are those of the bar code on covers. Reports V031 for a file that cannot be
    read."""
    memory, jobs = workers.memory, workers.jobs
    found: dict[str, FileFacts] = {}
    unknown: list[FinishedFile] = []
    for file in files:
        known = memory.recall(_key(file, places))
        if isinstance(known, FileFacts):
            found[file.path] = known
        else:
            unknown.append(file)
    counts = each_apart([(count_pages, (file.data,)) for file in unknown], jobs)
    sound = []
    for file, count in zip(unknown, counts, strict=True):
        if isinstance(count, int) and 0 < count <= MOST_PAGES:
            sound.append((file, count))
        else:
            _unreadable(file, _reason(count), out)
    ranges = [(file, first, place) for file, first, place in _ranges(sound, places or {})]
    runs = each_apart(
        [(read_pages, (file.data, first, _TOGETHER, place)) for file, first, place in ranges], jobs
    )
    joined: list[tuple[FinishedFile, list[Any]]] = []
    for file, _ in sound:
        own = [run for (other, _, _), run in zip(ranges, runs, strict=True) if other is file]
        bad = next((run for run in own if isinstance(run, Ended | Unreadable)), None)
        if bad is not None:
            _unreadable(file, _reason(bad), out)
        else:
            joined.append((file, own))
    made = each_apart([(put_together, (file.path, file.data, own)) for file, own in joined], jobs)
    for (file, _), facts in zip(joined, made, strict=True):
        if isinstance(facts, FileFacts):
            found[file.path] = facts
            memory.keep(_key(file, places), facts)
        else:
            _unreadable(file, _reason(facts), out)
    return found


def _ranges(
    files: Sequence[tuple[FinishedFile, int]], places: Mapping[str, Area]
) -> Iterator[tuple[FinishedFile, int, Area | None]]:
    for file, count in files:
        for first in range(0, count, _TOGETHER):
            yield file, first, places.get(file.path)


def _key(file: FinishedFile, places: Mapping[str, Area] | None) -> str:
    place = (places or {}).get(file.path)
    return "facts " + key_of("facts", file.path, digest_of(file.data), place)


def _reason(found: Any) -> str:
    if isinstance(found, Ended | Unreadable):
        return found.reason
    return f"it has {found} pages; 1 to {MOST_PAGES} are read"


def _unreadable(file: FinishedFile, reason: str, out: Collector) -> None:
    out.report(
        code("V031"),
        f"{PurePosixPath(file.path).name} cannot be examined: {reason}",
        Span(file.path, 0, 0),
        hint="make the file anew; do not send it to a printer",
    )
