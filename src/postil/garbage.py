"""Garbage is collected between pieces of work and not during them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["give_back", "uncollected"]


@contextmanager
def uncollected(*, then_collect: bool = False) -> Iterator[None]:
    """Let nothing be collected while this lasts, which saves a tenth of the time: boxes live to the end of a layout, and
    what a book is joined from has no cycles. With `then_collect` what was made and is of no use any more goes at the end;
    only what is new is looked at for that."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if then_collect:
            gc.collect(0)
        if collecting:
            gc.enable()


def give_back() -> None:
    """Give memory that is free back to the system, after work that took much of it. The C library keeps it otherwise
    (glibc; others have no such call, and need none)."""
    with suppress(ImportError, OSError, AttributeError, TypeError):
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)
