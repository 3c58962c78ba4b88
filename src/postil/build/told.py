"""Texts that diagnostics point into: read when one does, however it was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from postil.ingest.decode import decode
from postil.model.edition import ProjectFiles
from postil.spans import InputFile, SourceText

__all__ = ["ToldTexts"]


class ToldTexts(Mapping[str, SourceText]):
    """Texts by path: those that are at hand, and every other file of the project and of those that its readers take editions
    from, read when it is asked for.

    What is found over several editions, in what a reader takes or in a finished book speaks of files that the steps gave
    back without their texts.
    """

    def __init__(self, known: Mapping[str, SourceText], files: ProjectFiles) -> None:
        self._known = dict(known)
        self._files = files

    def __getitem__(self, path: str) -> SourceText:
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> SourceText:
        file = self._files.files.get(path)
        for home, other in self._files.others.items():
            if file is None and path.startswith(home):
                file = other.files.files.get(path.removeprefix(home))
        if file is None:
            raise KeyError(path)
        text = decode(InputFile(path, file.data)).value
        return text or SourceText.of(path, file.data.decode("utf-8", errors="replace"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
