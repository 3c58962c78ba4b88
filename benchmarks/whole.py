"""The book of a reader typeset whole, by the same writer but as one chunk, so that there is nothing to join.

It is not a book to publish: its folios begin with the first page. What counts is its size, with the same words, faces,
tags and links as the joined book has.

    .venv/bin/python -m benchmarks.whole PROJECT READER FILE
"""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.watch import run
from postil.model.rendition import PrintRendition

ROOT = Path(__file__).resolve().parent.parent
_BODY = re.compile(r"<body([^>]*)>(.*)</body>", re.DOTALL)


def typeset_whole(project: Path, reader: str, file: Path) -> None:
    """Write the book of a reader, typeset whole. Raises `FailedRun` where the program's inner parts are not as expected."""
    command = [sys.executable, "-m", "benchmarks.whole", str(project), reader, str(file)]
    run(command, ROOT)


class _Ordered(BaseException):
    """Carries the rendition out of the build, past whatever looks after exceptions there."""

    def __init__(self, rendition: PrintRendition) -> None:
        super().__init__()
        self.rendition = rendition


def _rendition(project: Path, reader: str) -> PrintRendition:
    """Return what the build would typeset: it is stopped where it asks the writer for the printed book."""
    import postil
    from postil.writers import pdf

    def typeset(rendition: PrintRendition, *_: object) -> Any:
        raise _Ordered(rendition)

    checked = postil.load(project).check()
    product = checked.products([reader], ("pdf",)).value
    with patch.object(pdf, "typeset", typeset):
        try:
            checked.build(product)
        except _Ordered as ordered:
            return ordered.rendition
    raise LookupError("the build ordered no printed book")


def main() -> None:
    """Write the file."""
    project, reader, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    rendition = _rendition(project, reader)
    from postil.writers import pdf

    # the style sheet of the cover, which has a page of its own, would hold for the whole book
    chunks = [chunk for chunk in rendition.chunks if chunk.folios != "cover"]
    first = chunks[0]
    head, bodies = _BODY.split(first.html)[0], []
    for chunk in chunks:
        match = _BODY.search(chunk.html)
        assert match, f"chunk {chunk.name} has no body"
        bodies.append(f"<div{match[1]}>{match[2]}</div>")
    html = f"{head}<body>{''.join(bodies)}</body></html>"
    whole = dataclasses.replace(first, name="whole", html=html, folios="arabic", restart=True)
    typeset = pdf.typeset(dataclasses.replace(rendition, chunks=(whole,)))
    if typeset.pdf is None:
        raise LookupError(typeset.faults)
    file.write_bytes(typeset.pdf)


if __name__ == "__main__":
    main()
