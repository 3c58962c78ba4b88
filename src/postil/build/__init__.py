"""Build: the only package that knows the order of the stages.

`check` runs everything that needs no engine; `Builder` makes the outputs of editions and readers.
"""

from postil.build.checking import CheckedProject, check
from postil.build.loading import LoadedProject, load
from postil.build.products import Builder, Product, Result

__all__ = ["Builder", "CheckedProject", "LoadedProject", "Product", "Result", "check", "load"]
