"""Facts: what a finished PDF is, as far as a printer or a screen reader cares. Lengths are in points (1/72 inch).

They are read once (`reading`); every rule is a function of them. Page numbers count from 1.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from postil.frozen import dataclass

__all__ = ["Area", "FileFacts", "FontFact", "Ink", "PageFacts", "Picture", "Space", "StructureFacts"]

Space: TypeAlias = Literal["Gray", "CMYK", "RGB", "Lab", "Spot", "All", "unknown"]
"""How a colour is given: `Spot` is a Separation or DeviceN, `All` its registration colour. A space that an ICC profile gives is
named by its number of components."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in the space of its page: y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def holds(self, other: Area, slack: float = 0.02) -> bool:
        """Tell whether `other` lies in this one; two hundredths of a point are rounding."""
        return (
            self.left <= other.left + slack
            and self.bottom <= other.bottom + slack
            and self.right >= other.right - slack
            and self.top >= other.top - slack
        )

    def meets(self, other: Area) -> bool:
        """Tell whether the two have a part in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour that is put on a page: on `text`, a `line`, a `fill`, an `image` or a `shading`. `values` run from 0 to 1 (none
    where they are not one colour); `names` are those of spot colours."""

    use: Literal["text", "line", "fill", "image", "shading"]
    space: Space
    values: tuple[float, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def total(self) -> float | None:
        """The ink it takes in per cent, where that can be told from the colour alone."""
        if self.space == "CMYK" and len(self.values) == 4:
            return 100 * sum(self.values)
        return 100 * (1 - self.values[0]) if self.space == "Gray" and self.values else None


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as it is placed: pixels, pixels per inch on the page (the lesser of both directions), bits of a component, the
    most ink of a pixel in per cent where it is CMYK and could be measured."""

    width: int
    height: int
    ppi: float
    bits: int
    space: Space
    ink: float | None = None


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page. `painted` is what shows on it when it is printed, as far as the bleed goes (nothing on a blank one), `outside` whether there
    is something beyond that, as crop marks are; `words` what its letters cover; `texts` are the pieces of these, in a file of one page. `text` is the smallest size of words, `sign` that of up to eight letters together
    (calls, fractions); `line` the thinnest line. `faults` say what could not be read."""

    number: int
    label: str
    media: Area
    crop: Area
    bleed: Area | None
    trim: Area | None
    rotated: int = 0
    painted: Area | None = None
    outside: bool = False
    words: Area | None = None
    texts: tuple[Area, ...] = ()
    inks: tuple[Ink, ...] = ()
    pictures: tuple[Picture, ...] = ()
    text: float | None = None
    sign: float | None = None
    line: float | None = None
    invisible: int = 0
    transparency: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    barcode: tuple[float, float] | None = None
    faults: tuple[str, ...] = ()

    @property
    def cut(self) -> Area:
        """The page as it is when it is cut: the trim box, else what is shown of it (ISO 32000-1 § 14.11.2)."""
        return self.trim or self.crop


@dataclass(frozen=True, slots=True)
class FontFact:
    """A font by its name, with what it is, whether it is in the file, cut to the glyphs used, and the first page that has it."""

    name: str
    kind: str
    embedded: bool
    subset: bool
    page: int


@dataclass(frozen=True, slots=True)
class StructureFacts:
    """The tags of a file: how many elements of each kind, Note elements without an id or without a call that leads to them, the
    pages of figures without a text, elements that could not be read."""

    kinds: tuple[tuple[str, int], ...] = ()
    notes: int = 0
    unnamed: int = 0
    uncalled: tuple[str, ...] = ()
    silent: tuple[int, ...] = ()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file. `repairs` are what had to be put right to read it; `information` are the keys of the information dictionary and
    `xmp` the properties of the packet that say something of the book; `claims` are standards the file says to follow."""

    name: str
    size: int
    version: str
    encrypted: bool
    pages: tuple[PageFacts, ...]
    fonts: tuple[FontFact, ...] = ()
    repairs: tuple[str, ...] = ()
    outline: bool = False
    information: tuple[str, ...] = ()
    xmp: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    scripts: bool = False
    form: bool = False
    layers: tuple[str, ...] = ()
    media: bool = False
    claims: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    title: str = ""
    title_shown: bool = False
    language: str = ""
    labelled: bool = False
    tagged: bool = False
    right_to_left: bool = False
    structure: StructureFacts | None = None
    book: bool = False

    @property
    def cover(self) -> bool:
        """Whether it is a cover by its name: `cover` is a word of it, and it is not known to be a book."""
        if self.book:
            return False
        stem = self.name.rpartition("/")[2].rpartition(".")[0].lower()
        return "cover" in stem.replace("_", "-").split("-")

    @property
    def colour(self) -> bool:
        """Whether anything on its pages is neither black, white nor grey."""
        return any(_coloured(ink) for page in self.pages for ink in page.inks)


def _coloured(ink: Ink) -> bool:
    if ink.space == "Gray":
        return False
    if ink.space == "RGB" and ink.values:
        return max(ink.values) - min(ink.values) > 0.01
    if ink.space == "CMYK" and ink.values:
        return max(ink.values[:3]) - min(ink.values[:3]) > 0.01
    return True
