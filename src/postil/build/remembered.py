"""What a build remembers of itself: enough to tell that nothing needs to be done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from postil import workspace
from postil.diagnostics import Diagnostic
from postil.frozen import dataclass
from postil.spans import SourceText

if TYPE_CHECKING:
    from postil.build.products import Result

__all__ = ["BuildRecord", "FileRecord", "record_of"]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A finished file: its path below `build/`, its sha256, and what is told of it (of a manifest or account: nothing)."""

    path: str
    sha256: str
    medium: str
    pages: int | None
    notes: int


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """What a build made, by folder, and what it warned of, with the texts that are shown for it."""

    files: tuple[FileRecord, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    def is_there(self, folder: Path) -> bool:
        """Tell whether every file is in `folder` as it was made."""
        return all(workspace.holds(folder, each.path, each.sha256) for each in self.files)


def record_of(
    results: Iterable[Result], found: tuple[Diagnostic, ...], texts: Mapping[str, SourceText]
) -> BuildRecord:
    """Return the record of a build."""
    files: list[FileRecord] = []
    for result in results:
        folder = result.product.folder
        files += (
            FileRecord(a.path, hashlib.sha256(a.data).hexdigest(), a.medium, a.pages, a.notes)
            for a in result.artifacts
        )
        more = {"manifest.json": result.manifest, "account.json": result.account}
        for name, data in more.items():
            if data is not None:
                digest = hashlib.sha256(data).hexdigest()
                files.append(FileRecord(f"{folder}/{name}", digest, "", None, 0))
    spoken = {span.file for diagnostic in found for span in diagnostic.spans}
    return BuildRecord(tuple(files), found, {p: texts[p].text for p in sorted(spoken) if p in texts})
