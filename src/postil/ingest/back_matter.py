"""Persons, chronology, glossary and index of a manifest: what stands behind the documents of a book."""

from __future__ import annotations

from typing import cast

from postil.diagnostics import Checked, Collector, Label, code
from postil.filing import date_key
from postil.ingest.embedded import embedded_prose
from postil.ingest.fields import Fields
from postil.ingest.markdown.terms import parts_of_head
from postil.ingest.yaml import Scalar
from postil.model.matter import (
    BackMatter,
    ChronologyItem,
    GlossaryItem,
    IndexForm,
    IndexRules,
    PersonItem,
    SeeReference,
)
from postil.model.prose import Image, IndexTerm, Inline, Paragraph, walk
from postil.spans import SourceText, Span

__all__ = ["ingest_back_matter", "ingest_index_rules"]

_FORMS = ("one", "separate", "none")


def ingest_back_matter(fields: Fields, source: SourceText) -> Checked[BackMatter]:
    """Return what `persons:`, `chronology:`, `glossary:` and `index:` of a manifest say.

    Reports M005–M008, M023 (the words of an item are no single paragraph), M024 (a date without a year), M025 (an item twice),
    N018 (an index term in an item), and what Markdown reports.
    """
    reader = _Items(source, Collector())
    persons = tuple(reader.person(own) for own in reader.items(fields, "persons", "this person"))
    chronology = tuple(reader.event(own) for own in reader.items(fields, "chronology", "this event"))
    glossary = tuple(reader.word(own) for own in reader.items(fields, "glossary", "this word"))
    reader.check_once("persons", tuple((p.name, p.span) for p in persons))
    reader.check_once("glossary", tuple((g.term, g.span) for g in glossary))
    matter = BackMatter(
        tuple(p for p in persons if p.name),
        tuple(c for c in chronology if c.date),
        tuple(g for g in glossary if g.term),
        reader.out.take(ingest_index_rules(fields)),
    )
    return reader.out.done(matter)


class _Items:
    """Reads lists of items."""

    def __init__(self, source: SourceText, out: Collector) -> None:
        self.source, self.out = source, out

    def items(self, fields: Fields, key: str, where: str) -> list[Fields]:
        return [Fields(node, where, node.span, self.out) for node in fields.items(key)]

    def person(self, own: Fields) -> PersonItem:
        name = _folded(own.text("name", required=True))
        item = PersonItem(
            name, own.text("dates"), self.words(own), _place(own, "name"), _folded(own.text("sort"))
        )
        own.done()
        return item

    def event(self, own: Fields) -> ChronologyItem:
        date, sort = _folded(own.text("date", required=True)), own.text("sort")
        if date and date_key(sort or date) is None:
            self.out.report(
                code("M024"),
                f"no year is in the date “{sort or date}”",
                own.value_span("sort" if sort else "date"),
                hint="write it as 1960-01-19, 1960-01 or 1960, or add sort: with such a date",
            )
        item = ChronologyItem(date, self.words(own, required=True), _place(own, "date"), sort)
        own.done()
        return item

    def word(self, own: Fields) -> GlossaryItem:
        term = _folded(own.text("term", required=True))
        item = GlossaryItem(
            term, self.words(own, required=True), _place(own, "term"), _folded(own.text("sort"))
        )
        own.done()
        return item

    def words(self, own: Fields, *, required: bool = False) -> tuple[Inline, ...]:
        """Return the text of an item: one paragraph of Markdown."""
        text = own.text("text", required=required)
        if not text.strip():
            return ()
        span = own.value_span("text")
        blocks = self.out.take(embedded_prose(text, self.source, span))
        if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
            self.out.report(
                code("M023"),
                "the text of an item is one paragraph",
                span,
                hint="leave out lists, headings and empty lines",
            )
            return ()
        for node in walk(blocks[0].inlines):
            if isinstance(node, Image):
                self.out.report(
                    code("M023"), "an item holds no pictures", node.span, hint="put the picture into the text"
                )
            elif isinstance(node, IndexTerm):
                self.out.report(
                    code("N018"),
                    "an index does not name the back matter",
                    node.span,
                    hint="mark words of the text, of notes or of the introduction",
                )
        return blocks[0].inlines

    def check_once(self, key: str, named: tuple[tuple[str, Span], ...]) -> None:
        first: dict[str, Span] = {}
        for name, span in named:
            if name and name in first:
                self.out.report(
                    code("M025"),
                    f"“{name}” stands twice under `{key}:`",
                    span,
                    labels=[Label(first[name], "the first time")],
                    hint="make one item of the two",
                )
            first.setdefault(name, span)


def _folded(words: str) -> str:
    return " ".join(words.split())


def _place(own: Fields, key: str) -> Span:
    return own.value_span(key) if own.has(key) else own.span


def ingest_index_rules(fields: Fields) -> Checked[IndexRules]:
    """Return what `index:` says: its form alone, or a mapping. Reports M005, M007, M008, N017 (a head that is empty)."""
    out = Collector()
    node = fields.mapping.get("index")
    if isinstance(node, Scalar):
        form = fields.choice("index", _FORMS, "")
        return out.done(IndexRules(cast(IndexForm, form)))
    own = fields.fields("index")
    form = own.choice("form", _FORMS, "")
    see = [*_references(own, "see", also=False, out=out), *_references(own, "see-also", also=True, out=out)]
    own.done()
    return out.done(IndexRules(cast(IndexForm, form), tuple(see)))


def _references(own: Fields, key: str, *, also: bool, out: Collector) -> list[SeeReference]:
    found = []
    for name, span, value in own.entries(key):
        targets = [value] if isinstance(value, Scalar) else list(getattr(value, "items", ()))
        for target in targets:
            head = parts_of_head(name)
            to = parts_of_head(target.text) if isinstance(target, Scalar) else ("",)
            if not all(head) or not all(to):
                out.report(
                    code("N017"),
                    "a head or subhead of the index is empty",
                    target.span if isinstance(target, Scalar) else span,
                    hint="write heads as in the index: Head or Head!Subhead",
                )
                continue
            assert isinstance(target, Scalar)  # noqa: S101 - others have no words
            found.append(SeeReference(head, to, also, target.span))
    return found
