"""Parts of fontTools that WeasyPrint loads and postil does not use: a fifth of the time it takes to load.

WeasyPrint cuts faces with fontTools where there is no hb-subset, and fixes the axes of variable ones; the faces of a book
are cut when it is bound (`postil.writers.pdf.faces`). What is put in the place of these modules loads them when it is
called.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["DEFERRED", "deferred"]

DEFERRED = ("fontTools.subset", "fontTools.varLib.instancer")


@contextlib.contextmanager
def deferred() -> Iterator[None]:
    """While this lasts, importing one of `DEFERRED` gives a module that loads the real one when it is used. What was
    loaded before is left as it is."""
    stand_ins = {name: _StandIn(name) for name in DEFERRED if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


class _StandIn(types.ModuleType):
    """A module each of whose names is a call of the real one's."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _called(self.__name__, name)


def _called(module: str, name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*arguments, **named)

    call.__name__ = name
    return call
