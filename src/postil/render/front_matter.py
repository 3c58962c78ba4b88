"""What templates see of the front of a book: series page, frontispiece, dedication, epigraphs, lists, abbreviations."""

from __future__ import annotations

from markupsafe import Markup

from postil.frozen import dataclass

__all__ = [
    "NO_PAGES",
    "AbbreviationView",
    "AbbreviationsSection",
    "EpigraphView",
    "FrontPages",
    "ListSection",
    "ListedItem",
    "PictureView",
    "VolumeView",
    "WitnessView",
]


@dataclass(frozen=True, slots=True)
class VolumeView:
    """A volume of the series."""

    number: str
    title: str
    by: str
    year: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture: its name in the book, the words for those who cannot see it, its caption; whether it fills its page in print."""

    name: str
    alt: str
    caption: Markup
    bleeds: bool = False


@dataclass(frozen=True, slots=True)
class EpigraphView:
    """Words over the book, and where they are from."""

    body: Markup
    source: Markup


@dataclass(frozen=True, slots=True)
class FrontPages:
    """What stands before the contents besides half-title, title and imprint, each present only where there is matter.

    `series` is the name of the series, `volumes` are its other volumes; `cip` the cataloguing data, line by line.
    """

    series: str = ""
    volumes: tuple[VolumeView, ...] = ()
    frontispiece: PictureView | None = None
    dedication: Markup = Markup("")
    epigraphs: tuple[EpigraphView, ...] = ()
    cip: str = ""


NO_PAGES = FrontPages()


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A figure or a table in a list: its caption, the id it has in the book; `where` says it in a word where that is no page
    (Frontispiece)."""

    title: str
    id: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class ListSection:
    """The list of illustrations, or of tables. `kind` is which."""

    id: str
    title: str
    level: int
    kind: str
    items: tuple[ListedItem, ...]
    head: str
    owner: str = ""
    type: str = "list"


@dataclass(frozen=True, slots=True)
class AbbreviationView:
    """A short form and what it stands for."""

    short: str
    body: Markup


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A witness with its siglum."""

    siglum: str
    name: str
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class AbbreviationsSection:
    """Abbreviations, and the sigla of the witnesses under a heading of their own."""

    id: str
    title: str
    level: int
    items: tuple[AbbreviationView, ...]
    sigla: tuple[WitnessView, ...]
    sigla_title: str
    head: str
    owner: str = ""
    type: str = "abbreviations"
