"""The PDF writer: `typeset` turns a print rendition into a finished, audited, tagged PDF.

Importing this package loads no WeasyPrint; the first step that sets something does, after fontconfig was told which faces
there are.
"""

from __future__ import annotations

from postil.model.rendition import Fault, PrintRendition, Proof, Typeset
from postil.model.steps import Perform, perform_here

from .steps import load

__all__ = ["audited", "load", "typeset"]


def typeset(rendition: PrintRendition, perform: Perform = perform_here) -> Typeset:
    """Return the book of `rendition`: the file, notes too tall for a foot, faults, and the folio of every id.

    All heavy work is done in steps that are handed to `perform`. The bytes depend on nothing but `rendition` and the
    versions of the engines: not on who performs the steps, in which order, or which results were kept. There is no file
    (`pdf` is None) where the engine cannot lay the book out at all; where there are faults the file is returned to be
    looked at.
    """
    from .book import make

    return make(rendition, perform)


def audited(data: bytes, proof: Proof, perform: Perform = perform_here) -> list[Fault]:
    """Return a fault for each note and block of `proof` that is not where it should be in a finished file."""
    from .audit import audit_file

    return audit_file(data, proof.notes, proof.blocks, perform, proof.ranges)
