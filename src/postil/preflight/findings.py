"""What rules are given and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from postil.frozen import dataclass

from .facts import FileFacts
from .printers import Printer

__all__ = ["Case", "Finding", "Outcome", "Rule", "inches", "not_asked", "points", "told"]

Outcome: TypeAlias = Literal["pass", "look", "fail", "not applicable"]
"""`look`: sources disagree about it, or it is a matter of taste; it stops nothing."""

INCH = 72.0


@dataclass(frozen=True, slots=True)
class Case:
    """A file to be judged for a printer; of a cover also the interior, where there is one."""

    file: FileFacts
    printer: Printer
    hardcover: bool = False
    interior: FileFacts | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a file: what was measured, what is allowed and who says so, one thing to do where it is not, and the pages."""

    rule: str
    outcome: Outcome
    measured: str
    allowed: str = ""
    advice: str = ""
    pages: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()


Rule: TypeAlias = Callable[[Case], Finding]


def told(
    rule: str,
    measured: str,
    allowed: str,
    advice: str,
    sources: Iterable[str] = (),
    *,
    fails: Iterable[int] | bool = (),
    looks: Iterable[int] | bool = (),
) -> Finding:
    """Return a finding: `fails` and `looks` are the pages (or whether) that it is so. Advice is given only where there is need."""
    failing = fails if isinstance(fails, bool) else tuple(fails)
    looking = looks if isinstance(looks, bool) else tuple(looks)
    outcome: Outcome = "fail" if failing else "look" if looking else "pass"
    pages = failing or looking
    return Finding(
        rule,
        outcome,
        measured,
        allowed,
        advice if outcome != "pass" else "",
        pages if isinstance(pages, tuple) else (),
        tuple(sources),
    )


def not_asked(rule: str, why: str) -> Finding:
    """Return that a rule does not apply."""
    return Finding(rule, "not applicable", why)


def inches(length: float) -> str:
    """Return a length in points as inches."""
    return f"{length / INCH:.3f}".rstrip("0").rstrip(".") + " in"


def points(length: float) -> str:
    """Return a length in points."""
    return f"{length:.2f}".rstrip("0").rstrip(".") + " pt"
