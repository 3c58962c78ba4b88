"""postil: annotated primary sources as printed book, e-book and web page.

`postil.load(folder).check().build()` does what the command line does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from postil.build.loading import load

__all__ = ["load"]


def __getattr__(name: str) -> Any:
    """Load the pipeline when it is asked for, so that importing the package costs nothing."""
    if name == "load":
        from postil.build.loading import load

        return load
    raise AttributeError(name)
