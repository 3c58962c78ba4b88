"""What templates see of the back of a book: persons, chronology, glossary, index. Everything is in order and in words."""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from postil.frozen import dataclass

__all__ = [
    "DocumentLink",
    "IndexGroup",
    "IndexHead",
    "IndexSection",
    "ItemView",
    "ItemsSection",
    "Locator",
]


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document of a reader that an item comes from."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """A person, an event or a word that is explained: `head` is the name, the date or the word, `after` the dates of a
    person; `when` a date as machines read it."""

    head: str
    after: str
    body: Markup
    documents: tuple[DocumentLink, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class ItemsSection:
    """Persons, chronology or glossary, as `type` says."""

    id: str
    title: str
    level: int
    items: tuple[ItemView, ...]
    head: str
    type: Literal["persons", "chronology", "glossary"]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Locator:
    """A place: `id` is what it links to, `words` what is printed where there are no pages."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class IndexHead:
    """A head or subhead. `kind` is person, place, term or index; `qualifier` tells two heads of the same words apart.

    `locators` are its places in media without pages; `folios` those of print, as the typesetter reads them: ids, each with
    what stands behind the page number (`n4`) after a bar. `see` and `also` are heads to look under, with their ids.
    """

    words: str
    kind: str
    qualifier: str
    locators: tuple[Locator, ...]
    folios: str
    see: tuple[Locator, ...]
    also: tuple[Locator, ...]
    children: tuple[IndexHead, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The heads under one letter; `letter` may be empty."""

    letter: str
    heads: tuple[IndexHead, ...]


@dataclass(frozen=True, slots=True)
class IndexSection:
    """An index; `lead` explains how kinds of heads are told apart, where that is needed."""

    id: str
    title: str
    level: int
    lead: Markup
    groups: tuple[IndexGroup, ...]
    head: str
    owner: str = ""
    type: str = "index"
