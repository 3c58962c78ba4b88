"""The PDF writer: `typeset` turns a print rendition into a finished, audited, tagged PDF.

Importing this package loads no WeasyPrint; the first call of `typeset` does, after fontconfig was told which faces there
are.
"""

from __future__ import annotations

import contextlib
import io

from postil.model.rendition import PrintRendition, Typeset

from . import fonts

__all__ = ["load", "typeset"]


def load() -> None:
    """Load the typesetter, so that the first book need not wait for it. Raises `OSError` where Pango is missing."""
    with contextlib.redirect_stdout(io.StringIO()):  # WeasyPrint prints where to read about it
        import postil.writers.pdf.book  # noqa: F401 - what is wanted is its loading


def typeset(rendition: PrintRendition) -> Typeset:
    """Return the book of `rendition`: the file, notes too tall for a foot, faults, and the folio of every id.

    The bytes depend on nothing but `rendition` and the versions of the engines. There is no file (`pdf` is None) where
    the engine cannot lay the book out at all; where there are faults the file is returned to be looked at.
    """
    fonts.use(rendition.faces)
    load()
    from .book import make

    return make(rendition)
