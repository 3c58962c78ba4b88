"""The files of a project while they are read: each is decoded once, and it is remembered which were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from postil.diagnostics import Checked, Collector, code
from postil.ingest.decode import decode, readable
from postil.ingest.fields import nearest
from postil.ingest.prose import is_safe_path
from postil.model.edition import ProjectFiles
from postil.spans import InputFile, SourceText, Span

__all__ = ["FileReader"]

T = TypeVar("T")
_OWN_NAMES = ("/edition.yaml", "/text.md", "/copy-text.txt", "/introduction.md")


@dataclass(slots=True)
class FileReader:
    """Files by path. `unknown` are codes that say nothing, because what `postil.yaml` declares could not be read."""

    given: ProjectFiles
    out: Collector
    texts: dict[str, SourceText] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    @property
    def files(self) -> Mapping[str, InputFile]:
        return self.given.files

    def take(self, checked: Checked[T]) -> T:
        """Add the diagnostics of a part, without those that say nothing, and return its value."""
        self.out.found += [d for d in checked.diagnostics if d.code.id not in self.unknown]
        return checked.value

    def text(self, path: str) -> SourceText | None:
        """Return a decoded file, nothing where it is not there or cannot be read."""
        self.used.add(path)
        if path not in self.texts:
            file = self.files.get(path)
            if file is None:
                return None
            text = self.out.take(decode(file))
            if text is None:
                self.texts[path] = readable(file)
                return None
            self.texts[path] = text
        return self.texts[path]

    def listed(self, path: str, span: Span) -> SourceText | None:
        """Return a file that a manifest names. Reports M009."""
        if path not in self.files:
            self.missing(path, span)
            return None
        return self.text(path)

    def bytes(self, path: str, span: Span) -> bytes | None:
        """Return the bytes of a file that a manifest names. Reports M009, M011."""
        if not is_safe_path(path):
            self.out.report(
                code("M011"),
                f"“{path}” leads out of the project",
                span,
                hint="copy the file into the project",
            )
            return None
        file = self.files.get(path)
        if file is None:
            self.missing(path, span)
            return None
        self.used.add(path)
        return file.data

    def missing(self, path: str, span: Span) -> None:
        """Report M009, with the file that could be meant."""
        folder = path.rpartition("/")[0]
        beside = [p for p in self.files if p.rpartition("/")[0] == folder]
        near = nearest(path, [p for p in beside if p not in self.used and not p.endswith(_OWN_NAMES)])
        self.used.add(near)
        self.out.report(
            code("M009"),
            f"the file {path} is not there",
            span,
            hint=f"did you mean {near.rpartition('/')[2]}?"
            if near
            else "put the file there, or delete this line",
        )
