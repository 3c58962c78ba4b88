"""The web writer: `write` turns a rendition into one finished, audited HTML file that needs nothing else.

Importing this package loads neither lxml nor HarfBuzz; the first call of `write` does.
"""

from __future__ import annotations

from postil.model.rendition import Fault, SiteRendition

__all__ = ["write"]


def write(rendition: SiteRendition) -> tuple[bytes, tuple[Fault, ...]]:
    """Return the page of `rendition`, with style sheet, fonts and images inside it, and what its audit found.

    The bytes depend on nothing but `rendition` and the versions of the libraries.
    """
    from postil.writers.site.audit import audit
    from postil.writers.site.page import fill

    data = fill(rendition)
    return data, tuple(audit(data, rendition.notes))
