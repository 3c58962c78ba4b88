"""The steps of a printed book that need the typesetter. Importing this module does not load it; doing a step does."""

from __future__ import annotations

import contextlib
import io
import threading

from . import fonts
from .declarations import declared
from .deferred import deferred
from .sheaf import Furniture, FurnitureOrder, Sheaf, SheafOrder

__all__ = ["load", "set_furniture", "set_sheaf"]

# One at a time in a process, whatever threads a cluster's worker has: the log, fontconfig's settings and the collector of
# garbage are the process's.
_alone = threading.Lock()


def load() -> None:
    """Load the typesetter, so that the first step need not wait for it. Raises `OSError` where Pango is missing."""
    # WeasyPrint prints where to read about it
    with contextlib.redirect_stdout(io.StringIO()), declared(), deferred():
        import postil.writers.pdf.setting  # noqa: F401 - what is wanted is its loading


def set_sheaf(order: SheafOrder) -> Sheaf:
    """Return a chunk laid out, painted and tagged."""
    with _alone:
        fonts.use(order.faces)  # before Pango is loaded
        load()
        from .setting import set_sheaf as work

        return work(order)


def set_furniture(order: FurnitureOrder) -> Furniture:
    """Return heads and folios."""
    with _alone:
        fonts.use(order.faces)
        load()
        from .setting import set_furniture as work

        return work(order)
