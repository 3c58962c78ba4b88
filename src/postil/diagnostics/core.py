"""The types of diagnostics."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum
from typing import Generic, TypeVar

from postil.frozen import dataclass
from postil.spans import Span

__all__ = ["Checked", "Code", "Collector", "Diagnostic", "Label", "Severity"]

T = TypeVar("T")


class Severity(StrEnum):
    """Errors stop publication; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of fault: a letter for the stage and a number that is never used again.

    `name` reads after "allow …". What it means, why it matters, an example and the remedy stand in
    `diagnostics/pages/<id>.md`, which `postil explain` prints.
    """

    id: str
    name: str
    severity: Severity = Severity.ERROR

    def page(self) -> str:
        """Return the page that explains this code (Markdown)."""
        pages = importlib.resources.files("postil.diagnostics") / "pages"
        return (pages / f"{self.id}.md").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Label:
    """Another place concerned, with a few words on it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: code, the place, what is the case, other places concerned and one thing to do."""

    code: Code
    message: str
    span: Span | None
    labels: tuple[Label, ...] = ()
    hint: str = ""

    @property
    def severity(self) -> Severity:
        return self.code.severity

    @property
    def is_error(self) -> bool:
        return self.code.severity is Severity.ERROR

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every place it speaks of."""
        own = () if self.span is None else (self.span,)
        return (*own, *(label.span for label in self.labels))

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then code: the order in which they are shown."""
        place = (self.span.file, self.span.start, self.span.end) if self.span else ("", 0, 0)
        return (*place, self.code.id, self.message)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """What a stage returns: its value, and all faults it found, in the order of their places."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing was found that stops publication."""
        return not any(d.is_error for d in self.diagnostics)


@dataclass(slots=True)
class Collector:
    """Gathers the diagnostics of one stage while it runs (the only mutable thing in it)."""

    found: list[Diagnostic] = field(default_factory=list)

    def report(
        self,
        code: Code,
        message: str,
        span: Span | None,
        *,
        labels: Iterable[Label] = (),
        hint: str = "",
    ) -> None:
        """Add one diagnostic."""
        self.found.append(Diagnostic(code, message, span, tuple(labels), hint))

    def take(self, checked: Checked[T]) -> T:
        """Add another stage's diagnostics and return its value."""
        self.found.extend(checked.diagnostics)
        return checked.value

    def done(self, value: T) -> Checked[T]:
        """Return `value` with everything gathered, each diagnostic once, sorted by place."""
        return Checked(value, tuple(sorted(dict.fromkeys(self.found), key=Diagnostic.sort_key)))
