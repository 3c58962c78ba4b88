"""What templates see of a course reader besides its documents: heads of parts and weeks, syllabus, permissions, account.

Each is composed of what the documents contribute, never of the documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from postil.frozen import dataclass

if TYPE_CHECKING:
    from postil.render.book import Fact

__all__ = [
    "AccountSection",
    "DocumentFacts",
    "PartSection",
    "PermissionsSection",
    "SyllabusReading",
    "SyllabusSection",
    "SyllabusWeek",
]


@dataclass(frozen=True, slots=True)
class PartSection:
    """The head of a part or a week with its introduction. `kicker` is "Week 3" where the week has a title too."""

    id: str
    title: str
    level: int
    kind: Literal["part", "week"]
    kicker: str
    dates: str
    body: Markup
    head: str
    owner: str = ""
    type: str = "part"

    @property
    def name(self) -> str:
        """What it is called where it is listed: “Week 3: Renouncing War”."""
        return ": ".join(part for part in (self.kicker, self.title) if part)


@dataclass(frozen=True, slots=True)
class SyllabusReading:
    """A document to be read: `number` is "Doc. 4"; `ranges` are the ¶ of an excerpt."""

    number: str
    title: str
    id: str
    ranges: str


@dataclass(frozen=True, slots=True)
class SyllabusWeek:
    """A week, or a part, with what is to be read in it. Readings that stand in none come first, under no name."""

    name: str
    dates: str
    id: str
    level: int
    readings: tuple[SyllabusReading, ...]


@dataclass(frozen=True, slots=True)
class SyllabusSection:
    id: str
    title: str
    level: int
    weeks: tuple[SyllabusWeek, ...]
    heads: tuple[str, str, str]
    head: str
    owner: str = ""
    type: str = "syllabus"


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is told of a document, line by line; `number` is "Doc. 4"."""

    number: str
    title: str
    id: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PermissionsSection:
    """The rights in every document and where its text comes from."""

    id: str
    title: str
    level: int
    documents: tuple[DocumentFacts, ...]
    head: str
    owner: str = ""
    type: str = "permissions"


@dataclass(frozen=True, slots=True)
class AccountSection:
    """The account of a reader for its instructors: what is left out of its documents (cuts, notes, cross-references, index
    terms, choices). `lead` says what it is."""

    id: str
    title: str
    level: int
    lead: str
    documents: tuple[DocumentFacts, ...]
    head: str
    owner: str = ""
    type: str = "account"
