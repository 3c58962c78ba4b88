"""What is kept in a book for the archive: the files that its editions were made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from postil.build.judging import Judged
from postil.model.manifest import BuildAudience
from postil.model.rendition import Attachment
from postil.vocabulary import words_for

__all__ = ["sources_of"]

_MEDIA_TYPES = {
    "md": "text/markdown",
    "txt": "text/plain",
    "yaml": "text/yaml",
    "yml": "text/yaml",
    "json": "application/json",
    "lock": "text/plain",
    "bib": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
}


def sources_of(keys: Iterable[str], judged: Judged, audience: BuildAudience) -> tuple[Attachment, ...]:
    """Return the files of editions, those alone that `audience` may see whole."""
    found = {each.name: each for key in keys for each in _sources(key, judged, audience)}
    return tuple(found[name] for name in sorted(found))


def _sources(key: str, judged: Judged, audience: BuildAudience) -> Iterator[Attachment]:
    order, report = judged.orders[key], judged.reports[key]
    project = order.setting.manifest
    words = words_for(project.language, project.words)
    hidden = report.hidden or {} if audience == "students" else {}
    for file in order.files:
        if file.path not in report.inputs or file.path in hidden:
            continue
        # a name in the book, where no folder is above another
        name = (order.home + file.path).replace("../", "").replace(":", "/")
        kind = _MEDIA_TYPES.get(file.path.rpartition(".")[2].lower(), "application/octet-stream")
        yield Attachment(name, kind, words["source_of"].format(name=order.name), file.data)
