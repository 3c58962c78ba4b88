"""Anchor: every quotation is found at exactly one place, or it is a fault.

The build takes a quotation only at its address, and only exactly (after folding, `postil.wording`); similarity
serves hints alone. `describe` is the inverse: the shortest selector for a range.
"""

from postil.anchor.describing import describe
from postil.anchor.index import TextIndex
from postil.anchor.locating import anchor, locate

__all__ = ["TextIndex", "anchor", "describe", "locate"]
