"""What the book trade wants of a book besides its metadata and ISBNs: price, the words on the back, the cover."""

from __future__ import annotations

from typing import Literal, TypeAlias

from postil.frozen import dataclass
from postil.spans import Span

__all__ = [
    "NO_COVER",
    "NO_TRADE",
    "PRINTERS",
    "Binding",
    "Case",
    "Cloth",
    "CoverManifest",
    "CoverWords",
    "Paper",
    "Price",
    "Printer",
    "Run",
    "Trade",
]

Printer: TypeAlias = Literal["kdp", "lulu", "ingram", "press"]
Paper: TypeAlias = Literal["white", "cream", "colour", "premium"]
Binding: TypeAlias = Literal["paperback", "hardcover"]
Cloth: TypeAlias = Literal["blue", "green", "red", "grey", "black"]

PRINTERS: tuple[Printer, ...] = ("kdp", "lulu", "ingram", "press")


@dataclass(frozen=True, slots=True)
class Price:
    """A recommended price: the currency (ISO 4217) and the amount as it is written. Without an amount there is none, and
    the bar code says so."""

    currency: str
    amount: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words of the blurb in one style."""

    text: str
    italic: bool


@dataclass(frozen=True, slots=True)
class Case:
    """The sheet of a case (hardcover), as the printer's template has it, in mm: its whole size; what of it is turned in
    over each edge of the boards; the hinge beside the spine that must stay clear."""

    width: float
    height: float
    turn_in: float
    hinge: float


@dataclass(frozen=True, slots=True)
class CoverManifest:
    """How the cover is made: the lines of the title; for which printers; paper and binding; widths of the spine in mm by
    printer (`""` for all); pages to an inch; the colour of the cloth; the sheet of a case."""

    lines: tuple[str, ...] = ()
    printers: tuple[Printer, ...] = ()
    paper: Paper = "white"
    binding: Binding = "paperback"
    spines: tuple[tuple[str, float], ...] = ()
    bulk: float | None = None
    cloth: Cloth = "blue"
    case: Case | None = None
    span: Span | None = None

    def width_of(self, printer: Printer) -> float | None:
        """Return the width of the spine in mm where it is given."""
        given = dict(self.spines)
        return given.get(printer, given.get(""))


NO_COVER = CoverManifest()


@dataclass(frozen=True, slots=True)
class Trade:
    """All of it. `blurb` are the paragraphs on the back."""

    price: Price | None = None
    blurb: tuple[tuple[Run, ...], ...] = ()
    blurb_span: Span | None = None
    cover: CoverManifest = NO_COVER

    @property
    def blurb_text(self) -> str:
        """The words on the back, a paragraph after the other."""
        return " ".join("".join(run.text for run in paragraph) for paragraph in self.blurb)


NO_TRADE = Trade()


@dataclass(frozen=True, slots=True)
class CoverWords:
    """What stands on a cover besides title and publisher: the lines of the title where they are given, the short
    title for the spine, when the document is from, its title in other languages, what kind of book this is; and the names, where
    they are not those of authors or editors."""

    lines: tuple[str, ...] = ()
    short_title: str = ""
    date: str = ""
    original_titles: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    cloth: Cloth = "blue"
    names: tuple[str, ...] | None = None
