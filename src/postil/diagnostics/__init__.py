"""Diagnostics: what is wrong with what a user wrote, where, and what to do about it.

`Code` describes a kind of fault once and for all; `Diagnostic` is one fault at one place; `Checked[T]` is what
every stage returns: a value (or none) and the faults that were found on the way.
"""

from postil.diagnostics.catalogue import ALL_CODES, code
from postil.diagnostics.core import Checked, Code, Collector, Diagnostic, Label, Severity

__all__ = ["ALL_CODES", "Checked", "Code", "Collector", "Diagnostic", "Label", "Severity", "code"]
