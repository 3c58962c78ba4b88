"""The EPUB writer: `write` turns a rendition into a finished, audited EPUB 3.3.

Importing this package loads neither EbookLib nor lxml nor HarfBuzz; the first call of `write` does.
"""

from __future__ import annotations

from postil.model.rendition import EpubRendition, Fault

__all__ = ["write"]


def write(rendition: EpubRendition) -> tuple[bytes, tuple[Fault, ...]]:
    """Return the e-book of `rendition` as one file, and what the audit of that file found.

    The bytes depend on nothing but `rendition` and the versions of the libraries.
    """
    from postil.writers.epub.audit import audit
    from postil.writers.epub.book import assemble
    from postil.writers.epub.package import pack

    data = pack(assemble(rendition))
    return data, tuple(audit(data, rendition.notes))
