"""The sections that belong to a reader as a whole, composed of what its documents contribute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from postil.model.course_reader import ReaderOpener, ReaderProse, Reference
from postil.render.book import ContentsEntry, ProseSection, Section
from postil.render.cuts import account_facts
from postil.render.dates import date_words
from postil.render.documents import BoundReader, Contribution
from postil.render.prose import Prose
from postil.render.reader_book import (
    AccountSection,
    DocumentFacts,
    PartSection,
    PermissionsSection,
    SyllabusReading,
    SyllabusSection,
    SyllabusWeek,
)
from postil.render.sections import Composer
from postil.render.terms import prose_anchors
from postil.spans import Span

__all__ = [
    "back_sections",
    "days",
    "nested",
    "opener",
    "own_anchors",
    "own_prose",
    "prose_section",
    "reference_target",
    "syllabus",
]

LINES = 60
"""How many lines contents may have with the inner parts of documents in them; beyond, documents have a line each."""


def reference_target(
    references: Mapping[str, Reference], words: Mapping[str, str]
) -> Callable[[str], tuple[str, str]]:
    """Return what gives the link and the words of a cross-reference into a document: “Doc. 4, ¶ 7, n. 3”."""

    def target(name: str) -> tuple[str, str]:
        found = references.get(name)
        if found is None:
            return "", name
        place = f"¶ {found.paragraph}" if found.paragraph is not None else found.words
        parts = [words["doc"].format(n=found.document), place]
        parts += [words["note_n"].format(n=found.note)] if found.note else []
        mark = "n-" if found.note else ""
        return f"#{mark}{found.prefix}{found.id}", words["comma"].join(part for part in parts if part)

    return target


def own_prose(reader: BoundReader, references: Mapping[str, Reference], make: Composer) -> Prose:
    """Return what turns prose of the reader itself into markup."""
    return Prose(
        target=reference_target(references, make.words),
        citations=reader.citations.rendered,
        image=lambda path: f"postil:img/{path}",
        page_word=make.words["page"],
        xml=make.medium == "epub",
        printed=make.medium == "print",
        absent=frozenset(name for name, found in references.items() if found.absent),
        absent_words=make.words["not_here"],
    )


def own_anchors(item: ReaderProse | ReaderOpener) -> Mapping[Span, str]:
    """Return the ids of the places in prose of the reader itself that the index names."""
    return prose_anchors(item.blocks, f"{item.id}-ix-")


def _own_body(item: ReaderProse | ReaderOpener, reader: BoundReader, make: Composer) -> Markup:
    prose = replace(own_prose(reader, item.references, make), anchors=own_anchors(item))
    return prose.blocks(item.blocks, level=3)


def prose_section(item: ReaderProse, reader: BoundReader, make: Composer) -> ProseSection:
    """Return prose between the documents."""
    id_ = make.free(item.id)
    return ProseSection(id_, item.title, 2, _own_body(item, reader, make), "", "", make.free(f"h-{id_}"))


def opener(item: ReaderOpener, reader: BoundReader, make: Composer) -> PartSection:
    """Return the head of a part or a week."""
    id_ = make.free(item.id)
    name = make.words["week"].format(n=item.number) if item.number else ""
    body = _own_body(item, reader, make)
    return PartSection(
        id_,
        item.title or name,
        2,
        item.kind,
        name if item.title else "",
        days(item.dates, make.words),
        body,
        make.free(f"h-{id_}"),
    )


def days(dates: tuple[str, str], words: Mapping[str, str]) -> str:
    """Return a day or a span of days in words: September 7–11, 2026."""
    first, last = dates
    if not first or first == last:
        return date_words(first, words) if first else ""
    return date_words(f"{first}/{last}", words)


# contents -------------------------------------------------------------------------------------------------------------


def nested(entries: Sequence[tuple[int, ContentsEntry]]) -> tuple[ContentsEntry, ...]:
    """Return lines of the contents below the parts and weeks they stand in; each comes with how many these are.

    Where all of it would be longer than a page or two, documents have a line each: a reader of forty is found its way in by
    parts, weeks and titles.
    """
    if sum(_size(entry) for _, entry in entries) > LINES:
        entries = [(level, replace(entry, children=())) for level, entry in entries]

    def take(at: int, level: int) -> tuple[tuple[ContentsEntry, ...], int]:
        found: list[ContentsEntry] = []
        while at < len(entries) and entries[at][0] >= level:
            entry = entries[at][1]
            inner, at = take(at + 1, entries[at][0] + 1)
            found.append(replace(entry, children=(*entry.children, *inner)))
        return tuple(found), at

    return take(0, 0)[0]


def _size(entry: ContentsEntry) -> int:
    return 1 + sum(map(_size, entry.children))


# syllabus, permissions, account ---------------------------------------------------------------------------------------


def syllabus(
    reader: BoundReader,
    openers: Mapping[str, PartSection],
    lines: Mapping[int, ContentsEntry],
    make: Composer,
) -> SyllabusSection | None:
    """Return the syllabus of a reader that has weeks or days; `openers` by the ids of their items."""
    items = [item for item in reader.items if isinstance(item, ReaderOpener)]
    if not any(item.kind == "week" or item.dates[0] for item in items):
        return None
    words = make.words
    weeks: list[SyllabusWeek] = []
    open_: list[SyllabusReading] = []
    here: ReaderOpener | None = None

    def close() -> None:
        if here is not None:
            head = openers[here.id]
            weeks.append(SyllabusWeek(head.name, head.dates, head.id, here.level, tuple(open_)))
        elif open_:
            weeks.append(SyllabusWeek("", "", "", 0, tuple(open_)))
        open_.clear()

    for item in reader.items:
        if isinstance(item, ReaderOpener):
            close()
            here = item
        elif isinstance(item, Contribution):
            ranges = (
                words["comma"].join(item.ranges).replace("¶ ", "¶\u00a0")
            )  # never parted at the end of a line
            open_.append(
                SyllabusReading(words["doc"].format(n=item.number), item.title, lines[item.number].id, ranges)
            )
        else:
            open_.append(SyllabusReading("", item.title, item.id, ""))
    close()
    id_ = make.free("syllabus")
    return SyllabusSection(
        id_,
        words["syllabus"],
        2,
        tuple(weeks),
        ("", words["when"], words["readings"]),
        make.free(f"h-{id_}"),
    )


def permissions(
    reader: BoundReader, lines: Mapping[int, ContentsEntry], make: Composer
) -> PermissionsSection:
    """Return the rights in every document, and where its text comes from."""
    id_ = make.free("permissions")
    documents = tuple(
        DocumentFacts(make.words["doc"].format(n=each.number), each.title, lines[each.number].id, each.rights)
        for each in reader.documents
    )
    return PermissionsSection(id_, make.words["permissions"], 2, documents, make.free(f"h-{id_}"))


def account(reader: BoundReader, lines: Mapping[int, ContentsEntry], make: Composer) -> AccountSection | None:
    """Return the account of what is left out of documents, for instructors; none where nothing is."""
    found = []
    for each in reader.documents:
        if each.audience != "instructors" or each.account is None:
            continue
        labels = {id_.removeprefix(each.prefix): record.label for id_, record in each.notes.items()}
        facts = account_facts(each.account, labels, make.words)
        number = make.words["doc"].format(n=each.number)
        found.append(DocumentFacts(number, each.title, lines[each.number].id, facts))
    if not found:
        return None
    id_ = make.free("account")
    return AccountSection(
        id_, make.words["account"], 2, make.words["account_lead"], tuple(found), make.free(f"h-{id_}")
    )


def back_sections(reader: BoundReader, lines: Mapping[int, ContentsEntry], make: Composer) -> list[Section]:
    """Return what stands at the very back: permissions, and for instructors the account."""
    found: list[Section] = [permissions(reader, lines, make)]
    if (own := account(reader, lines, make)) is not None:
        found.append(own)
    return found
