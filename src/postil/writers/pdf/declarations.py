"""What WeasyPrint declares of Pango, HarfBuzz and fontconfig, compiled beforehand: half of the time it takes to load.

WeasyPrint has cffi parse five hundred lines of C each time it is loaded. cffi can write down what it parsed as a module of
Python ("out-of-line, ABI mode", cffi's manual); `_declared` is that module. It is used only for the very source it was
made from, and where anything is not as expected WeasyPrint loads as it always does.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["SOURCE", "declared"]

SOURCE = "530e83118f7841d2791678ece23d5e43a7a24150ee1ea64bb4ba70c70b3eb5da"
"""The sha256 of `weasyprint/text/ffi.py` that `_declared` was made from; a test makes both anew (`POSTIL_ACCEPT=1`)."""

_MODULE = "weasyprint.text.ffi"


@contextlib.contextmanager
def declared() -> Iterator[bool]:
    """While this lasts, loading WeasyPrint parses no C; say whether that is so."""
    found = _found()
    if found is None:
        yield False
        return
    before = sys.modules.get("cffi")
    module: Any = types.ModuleType("cffi")
    module.FFI = lambda: _Ready(found)
    sys.modules["cffi"] = module
    try:
        yield True
    finally:
        del sys.modules["cffi"]
        if before is not None:
            sys.modules["cffi"] = before


class _Ready:
    """Stands for an `FFI` to which everything has been declared."""

    def __init__(self, made: Any) -> None:
        self._made = made
        for name in dir(made):
            if not name.startswith("_"):
                setattr(self, name, getattr(made, name))

    def cdef(self, *_: object, **__: object) -> None:
        """Declare nothing more."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def _found() -> Any:
    """Return what was compiled, if it is of this WeasyPrint."""
    if _MODULE in sys.modules:
        return None
    try:
        spec = importlib.util.find_spec("weasyprint")
        folder = Path((spec.submodule_search_locations or [])[0]) if spec else None
        if folder is None or _digest(folder / "text" / "ffi.py") != SOURCE:
            return None
        from ._declared import ffi
    except Exception:  # noqa: BLE001 - another cffi, another layout of the package: it is only slower then
        return None
    return ffi


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
