"""Build: the only package that knows the order of the stages.

`check` runs everything that needs no engine; `Builder` makes the outputs of editions and readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.build.checking import CheckedProject, check
from postil.build.loading import LoadedProject, load

if TYPE_CHECKING:
    from postil.build.products import Builder, Product, Result

__all__ = ["Builder", "CheckedProject", "LoadedProject", "Product", "Result", "check", "load"]


def __getattr__(name: str) -> Any:
    """Load what makes outputs when it is asked for: checking needs none of it."""
    if name in {"Builder", "Product", "Result"}:
        from postil.build import products

        return getattr(products, name)
    raise AttributeError(name)
